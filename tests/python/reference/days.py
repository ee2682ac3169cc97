"""Civil days: what day a cell of a table falls on in the zone of the query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)

When = date | datetime | None


def day_of(when: When, zone: ZoneInfo) -> date | None:
    """A date is a day already; an aware datetime is an instant and belongs to its local day;
    a naive datetime is local civil time."""
    if when is None:
        return None
    if isinstance(when, datetime):
        return when.date() if when.tzinfo is None else when.astimezone(zone).date()
    return when


def instant_of(when: When) -> datetime | None:
    """The instant, where the cell holds one (a plain date does not)."""
    return when if isinstance(when, datetime) else None


def business_days(first: date, after_last: date, holidays: Collection[date] = ()) -> int:
    """Mondays to Fridays in [first, after_last) that are no holidays."""
    return sum(
        1
        for offset in range(max(0, (after_last - first).days))
        if (first + offset * ONE_DAY).isoweekday() <= 5 and first + offset * ONE_DAY not in holidays
    )
