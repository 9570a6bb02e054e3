"""Words as people type them: folding, splitting, and how many slips lie between two."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+", re.UNICODE)


def folded(text: str) -> str:
    """Lower case, with ё as е: both are typed for the same letter."""
    return text.casefold().replace("ё", "е")


def tokens(text: str) -> list[str]:
    """Every word of a text, folded, in order."""
    return [w for w in (m.strip("_") for m in _WORD.findall(folded(text))) if w]


def words_of(text: str) -> list[str]:
    """The words of a query, folded, at least two letters each, without repeats."""
    return list(dict.fromkeys(w for w in tokens(text) if len(w) > 1))


def distance(one: str, two: str, most: int) -> int | None:
    """Slips (letter added, lost, changed, or two swapped) between two words; None if > most.

    ``two`` may be longer than ``one``: what follows the last compared letter is an ending.
    """
    if abs(len(one) - len(two)) > most:
        return None
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        line = [i]
        for j, b in enumerate(two, 1):
            cost = min(row[j] + 1, line[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return None
        before, row = row, line
    best = min(row[len(one) - 1 :]) if len(two) >= len(one) else row[-1]
    return best if best <= most else None


#: endings that a Kazakh noun takes one after another, and those of Russian nouns and adjectives
_KAZAKH = (
    "ларымыз", "леріміз", "тарымыз", "теріміз", "дарымыз", "деріміз",
    "ларының", "лерінің", "ларына", "леріне", "ларын", "лерін", "ларда", "лерде",
    "лардың", "лердің", "тардың", "тердің", "дардың", "дердің", "ларға", "лерге", "тарға",
    "терге", "дарға", "дерге", "лар", "лер", "тар", "тер", "дар", "дер",
    "ының", "інің", "сының", "сінің", "ның", "нің", "дың", "дің", "тың", "тің",
    "мен", "пен", "бен", "нан", "нен", "дан", "ден", "тан", "тен", "ға", "ге", "қа", "ке",
    "на", "не", "ны", "ні", "ды", "ді", "ты", "ті", "да", "де", "та", "те",
    "сы", "сі", "ын", "ін", "ы", "і",
)
_RUSSIAN = (
    "иями", "ями", "ами", "иях", "ях", "ах", "ием", "ому", "ему", "ого", "его", "ыми", "ими",
    "ией", "ией", "ов", "ев", "ей", "ой", "ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие", "ых",
    "их", "ым", "им", "ую", "юю", "ом", "ем", "ам", "ям", "ию", "ия", "ии", "ью", "а", "я", "о",
    "е", "ы", "и", "у", "ю", "ь", "й",
)
#: what is left of a word when its endings are cut
LEAST_STEM = 4


def stems(word: str) -> tuple[str, ...]:
    """The beginnings that all forms of a folded word share, four letters at least each.

    Nobody says which language a word is in: Kazakh endings are cut one after another, a Russian
    one once, and the search looks for what begins either way. One is left where they agree.
    """
    kazakh, russian = _cut(_cut(word, _KAZAKH), _KAZAKH, LEAST_STEM + 1), _cut(word, _RUSSIAN)
    both = {kazakh, russian}
    if russian.endswith("ц") and len(russian) > LEAST_STEM:
        both.add(f"{russian[:-1]}ец")  # a vowel that comes and goes: продавцом, продавец
    found = sorted(both, key=len)
    return tuple(s for n, s in enumerate(found) if not any(s.startswith(f) for f in found[:n]))


def _cut(word: str, endings: tuple[str, ...], least: int = LEAST_STEM) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word
