"""The score of par. 57 over arrays: vacancies down, people across, whole numbers throughout.

Every pair begins with all points and loses what its criteria cost, exactly as ``criteria`` and
``matching.points`` have it. A key is the points and, below them, the place of the person, so that
no two keys are equal and ties keep the older row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from plugins.mediation.engine.columns import ALL_BITS, ANY_LEVEL, ANY_YEARS, NO, ODD_LEVEL
from plugins.mediation.reasons import HALF, WHOLE

Array = npt.NDArray[Any]
Weights = Mapping[str, int]
OUT = -1


@dataclass(frozen=True)
class Scale:
    """How a key is built: ``key = points * step + rest`` in ``dtype``."""

    step: int
    dtype: Any

    @classmethod
    def of(cls, weights: Weights, across: int) -> Scale:
        """The narrowest that holds all points over so many people."""
        step = 1 << max(1, across).bit_length()
        small = (sum(weights.values()) * WHOLE + 1) * step < 2**31
        return cls(step, np.int32 if small else np.int64)


def keys(
    people: Mapping[str, Array], jobs: Mapping[str, Array], degree: Array, weights: Weights,
    scale: Scale, *, same_region: bool = False,
) -> Array:
    """Keys of every pair, [job, person]; OUT where a hard criterion fails.

    ``degree`` is the profession's, for the people of one occupation asked (or [job, person]).
    ``same_region``: the people were taken by region already.
    """
    cost = {name: scale.dtype(weight * scale.step) for name, weight in weights.items()}
    p = {name: column[None, :] for name, column in people.items()}
    v = {name: column[:, None] for name, column in jobs.items()}
    rest = np.arange(p["id"].size - 1, -1, -1, dtype=scale.dtype)
    lost = (WHOLE - degree.astype(scale.dtype)) * cost["profession_position"]
    key = (_all_points(v, weights, scale) + rest[None, :]) - lost
    _years(key, p, v, cost["experience_and_skills"])
    _wage(key, p, v, cost["wage_level"])
    _transport(key, p, v, cost["transport"])
    open_ = _level(key, p, v, cost["training_and_qualification_level"])
    open_ &= _regime(key, p, v, cost["working_time_regime"])
    if not same_region:
        open_ &= p["moves"] | (p["region"] == NO) | (v["region"] == NO) \
            | (p["region"] == v["region"])
    _skills(key, people, jobs, cost["skills"])
    _limits(key, people, jobs, cost["health"])
    _permits(open_, people, jobs)
    np.putmask(key, ~open_, OUT)
    made: Array = key
    return made


def _all_points(v: Mapping[str, Array], weights: Weights, scale: Scale) -> Array:
    """What a vacancy's pairs start from: all points, less what is unknown of the vacancy."""
    half, full = HALF * scale.step, sum(weights.values()) * WHOLE * scale.step
    start = np.full(v["id"].shape, full, dtype=scale.dtype)
    for unknown, name in (
        (v["wage"] == NO, "wage_level"), (v["regimes"] == ALL_BITS, "working_time_regime"),
        (v["level"] == ODD_LEVEL, "training_and_qualification_level"),
        (v["district"] == NO, "transport"), (v["other"], "employer_other_requirements"),
    ):
        start -= unknown.astype(scale.dtype) * scale.dtype(weights[name] * half)
    return start


def _charge(key: Array, where: Array, cost: Any) -> None:
    key -= where.astype(key.dtype) * cost


def _unknown(key: Array, asked: Array, silent: Array, cost: Any) -> None:
    """Half the weight where the vacancy asks and the person stated nothing."""
    if silent.any():
        _charge(key, asked & silent, key.dtype.type(HALF) * cost)


def _years(key: Array, p: Mapping[str, Array], v: Mapping[str, Array], cost: Any) -> None:
    _charge(key, p["years"] < v["years"], key.dtype.type(WHOLE) * cost)
    _unknown(key, v["years"] > 0, p["years"] == ANY_YEARS, cost)


def _wage(key: Array, p: Mapping[str, Array], v: Mapping[str, Array], cost: Any) -> None:
    stated = v["wage"] != NO
    paid = np.where(stated, v["wage"], np.int32(2**31 - 1))
    _charge(key, p["wage"] > paid, key.dtype.type(WHOLE) * cost)
    _unknown(key, stated, p["wage"] == NO, cost)


def _transport(key: Array, p: Mapping[str, Array], v: Mapping[str, Array], cost: Any) -> None:
    stated = v["district"] != NO
    if not stated.any():
        return
    silent = p["district"] == NO
    away = np.where(p["moves"] | silent, np.int16(NO), p["district"])
    far = (away != v["district"]) & (away != NO)
    if not stated.all():
        far &= stated
    _charge(key, far, key.dtype.type(WHOLE) * cost)
    _unknown(key, stated, silent, cost)


def _level(key: Array, p: Mapping[str, Array], v: Mapping[str, Array], cost: Any) -> Array:
    _unknown(key, v["level"] >= 0, p["level"] == ANY_LEVEL, cost)
    open_: Array = p["level"] >= v["level"]
    return open_


def _regime(key: Array, p: Mapping[str, Array], v: Mapping[str, Array], cost: Any) -> Array:
    _unknown(key, v["regimes"] != ALL_BITS, p["regimes"] == ALL_BITS, cost)
    common: Array = (p["regimes"] & v["regimes"]) != 0
    return common


def _skills(key: Array, people: Mapping[str, Array], jobs: Mapping[str, Array], cost: Any) -> None:
    asking = np.flatnonzero(jobs["skills"])
    if key.shape[1] == 1:
        asked = jobs["skills"][asking]
        met = np.bitwise_count(people["skills"] & asked).astype(key.dtype)
        lost = WHOLE - WHOLE * met // np.maximum(np.bitwise_count(asked), 1).astype(key.dtype)
        key[asking, 0] -= np.where(people["skilled"], lost, key.dtype.type(HALF)) * cost
        return
    for row in asking:
        asked = jobs["skills"][row]
        many = int(asked).bit_count()
        loss = np.array([WHOLE - WHOLE * k // many for k in range(many + 1)], dtype=key.dtype)
        share = loss[np.bitwise_count(people["skills"] & asked)]
        key[row] -= np.where(people["skilled"], share, key.dtype.type(HALF)) * cost


def _limits(key: Array, people: Mapping[str, Array], jobs: Mapping[str, Array], cost: Any) -> None:
    limited, demanding = np.flatnonzero(people["limits"]), np.flatnonzero(jobs["limits"])
    if not (limited.size and demanding.size):
        return
    against = (people["limits"][None, limited] & jobs["limits"][demanding, None]) != 0
    key[np.ix_(demanding, limited)] -= against.astype(key.dtype) * (key.dtype.type(WHOLE) * cost)


def _permits(open_: Array, people: Mapping[str, Array], jobs: Mapping[str, Array]) -> None:
    asking = np.flatnonzero(jobs["permits"])
    if asking.size:
        asked = jobs["permits"][asking, None]
        open_[asking] &= ((people["permits"][None, :] & asked) == asked) \
            | ~people["permitted"][None, :]


def best(key: Array, most: int) -> Array:
    """The ``most`` highest keys of every row, highest first; OUT where there are fewer.

    A whole sort of 32-bit keys runs in the processor's vectors and beats a partition that does not.
    """
    across = key.shape[1]
    key = np.sort(key, axis=1)[:, ::-1][:, :most]
    if across < most:
        pad = np.full((key.shape[0], most - across), OUT, dtype=key.dtype)
        key = np.concatenate([key, pad], axis=1)
    return key
