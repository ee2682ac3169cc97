"""The written forms of a date, and what each reading makes of their parts.

A date is written as three parts (numbers, or an English month name among them), with an optional
time of day and zone offset. A *reading* is an order of the parts: year-month-day, month-day-year
or day-month-year; the other three orders are in no locale's short form (CLDR), so they are not
readings. A year of four digits in front leaves only year-month-day. Years of two digits follow
POSIX: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.tables.text import all_true, any_true

Order = Literal["ymd", "mdy", "dmy"]
ORDERS: tuple[Order, ...] = ("ymd", "mdy", "dmy")
ORDER_NAMES: dict[Order, str] = {
    "ymd": "year-month-day",
    "mdy": "month/day/year",
    "dmy": "day/month/year",
}
PIVOT_YEAR = 69
DAY_MICROS = 86_400_000_000

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH_WORDS = [*_MONTHS, *(month[:3] for month in _MONTHS), "sept"]
_MONTH_NUMBERS = [*range(1, 13), *range(1, 13), 9]
_MONTH_LENGTHS = pa.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], pa.int32())

_TIME = (
    r"^(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$"
)
_SPLIT = r"^(?P<date>[^:]*?)(?P<time>[T ,]+\d{1,2}:.*)?$"
_NUMERIC = (
    r"^(?P<a>\d{4}|\d{1,2})(?P<s>[-/. ]|\. )(?P<b>\d{1,2})(?P<t>[-/. ]|\. )(?P<c>\d{4}|\d{1,2})\.?$"
)
_COMPACT = r"^(?P<a>(?:19|20|21)\d\d)(?P<s>)(?P<b>\d\d)(?P<t>)(?P<c>\d\d)$"
_NAME_SECOND = (
    r"^(?P<a>\d{4}|\d{1,2})(?:\.|st|nd|rd|th)?(?P<s>[- /.,]*)(?P<b>[A-Za-z]{3,9})\.?"
    r"(?P<t>[- /.,]*)(?P<c>\d{4}|\d{1,2})$"
)
_NAME_FIRST = (
    r"^(?P<a>[A-Za-z]{3,9})\.?(?P<s>[- /.,]*)(?P<b>\d{1,2})(?:st|nd|rd|th)?"
    r"(?P<t>[- /.,]+)(?P<c>\d{4}|\d{1,2})$"
)
_GROUPS = ("a", "s", "b", "t", "c")
_TIME_GROUPS = ("hour", "minute", "second", "part", "half", "zone")
_NUMBERED, _NAME_A, _NAME_B = 0, 1, 2


@dataclass(frozen=True)
class DateParts:
    """The parts of distinct written dates without their time, one element for each.

    ``a``, ``b``, ``c`` are the numbers in the order written (a month name is its number), null
    where the text is no date; ``a4`` and ``c4`` say whether they have four digits; ``name`` which
    part was a month name.
    """

    a: pa.Array
    b: pa.Array
    c: pa.Array
    a4: pa.Array
    c4: pa.Array
    a_digits: pa.Array
    c_digits: pa.Array
    separator: pa.Array
    name: pa.Array

    def days(self, order: Order) -> pa.Array:
        """Days since 1970-01-01 under one reading (int32); null where it does not fit."""
        if order == "ymd":
            year, month, day = self.a, self.b, self.c
            fits = pc.and_(pc.not_equal(self.name, _NAME_A), pc.invert(self.c4))
            digits = self.a_digits
        elif order == "mdy":
            year, month, day = self.c, self.a, self.b
            fits = pc.and_(pc.not_equal(self.name, _NAME_B), pc.invert(self.a4))
            digits = self.c_digits
        else:
            year, month, day = self.c, self.b, self.a
            fits = pc.and_(pc.not_equal(self.name, _NAME_A), pc.invert(self.a4))
            digits = self.c_digits
        fits = pc.and_(fits, pc.greater_equal(digits, 2))
        century = pc.if_else(pc.greater_equal(year, PIVOT_YEAR), 1900, 2000)
        full = pc.if_else(pc.equal(digits, 2), pc.add(year, century), year)
        days = days_from_civil(full.cast(pa.int32()), month, day)
        return pc.if_else(fits, days, pa.scalar(None, pa.int32()))


@dataclass(frozen=True)
class Parts:
    """Distinct written dates taken apart: ``date`` has the distinct days among them, ``at`` which
    of these each one has. ``micros`` is the time of day in microseconds, null for no such time;
    ``offset`` the zone offset in microseconds, null without one."""

    date: DateParts
    at: pa.Array
    micros: pa.Array
    offset: pa.Array

    def days(self, order: Order) -> pa.Array:
        """Days since 1970-01-01 under one reading (int32); null where it does not fit."""
        days = self.date.days(order).take(self.at)
        return pc.if_else(self.micros.is_valid(), days, pa.scalar(None, pa.int32()))

    def written(self) -> pa.Array:
        """Whether each text has the form of a date."""
        form = pc.and_(self.date.a.is_valid(), self.date.b.is_valid()).take(self.at)
        return pc.and_(form, self.micros.is_valid()).fill_null(False)

    def four_digits_first(self) -> pa.Array:
        """Whether the first part has four digits."""
        return self.date.a4.take(self.at)

    def shape(self, index: int) -> tuple[str, bool]:
        """The separator of one date, and whether its year has four digits."""
        at = self.at[index].as_py()
        four = self.date.a4[at].as_py() or self.date.c4[at].as_py()
        return (str(self.date.separator[at].as_py()), bool(four))

    def separators(self) -> pa.Array:
        """The separator of each date."""
        return self.date.separator.take(self.at)


def split_dates(texts: pa.Array) -> Parts:
    """The parts of written dates (trimmed text)."""
    if not any_true(pc.match_substring(texts, ":")):
        zero = pc.if_else(texts.is_valid(), 0, pa.scalar(None, pa.int64()))
        index = pa.array(range(len(texts)), pa.int32())
        return Parts(_split_days(texts), index, zero, pa.nulls(len(texts), pa.int64()))
    found = pc.extract_regex(texts, _SPLIT)
    days = pc.struct_field(found, "date").dictionary_encode()
    times = pc.struct_field(found, "time").dictionary_encode()
    clock = pc.extract_regex(times.dictionary, _TIME)
    groups = {group: pc.struct_field(clock, group) for group in _TIME_GROUPS}
    return Parts(
        _split_days(days.dictionary),
        days.indices,
        _micros(groups).take(times.indices),
        _offset(groups["zone"]).take(times.indices),
    )


def _split_days(texts: pa.Array) -> DateParts:
    groups, name = _match(texts)
    c = groups["c"].cast(pa.int32())
    a_digits = pc.if_else(pc.equal(name, _NAME_A), 0, pc.utf8_length(groups["a"]))
    c_digits = pc.utf8_length(groups["c"])
    same = pc.or_(pc.equal(groups["s"], groups["t"]), pc.not_equal(name, _NUMBERED))
    same = same.fill_null(False)
    null = pa.scalar(None, pa.int32())
    return DateParts(
        pc.if_else(same, _part(groups["a"]), null),
        pc.if_else(same, _part(groups["b"]), null),
        pc.if_else(same, c, null),
        pc.equal(a_digits, 4),
        pc.equal(c_digits, 4),
        a_digits,
        c_digits,
        groups["s"],
        name,
    )


def _match(texts: pa.Array) -> tuple[dict[str, pa.Array], pa.Array]:
    found = pc.extract_regex(texts, _NUMERIC)
    groups = {group: pc.struct_field(found, group) for group in _GROUPS}
    name = pc.if_else(found.is_valid(), _NUMBERED, pa.scalar(None, pa.int64()))
    for pattern, where in (
        (_COMPACT, _NUMBERED),
        (_NAME_SECOND, _NAME_B),
        (_NAME_FIRST, _NAME_A),
    ):
        if all_true(name.is_valid()):
            break
        found = pc.extract_regex(texts, pattern)
        groups = {
            group: pc.coalesce(groups[group], pc.struct_field(found, group)) for group in _GROUPS
        }
        name = pc.coalesce(name, pc.if_else(found.is_valid(), where, pa.scalar(None, pa.int64())))
    return groups, name


def _part(texts: pa.Array) -> pa.Array:
    """A part as a number; an English month name as its number, another word as null."""
    worded = pc.match_substring_regex(texts, "^[A-Za-z]")
    if not any_true(worded):
        return texts.cast(pa.int32())
    at = pc.index_in(pc.utf8_lower(texts), value_set=pa.array(_MONTH_WORDS, pa.string()))
    months = pa.array(_MONTH_NUMBERS, pa.int32()).take(at)
    digits = pc.if_else(worded, pa.scalar(None, pa.string()), texts).cast(pa.int32())
    return pc.coalesce(months, digits)


def _number(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int64())


def _micros(groups: dict[str, pa.Array]) -> pa.Array:
    """Time of day in microseconds (beyond that, digits are cut); null for no such time."""
    hour, minute, second = (_number(groups[name]) for name in ("hour", "minute", "second"))
    part = _number(pc.utf8_slice_codeunits(pc.utf8_rpad(groups["part"], 6, "0"), 0, 6))
    half = pc.utf8_lower(pc.utf8_slice_codeunits(groups["half"], 0, 1))
    halved = pc.not_equal(half, "")
    twelve = pc.if_else(pc.equal(hour, 12), 0, hour)
    hour24 = pc.if_else(halved, pc.add(twelve, pc.if_else(pc.equal(half, "p"), 12, 0)), hour)
    hour_fits = pc.if_else(
        halved,
        pc.and_(pc.greater_equal(hour, 1), pc.less_equal(hour, 12)),
        pc.less(hour, 24),
    )
    fits = pc.and_(hour_fits, pc.and_(pc.less(minute, 60), pc.less(second, 60)))
    seconds = pc.add(pc.multiply(pc.add(pc.multiply(hour24, 60), minute), 60), second)
    micros = pc.add(pc.multiply(seconds, 1_000_000), part)
    return pc.if_else(fits, micros, pa.scalar(None, pa.int64()))


def _offset(zones: pa.Array) -> pa.Array:
    """Zone offset in microseconds east of UTC; null where none is written."""
    if not any_true(pc.not_equal(zones, "")):
        return pa.nulls(len(zones), pa.int64())
    numbered = pc.match_substring_regex(zones, "^[+-]")
    sign = pc.if_else(pc.starts_with(zones, "-"), -1, 1)
    digits = pc.replace_substring_regex(zones, pattern="[^0-9]", replacement="")
    digits = pc.utf8_rpad(pc.if_else(numbered, digits, ""), 4, "0").cast(pa.int64())
    hours = pc.divide(digits, 100)
    minutes = pc.subtract(digits, pc.multiply(hours, 100))
    total = pc.multiply(sign, pc.add(pc.multiply(hours, 60), minutes))
    named = pc.not_equal(zones, "")
    return pc.if_else(named, pc.multiply(total, 60_000_000), pa.scalar(None, pa.int64()))


def _modulo(value: pa.Array, by: int) -> pa.Array:
    return pc.subtract(value, pc.multiply(pc.divide(value, by), by))


def days_from_civil(year: pa.Array, month: pa.Array, day: pa.Array) -> pa.Array:
    """Days since 1970-01-01 of proleptic Gregorian dates; null for a day that does not exist.

    The formula is Howard Hinnant's days_from_civil (howardhinnant.github.io/date_algorithms.html)
    for years 1 to 9999.
    """
    real_month = pc.and_(pc.greater_equal(month, 1), pc.less_equal(month, 12))
    safe_month = pc.if_else(real_month, month, pa.scalar(None, pa.int32()))
    leap = pc.and_(
        pc.equal(_modulo(year, 4), 0),
        pc.or_(pc.not_equal(_modulo(year, 100), 0), pc.equal(_modulo(year, 400), 0)),
    )
    length = _MONTH_LENGTHS.take(pc.subtract(safe_month, 1))
    length = pc.if_else(pc.and_(leap, pc.equal(month, 2)), pa.scalar(29, pa.int32()), length)
    exists = pc.and_(
        pc.greater_equal(year, 1),
        pc.and_(pc.greater_equal(day, 1), pc.less_equal(day, length)),
    )
    early = pc.less_equal(month, 2)
    y = pc.if_else(early, pc.subtract(year, 1), year)
    shifted = pc.add(month, pc.if_else(early, 9, -3))
    era = pc.divide(y, 400)
    year_of_era = pc.subtract(y, pc.multiply(era, 400))
    day_of_year = pc.add(pc.divide(pc.add(pc.multiply(shifted, 153), 2), 5), pc.subtract(day, 1))
    day_of_era = pc.subtract(
        pc.add(pc.multiply(year_of_era, 365), pc.divide(year_of_era, 4)),
        pc.subtract(pc.divide(year_of_era, 100), day_of_year),
    )
    days = pc.subtract(pc.add(pc.multiply(era, 146_097), day_of_era), 719_468)
    return pc.if_else(exists, days, pa.scalar(None, days.type)).cast(pa.int32())
