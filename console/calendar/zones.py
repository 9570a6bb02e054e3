"""Civil time of Kazakhstan's regions: zones, ends of local days, a check of the zone data.

All regions have UTC+5 since 1 March 2024. Before that most had UTC+6, the western ones
UTC+5, and Kyzylorda changed on 21 December 2018. A legal date is a local date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.calendar.week import ONE_DAY, CalendarError

DEFAULT_ZONE = "Asia/Almaty"
# First two digits of a KATO code -> zone; every other region keeps the time of Almaty.
REGION_ZONES = {
    "15": "Asia/Aqtobe",
    "23": "Asia/Atyrau",
    "27": "Asia/Oral",
    "39": "Asia/Qostanay",
    "43": "Asia/Qyzylorda",
    "47": "Asia/Aqtau",
}
ZONES = (DEFAULT_ZONE, *REGION_ZONES.values())

# (zone, UTC moment, hours ahead of UTC): just before and after each change that matters.
PROBES = (
    ("Asia/Almaty", "2024-02-29T17:59:59+00:00", 6),
    ("Asia/Almaty", "2024-02-29T18:00:00+00:00", 5),
    ("Asia/Qostanay", "2024-02-29T17:59:59+00:00", 6),
    ("Asia/Qostanay", "2024-02-29T18:00:00+00:00", 5),
    ("Asia/Qyzylorda", "2018-12-20T12:00:00+00:00", 6),
    ("Asia/Qyzylorda", "2018-12-22T12:00:00+00:00", 5),
    ("Asia/Aqtobe", "2020-06-01T12:00:00+00:00", 5),
    ("Asia/Atyrau", "2020-06-01T12:00:00+00:00", 5),
    ("Asia/Aqtau", "2020-06-01T12:00:00+00:00", 5),
    ("Asia/Oral", "2020-06-01T12:00:00+00:00", 5),
)


def check_tzdata() -> None:
    """Raise CalendarError unless the machine's zone data knows Kazakhstan's changes.

    Called at start: stale zone data would put an evening filing on the wrong legal date.
    """
    for name, moment, hours in PROBES:
        try:
            local = datetime.fromisoformat(moment).astimezone(ZoneInfo(name))
        except ZoneInfoNotFoundError:
            raise CalendarError(
                f"The time zone {name} is missing: install the tzdata package."
            ) from None
        if local.utcoffset() != timedelta(hours=hours):
            raise CalendarError(
                f"The zone data is stale: {name} at {moment} must be UTC+{hours}; update it, or "
                "set PYTHONTZPATH to nothing so that the tzdata package is used."
            )


def zone_of_region(code: str | None) -> ZoneInfo:
    """The zone of a region, district or settlement by its KATO code; Almaty's by default."""
    return ZoneInfo(REGION_ZONES.get((code or "")[:2], DEFAULT_ZONE))


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """An aware moment as civil time of the zone; a naive one is an error."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise CalendarError(f"{moment.isoformat()} names no time zone.")
    return moment.astimezone(zone)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The legal date of a moment: the civil date in the office's zone."""
    return to_local(moment, zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a civil day, in UTC: an act at or before it is in time.

    Taken back from the next midnight, so that a day with an hour twice ends after the second.
    """
    midnight = datetime.combine(day + ONE_DAY, time(), tzinfo=zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
