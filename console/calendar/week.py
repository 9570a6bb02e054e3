"""The working calendar of one scheme: which days work, and the n-th working day after a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Protocol, get_args

from console.errors import JumysError, Label

Scheme = Literal["5day", "6day"]
Kind = Literal["holiday", "day_off_moved", "weekend_workday", "extra_off"]

ONE_DAY = timedelta(days=1)
# Working weekdays of an ordinary week, Monday = 0. Marks override them in both directions.
WEEKS: dict[Scheme, frozenset[int]] = {
    "5day": frozenset(range(5)),
    "6day": frozenset(range(6)),
}


class CalendarError(JumysError, ValueError):
    """A calendar, term or date cannot be counted with. One sentence says why."""


class CalendarRangeError(CalendarError):
    """The count runs outside the days the calendar covers."""


class ReceiptError(CalendarError):
    """A deadline receipt does not prove what it claims."""


@dataclass(frozen=True, slots=True)
class DayMark:
    """Why one day differs from its weekday: kind, name in kk/ru/en, and the act it rests on."""

    kind: Kind
    name: Label
    basis: str = ""


class MarkedDay(Protocol):
    """Shape of a stored calendar day, whichever table or file it comes from."""

    @property
    def date(self) -> date: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def name_kk(self) -> str: ...  # noqa: D102
    @property
    def name_ru(self) -> str: ...  # noqa: D102
    @property
    def name_en(self) -> str: ...  # noqa: D102
    @property
    def basis(self) -> str: ...  # noqa: D102


def marks_from_rows(rows: Iterable[MarkedDay]) -> dict[date, DayMark]:
    """Stored calendar days as marks. A day given twice or an unknown kind is an error."""
    marks: dict[date, DayMark] = {}
    for row in rows:
        if row.date in marks:
            raise CalendarError(f"{row.date} stands twice in the calendar.")
        if row.kind not in get_args(Kind):
            raise CalendarError(f"{row.date} has the unknown kind {row.kind!r}.")
        name = {"kk": row.name_kk, "ru": row.name_ru, "en": row.name_en}
        marks[row.date] = DayMark(row.kind, name, row.basis)  # type: ignore[arg-type]
    return marks


class Table(NamedTuple):
    """The calendar as ordinals for whole-array work (``date.toordinal`` numbers).

    ``last_index[d - base]`` is the place in ``working`` of the last working day up to ``d``
    (-1: none yet); ``working`` holds the ordinals of all working days, ascending.
    """

    base: int
    last_index: list[int]
    working: list[int]


class WorkCalendar:
    """One numbered version of a scheme's calendar, from ``first`` to ``last`` inclusive.

    Immutable. Asking about a day outside raises CalendarRangeError: a guess about a year
    nobody has entered would be a wrong legal date.
    """

    __slots__ = ("_dates", "_last_index", "_marks", "first", "last", "scheme", "version")

    def __init__(
        self,
        version: int,
        scheme: Scheme,
        days: Mapping[date, DayMark],
        first: date,
        last: date,
    ) -> None:
        if scheme not in WEEKS:
            raise CalendarError(f"{scheme!r} is not a scheme of the working week.")
        if last < first:
            raise CalendarError(f"The calendar ends on {last}, before it begins on {first}.")
        self.version = version
        self.scheme: Scheme = scheme
        self.first = first
        self.last = last
        self._marks = dict(days)
        self._dates: list[date] = []
        self._last_index: dict[date, int] = {}
        self._count()

    def _count(self) -> None:
        """Number every day once, so that adding days is two look-ups."""
        week, marks = WEEKS[self.scheme], self._marks
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            mark = marks.get(day)
            if mark.kind == "weekend_workday" if mark else day.weekday() in week:
                self._dates.append(day)
            self._last_index[day] = len(self._dates) - 1

    def __repr__(self) -> str:
        return f"WorkCalendar({self.version}, {self.scheme!r}, {self.first}..{self.last})"

    def is_working(self, day: date) -> bool:
        """Whether the scheme works on this day."""
        index = self._place(day)
        return index >= 0 and self._dates[index] == day

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after ``start``, which itself is day 0 and is not counted.

        ``n == 0`` gives ``start`` whether it works or not; a negative n counts back.
        """
        try:
            if n > 0:
                return self._dates[self._last_index[start] + n]
        except LookupError:
            raise self._outside(start, n) from None
        index = self._place(start)
        if n == 0:
            return start
        # Strictly before the start: a working start is not one of the days counted back.
        index += n + (not self.is_working(start))
        if index < 0:
            raise self._outside(start, n)
        return self._dates[index]

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and including ``b``; negative when b is before a."""
        return self._place(b) - self._place(a)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after ``day``."""
        return self.add_working_days(day, 1)

    def mark(self, day: date) -> DayMark | None:
        """The calendar's own entry for this day, None for an ordinary one."""
        return self._marks.get(day)

    def marks(self) -> dict[date, DayMark]:
        """All entries, ascending by date."""
        return dict(sorted(self._marks.items()))

    def table(self) -> Table:
        """The calendar for vectorised counting."""
        base = self.first.toordinal()
        working = [day.toordinal() for day in self._dates]
        return Table(base, list(self._last_index.values()), working)

    def _place(self, day: date) -> int:
        """Index of the last working day up to ``day``, -1 when there is none."""
        try:
            return self._last_index[day]
        except KeyError:
            raise self._outside(day, 0) from None

    def _outside(self, start: date, n: int) -> CalendarError:
        if isinstance(start, datetime):
            return CalendarError("A moment was given where a civil date is needed.")
        what = f"{n} working days from {start}" if n else f"{start}"
        return CalendarRangeError(
            f"{what} cannot be counted: calendar version {self.version} ({self.scheme}) "
            f"covers {self.first} to {self.last}."
        )
