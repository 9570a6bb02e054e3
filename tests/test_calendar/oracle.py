"""A second, slow working calendar typed from the law and the orders, to hold ours against.

It shares nothing with the console's: no source, no table, no way of counting.
"""

from __future__ import annotations

from datetime import date, timedelta

# (month, day, first year, last year); Independence Day lost its second day in autumn 2022.
FIXED = [
    (1, 1, 2018, 2027), (1, 2, 2018, 2027), (3, 8, 2018, 2027), (3, 21, 2018, 2027),
    (3, 22, 2018, 2027), (3, 23, 2018, 2027), (5, 1, 2018, 2027), (5, 7, 2018, 2027),
    (5, 9, 2018, 2027), (7, 6, 2018, 2027), (8, 30, 2018, 2025), (3, 15, 2027, 2027),
    (10, 25, 2022, 2027), (12, 1, 2018, 2021), (12, 16, 2018, 2027), (12, 17, 2018, 2021),
]  # fmt: skip
# Kurban-ait, which like 7 January stays where it falls; 2026 and 2027 are estimates.
KURBAN_AIT = {
    2018: (8, 21), 2019: (8, 11), 2020: (7, 31), 2021: (7, 20), 2022: (7, 9),
    2023: (6, 28), 2024: (6, 16), 2025: (6, 6), 2026: (5, 27), 2027: (5, 16),
}  # fmt: skip
# Orders: the day that works, the day off instead.
ORDERS = {
    date(2018, 3, 3): date(2018, 3, 9), date(2018, 4, 28): date(2018, 4, 30),
    date(2018, 5, 5): date(2018, 5, 8), date(2018, 8, 25): date(2018, 8, 31),
    date(2018, 12, 29): date(2018, 12, 31), date(2019, 5, 4): date(2019, 5, 10),
    date(2020, 1, 5): date(2020, 1, 3), date(2020, 5, 11): date(2020, 5, 8),
    date(2020, 12, 20): date(2020, 12, 18), date(2021, 7, 3): date(2021, 7, 5),
    date(2022, 3, 5): date(2022, 3, 7), date(2022, 8, 27): date(2022, 8, 29),
    date(2022, 10, 22): date(2022, 10, 24), date(2023, 7, 1): date(2023, 7, 7),
    date(2024, 5, 4): date(2024, 5, 8), date(2025, 1, 5): date(2025, 1, 3),
}  # fmt: skip
FIRST, LAST = date(2018, 1, 1), date(2027, 12, 31)


def table(rest_days: set[int]) -> dict[date, bool]:
    """Every day from 2018 to 2027: does it work, in a week that rests on ``rest_days``?"""
    days: dict[date, bool] = {}
    for year in range(2018, 2028):
        fixed = sorted(date(year, m, d) for m, d, a, b in FIXED if a <= year <= b)
        off = {*fixed, date(year, 1, 7), date(year, *KURBAN_AIT[year])}
        for holiday in fixed:
            if holiday.weekday() in rest_days:
                moved = holiday
                while moved in off or moved.weekday() in rest_days:
                    moved += timedelta(days=1)
                off.add(moved)
        day = date(year, 1, 1)
        while day.year == year:
            days[day] = day not in off and day.weekday() not in rest_days
            day += timedelta(days=1)
    for works, instead in ORDERS.items():
        if not days[works]:  # in a six-day week a Saturday already works: nothing to move
            days[works], days[instead] = True, False
    return days


def add(days: dict[date, bool], start: date, n: int) -> date:
    """Day by day: the n-th working day after the start."""
    while n:
        start += timedelta(days=1)
        n -= days[start]
    return start
