"""Occupations that free words mean: labels and synonyms of the dictionary, in every form.

What people type is not what the classifier writes; a search offers the occupations it may be.
"""

from __future__ import annotations

from functools import cache

from console.data.words import stems, tokens, words_of
from forms.dictionaries import lookup_shipped

MOST = 3


@cache
def _known() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(code, words of one label or synonym) of every occupation that is no heading."""
    found = lookup_shipped("occupation")
    return tuple(
        (entry.code, tuple(tokens(text)))
        for entry in (found.entries if found else ()) if not entry.heading
        for text in (*entry.label.values(), *entry.synonyms)
    )


def occupations_of(text: str) -> tuple[str, ...]:
    """Codes of occupations of which a label or synonym is said in full, the closest first."""
    said = [start for word in words_of(text) for start in stems(word)]
    found: dict[str, int] = {}
    for code, words in _known():
        long = [w for w in words if len(w) > 2]
        if long and all(any(w.startswith(s) for s in said) for w in long):
            found[code] = max(found.get(code, 0), len(long))
    return tuple(sorted(found, key=lambda c: (-found[c], c))[:MOST])


def beside(code: str) -> tuple[str, ...]:
    """Occupations of the same group, itself left out."""
    found = lookup_shipped("occupation")
    entries = {e.code: e for e in found.entries} if found else {}
    own = entries.get(code)
    if own is None or own.parent is None:
        return ()
    near = [e.code for e in entries.values() if e.parent == own.parent and e.code != code]
    return tuple(sorted(near, key=lambda c: (-_shared(c, code), c)))


def _shared(one: str, two: str) -> int:
    """Leading digits two codes share: the more, the nearer."""
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b),
                min(len(one), len(two)))
