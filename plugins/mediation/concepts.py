"""From free words to concepts: skills, driving categories and conditions that a text names.

The words are the synonyms of the dictionaries skill and work_limit (stems, kk, ru and en), so a
region adds its own by adding to a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from console.data.words import folded
from forms.dictionaries import lookup_shipped

#: parts of the card that speak of skills, by section
SKILL_TEXTS = ("special_skills", "general_skills", "courses_trainings_certificates")
#: languages of the card that are skills of the dictionary
LANGUAGE_CODES = {"kk": "kazakh", "ru": "russian", "en": "english"}
_CATEGORY = re.compile(
    r"(?:катег\w*|санат\w*|categor\w*)\s*[«\"']?([a-eвсе]{1,2}1?(?:\s*[,/и]\s*[a-eвсе]{1,2}1?)*)\b"
    r"|\b([a-eвсе]{1,2}1?)\s*[»\"']?\s*-?\s*(?:катег\w*|санат\w*)"
)
#: Cyrillic letters typed for Latin ones
_LATIN = str.maketrans("авсе", "abce")
_REPUBLICAN = frozenset({"71", "75", "79"})


@cache
def _stems(dictionary: str) -> re.Pattern[str]:
    found = lookup_shipped(dictionary)
    parts = [
        f"(?P<{entry.code}>{'|'.join(re.escape(folded(s)) for s in entry.synonyms)})"
        for entry in (found.entries if found else ()) if entry.synonyms
    ]
    return re.compile(r"\b(?:" + "|".join(parts) + ")", re.UNICODE)


@lru_cache(maxsize=4096)
def named(dictionary: str, text: str) -> frozenset[str]:
    """Codes of a dictionary whose words stand in the text."""
    if not text:
        return frozenset()
    return frozenset(
        str(m.lastgroup) for m in _stems(dictionary).finditer(folded(text)) if m.lastgroup
    )


@lru_cache(maxsize=4096)
def categories(text: str) -> frozenset[str]:
    """Categories of driving licence a text asks for: "категория B, C", "В санаты"."""
    known = lookup_shipped("driving_category")
    codes = set(known.codes()) if known else set()
    found: set[str] = set()
    for match in _CATEGORY.finditer(folded(text)):
        for part in re.split(r"[\s,/и]+", match.group(1) or match.group(2) or ""):
            found.add(part.translate(_LATIN).upper())
    return frozenset(found & codes)


def card_skills(sections: Mapping[str, Any]) -> frozenset[str] | None:
    """Skills the card names: its words, computer skills, languages. None: nothing was stated."""
    skills, more = sections.get("skills") or {}, sections.get("additional") or {}
    texts = [str(skills.get(name) or "") for name in SKILL_TEXTS]
    level = more.get("computer_skills")
    spoken = [row.get("language") for row in skills.get("languages") or () if row]
    if not (any(texts) or level or any(spoken)):
        return None
    found = set(named("skill", "\n".join(texts)))
    if level and level != "none":
        found.add("computer")
    found |= {LANGUAGE_CODES[str(code)] for code in spoken if str(code) in LANGUAGE_CODES}
    return frozenset(found)


def card_permits(sections: Mapping[str, Any]) -> frozenset[str] | None:
    """Driving categories of the card; empty when it says there are none, None when silent."""
    stated = (sections.get("driving") or {}).get("driving_licence")
    return None if not stated else frozenset(stated) - {"none"}


def district(kato: str | None) -> str | None:
    """The district of a KATO code; a city of republican significance is one. None: unknown."""
    if not kato or len(kato) != 9 or not kato.isdigit():
        return None
    if kato[:2] in _REPUBLICAN:
        return f"{kato[:2]}00"
    return None if kato[2:4] == "00" else kato[:4]


def joined(parts: Iterable[str | None]) -> str:
    """The stated ones among some texts, one after another."""
    return " ".join(p for p in parts if p).strip()
