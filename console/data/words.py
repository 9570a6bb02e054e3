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
