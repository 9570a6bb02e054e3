"""People and vacancies of the country in memory: sorted blocks, a tail of changes, ranking.

People lie sorted by oblast (those who move, and those of unknown oblast, apart), each once.
``Entries`` list them by occupation, own and former, so that a vacancy reads the blocks of its
oblast and of the occupations near to its own, and nobody else unless those are too few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from plugins.mediation.engine.columns import (
    COMPARED,
    JOBS,
    NO,
    PEOPLE,
    Codes,
    Columns,
    degrees,
)
from plugins.mediation.engine.kernel import OUT, Scale, Weights, best, keys
from plugins.mediation.reasons import HALF, WHOLE

Array = npt.NDArray[Any]
#: changes kept beside the sorted blocks before they are sorted in
TAIL = 4_000
#: vacancies scored in one stroke: the matrix stays in the processor's cache
STROKE = 64
#: room for hundredths below an id
DEGREE_BITS = 7


@dataclass(frozen=True)
class Reach:
    """Whose people may be ranked: ids per owner column; ``everybody`` for the console itself."""

    office: tuple[int, ...] = ()
    authority: tuple[int, ...] = ()
    village: tuple[int, ...] = ()
    persons: tuple[int, ...] = ()
    everybody: bool = False


@dataclass
class Blocks:
    """See the module. Positions are places in ``people`` and ``jobs``."""

    codes: Codes = field(default_factory=Codes)
    people: Columns = field(default_factory=lambda: Columns(PEOPLE))
    jobs: Columns = field(default_factory=lambda: Columns(JOBS))
    #: entries: place of the person, occupation (NO: neither own nor former), former or not
    entry_place: list[int] = field(default_factory=list)
    entry_occupation: list[int] = field(default_factory=list)
    entry_former: list[bool] = field(default_factory=list)
    sorted_people: int = 0
    _place: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    _former: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))
    #: place of a person by id
    _place_of: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    _blocks: dict[tuple[int, int], slice] = field(default_factory=dict)
    _regions: dict[int, slice] = field(default_factory=dict)

    # ---- making
    def load(self, people: Columns, jobs: Columns, place: Array, occupation: Array,
             former: Array) -> None:
        """Take whole columns and entries and sort them."""
        self.people, self.jobs = people, jobs
        self._sort(place, occupation, former)

    def settle(self, force: bool = False) -> bool:
        """Sort the tail in when it grew long; True when places changed."""
        if not force and len(self.entry_place) <= TAIL + self._place.size // 50:
            return False
        tail = (np.array(self.entry_place, dtype=np.int32),
                np.array(self.entry_occupation, dtype=np.int32),
                np.array(self.entry_former, dtype=bool))
        occupation = np.empty(self._place.size, dtype=np.int32)
        for (code, _region), part in self._blocks.items():
            occupation[part] = code
        self._sort(*(np.concatenate(pair) for pair in zip(
            (self._place, occupation, self._former), tail, strict=True)))
        return True

    def _sort(self, place: Array, occupation: Array, former: Array) -> None:
        alive = np.flatnonzero(self.people["alive"])
        group = _group(self.people)[alive]
        order = alive[np.lexsort((self.people["id"][alive], group))]
        moved = np.full(self.people.size, NO, dtype=np.int32)
        moved[order] = np.arange(order.size, dtype=np.int32)
        self.people.reorder(order)
        place = moved[place]
        keep = place != NO
        place, occupation, former = place[keep], occupation[keep], former[keep]
        group = _group(self.people)
        order = np.lexsort((place, group[place], occupation))
        self._place, self._former = place[order].astype(np.int32), former[order]
        self._blocks = dict(_runs(occupation[order], group[self._place]))
        self._regions = {key[0]: part for key, part in _runs(group, np.zeros_like(group))}
        self.sorted_people = self.people.size
        self._place_of = np.full(int(self.people["id"].max(initial=0)) + 1, NO, dtype=np.int32)
        self._place_of[self.people["id"]] = np.arange(self.people.size, dtype=np.int32)
        self.entry_place, self.entry_occupation, self.entry_former = [], [], []

    def add_person(self, row: dict[str, Any], entries: list[tuple[int, bool]]) -> int:
        """Append a person to the tail; the place."""
        key = int(row["id"])
        if key >= self._place_of.size:
            room = np.full(key + 1024 - self._place_of.size, NO, dtype=np.int32)
            self._place_of = np.concatenate([self._place_of, room])
        if self._place_of[key] != NO:
            self.people["alive"][self._place_of[key]] = False
        place = self.people.add({**row, "alive": True})
        self._place_of[key] = place
        for occupation, former in entries or [(NO, False)]:
            self.entry_place.append(place)
            self.entry_occupation.append(occupation)
            self.entry_former.append(former)
        return place

    def drop_person(self, key: int) -> None:
        """A person is ranked no more."""
        if key < self._place_of.size and self._place_of[key] != NO:
            self.people["alive"][self._place_of[key]] = False
            self._place_of[key] = NO

    # ---- reading
    def near(self, job: int, region: int) -> tuple[Array, Array]:
        """People of a vacancy's oblast whose professions are near: (places by id, degree)."""
        known = job != NO
        family = [*self.codes.family(job).tolist(), NO] if known else self._occupations()
        parts, owners, occupations = [], [], []
        for code in family:
            for group in self._groups(region):
                part = self._blocks.get((code, group))
                if part is not None:
                    parts.append(self._place[part])
                    owners.append(self._former[part])
                    occupations.append(np.full(parts[-1].size, code, dtype=np.int32))
        if self.entry_place:
            tail = self._tail(set(family), region)
            parts, owners, occupations = (
                [*a, b] for a, b in zip((parts, owners, occupations), tail, strict=True))
        if not parts:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int16)
        place, former = np.concatenate(parts), np.concatenate(owners)
        occupation = np.concatenate(occupations)
        degree = np.full(place.size, HALF, dtype=np.int16)
        if known:
            named = occupation != NO
            degree[named] = degrees(self.codes, job, occupation[named], former[named])
        return self._once(place, degree)

    def _once(self, place: Array, degree: Array) -> tuple[Array, Array]:
        """Each living person once, with their nearest profession, the older row first."""
        alive = self.people["alive"][place]
        if not alive.all():
            place, degree = place[alive], degree[alive]
        if not place.size:
            return place, degree
        packed = (self.people["id"][place] << DEGREE_BITS) | (WHOLE - degree)
        packed.sort()
        who = packed >> DEGREE_BITS
        first = np.empty(who.size, dtype=bool)
        first[0], first[1:] = True, who[1:] != who[:-1]
        near = WHOLE - (packed[first] & ((1 << DEGREE_BITS) - 1))
        return self._place_of[who[first]], near.astype(np.int16)

    def _tail(self, family: set[int], region: int) -> tuple[Array, Array, Array]:
        place = np.array(self.entry_place, dtype=np.int32)
        occupation = np.array(self.entry_occupation, dtype=np.int32)
        group, reached = _group(self.people)[place], set(self._groups(region))
        keep = np.isin(occupation, list(family)) & np.isin(group, list(reached))
        return place[keep], np.array(self.entry_former, dtype=bool)[keep], occupation[keep]

    def everybody(self, job: int, region: int) -> tuple[Array, Array]:
        """All people of the oblast, and those who move: (places by id, degree)."""
        near, near_degree = self.near(job, region)
        parts = [np.arange(part.start, part.stop, dtype=np.int32)
                 for group in self._groups(region)
                 if (part := self._regions.get(group)) is not None]
        tail = np.arange(self.sorted_people, self.people.size, dtype=np.int32)
        if tail.size:
            parts.append(tail[np.isin(_group(self.people)[tail], self._groups(region))])
        place = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        place = place[self.people["alive"][place]]
        place = place[np.argsort(self.people["id"][place], kind="stable")]
        if job == NO:
            return place, np.full(place.size, HALF, dtype=np.int16)
        degree = np.zeros(self.people.size, dtype=np.int16)
        degree[near] = near_degree
        return place, degree[place]

    def _occupations(self) -> list[int]:
        return sorted({code for code, _group in self._blocks} | set(self.entry_occupation))

    def _groups(self, region: int) -> list[int]:
        """Blocks a vacancy of an oblast reads; one of no oblast reads all."""
        if region == NO:
            return [MOVERS, NO, *range(len(self.codes.regions))]
        return [region, MOVERS, NO]

    # ---- ranking
    def rank(
        self, job: int, weights: Weights, most: int, reach: Reach,
        after: tuple[int, int] | None = None,
    ) -> list[tuple[int, int]]:
        """The best people of one vacancy: (points, person id), best first, after a key."""
        one = self.jobs.take(np.array([job]))
        occupation, region = int(one["occupation"][0]), int(one["region"][0])
        least = (sum(weights.values()) - weights["profession_position"]) * WHOLE
        for ask in (self.near, self.everybody):
            place, degree = ask(occupation, region)
            place, degree = self._within(place, degree, reach)
            found = self._ranked(one, place, degree, weights, most, after)
            if len(found) == most and found[-1][0] > least:
                break
        return found

    def _ranked(
        self, one: dict[str, Array], place: Array, degree: Array, weights: Weights, most: int,
        after: tuple[int, int] | None,
    ) -> list[tuple[int, int]]:
        if not place.size:
            return []
        people, scale = self.people.take(place, COMPARED), Scale.of(weights, place.size)
        key = keys(people, one, degree, weights, scale, same_region=True)
        if after is not None:
            points, last = -after[0], after[1]
            seen = (key // scale.step > points) | (
                (key // scale.step == points) & (people["id"][None, :] <= last))
            np.putmask(key, seen, OUT)
        top = best(key, most)[0]
        top = top[top >= 0]
        at = place.size - 1 - top % scale.step
        return list(zip((top // scale.step).tolist(), people["id"][at].tolist(), strict=True))

    def _within(self, place: Array, degree: Array, reach: Reach) -> tuple[Array, Array]:
        if reach.everybody:
            return place, degree
        keep = np.zeros(place.size, dtype=bool)
        for column, ids in (("office", reach.office), ("authority", reach.authority),
                            ("village", reach.village), ("id", reach.persons)):
            if ids:
                keep |= np.isin(self.people[column][place], ids)
        return place[keep], degree[keep]

    def jobs_for(
        self, side: dict[str, Any], entries: list[tuple[int, bool]],
        weights_of: Callable[[int], Weights], most: int, after: tuple[int, int] | None = None,
    ) -> list[tuple[int, int]]:
        """The best open vacancies of one person: (points, vacancy id), best first.

        ``weights_of(region number)`` gives the weights of a vacancy's region.
        """
        places = np.flatnonzero(self.jobs["alive"])
        jobs = self.jobs.take(places)
        degree = self._wishes(entries, jobs["occupation"])
        person = {n: np.array([side.get(n, 0)], dtype=t) for n, t in PEOPLE.items()}
        points = np.full(places.size, OUT, dtype=np.int64)
        regions = np.unique(jobs["region"]).tolist()
        groups: dict[tuple[int, ...], list[int]] = {}
        for region in regions:
            groups.setdefault(tuple(weights_of(region).values()), []).append(region)
        for same in groups.values():
            rows = slice(None) if len(groups) == 1 else np.isin(jobs["region"], same)
            part = {name: column[rows] for name, column in jobs.items()}
            points[rows] = keys(person, part, degree[rows, None], weights_of(same[0]),
                                Scale(1, np.int64))[:, 0]
        if after is not None:
            seen = (points > -after[0]) | ((points == -after[0]) & (jobs["id"] <= after[1]))
            points[seen] = OUT
        chosen = np.lexsort((jobs["id"], -points))[:most]
        chosen = chosen[points[chosen] >= 0]
        return list(zip(points[chosen].tolist(), jobs["id"][chosen].tolist(), strict=True))

    def _wishes(self, entries: list[tuple[int, bool]], occupation: Array) -> Array:
        """How far each vacancy's profession is met by a person of these professions."""
        if not entries:
            return np.full(occupation.size, HALF, dtype=np.int16)
        many = len(self.codes.occupations)
        own = np.zeros(many + 1, dtype=np.int16)
        for code, former in entries:
            near = degrees(self.codes, code, np.arange(many), np.full(many, former))
            own[:many] = np.maximum(own[:many], near)
        own[many] = HALF  # place -1: a vacancy without an occupation
        return own[occupation]

    def country(
        self, weights_of: Callable[[int], Weights], most: int = 50
    ) -> Iterator[tuple[Array, Array, Array]]:
        """Every open vacancy: blocks of (vacancy places, points, person places).

        Exact among people of near and of unknown professions; nobody is proposed to the whole
        country for work that has nothing to do with what they did or wish. Rows with fewer people
        end with OUT. ``weights_of(region number)`` gives the weights.
        """
        open_ = np.flatnonzero(self.jobs["alive"])
        occupation, region = self.jobs["occupation"][open_], self.jobs["region"][open_]
        regimes = self.jobs["regimes"][open_]
        order = np.lexsort((regimes, occupation, region))
        open_, regimes = open_[order], regimes[order]
        for (job, oblast), part in _runs(occupation[order], region[order]):
            weights = weights_of(oblast)
            place, degree = self.near(job, oblast)
            people = self.people.take(place, COMPARED)
            for (asked, _same), inner in _runs(regimes[part], regimes[part]):
                keep = np.flatnonzero(people["regimes"] & np.uint32(asked))
                block = {name: column[keep] for name, column in people.items()}
                scale = Scale.of(weights, keep.size)
                rows = open_[part][inner]
                for start in range(0, rows.size, STROKE):
                    yield self._stroke(rows[start : start + STROKE], place[keep], block,
                                       degree[keep], weights, scale, most)

    def _stroke(
        self, rows: Array, place: Array, people: dict[str, Array], degree: Array,
        weights: Weights, scale: Scale, most: int,
    ) -> tuple[Array, Array, Array]:
        jobs = self.jobs.take(rows)
        if place.size:
            top = best(keys(people, jobs, degree, weights, scale, same_region=True), most)
        else:
            top = np.full((rows.size, most), OUT, dtype=np.int64)
        points = top // scale.step
        at = np.where(top >= 0, place.size - 1 - top % scale.step, 0)
        who = np.where(top >= 0, place[at] if place.size else NO, NO)
        return rows, points, who


#: people who agree to move: every vacancy reads them
MOVERS = -2


def _group(people: Columns) -> Array:
    return np.where(people["moves"], np.int32(MOVERS), people["region"].astype(np.int32))


def _runs(first: Array, second: Array) -> Iterator[tuple[tuple[int, int], slice]]:
    """Runs of equal pairs in sorted arrays."""
    if not first.size:
        return
    change = np.flatnonzero((first[1:] != first[:-1]) | (second[1:] != second[:-1])) + 1
    starts = np.concatenate([[0], change])
    ends = np.concatenate([change, [first.size]])
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield (int(first[start]), int(second[start])), slice(start, end)
