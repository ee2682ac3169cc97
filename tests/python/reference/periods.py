"""Periods: half-open runs of whole days, and what "the one before" means for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .days import ONE_DAY

KINDS = ("day", "week", "month", "quarter", "year")


def month_start(year: int, month: int) -> date:
    """The first day of a month; months below 1 and above 12 run into the neighbouring years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def span(day: date, kind: str, fiscal_start: int = 1) -> tuple[date, date]:
    """The calendar day, week, month, quarter or year that contains `day`."""
    if kind == "day":
        return day, day + ONE_DAY
    if kind == "week":
        monday = day - timedelta(days=day.isoweekday() - 1)
        return monday, monday + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    into = (day.month - fiscal_start) % months
    first = month_start(day.year, day.month - into)
    return first, month_start(first.year, first.month + months)


def a_year_earlier(day: date, is_end: bool = False) -> date:
    """Twelve months back. 29 February becomes 28 February as a first day and, as the day after the
    end, 1 March, so that 28 February stays inside."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1) if is_end else date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def week_a_year_earlier(monday: date) -> date:
    """The Monday of the ISO week of the same number a year before, or of that year's last week."""
    iso = monday.isocalendar()
    last = date(iso.year - 1, 12, 28).isocalendar().week  # 28 December lies in the last ISO week
    return date.fromisocalendar(iso.year - 1, min(iso.week, last), 1)


@dataclass(frozen=True)
class Period:
    """[first, after) as days; `kind` is one of KINDS or "days" (any run)."""

    first: date
    after: date
    kind: str = "days"
    fiscal_start: int = 1

    def __post_init__(self) -> None:
        if self.first >= self.after:
            raise ValueError(f"an empty period: {self.first} to {self.after}")
        if self.kind != "days" and span(self.first, self.kind, self.fiscal_start) != (
            self.first,
            self.after,
        ):
            raise ValueError(f"{self.first} to {self.after} is not one {self.kind}")

    @staticmethod
    def containing(day: date, kind: str, fiscal_start: int = 1) -> Period:
        return Period(*span(day, kind, fiscal_start), kind, fiscal_start)

    @staticmethod
    def guess(first: date, after: date, fiscal_start: int = 1) -> Period:
        """A run of days is taken as the calendar period that it exactly is, else as plain days."""
        for kind in reversed(KINDS):
            if span(first, kind, fiscal_start) == (first, after):
                return Period(first, after, kind, fiscal_start)
        return Period(first, after, "days", fiscal_start)

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    def contains(self, day: date | None) -> bool:
        return day is not None and self.first <= day < self.after

    def previous(self) -> Period:
        """The calendar period before, or the same number of days before."""
        if self.kind == "days":
            return Period(
                self.first - timedelta(days=self.days), self.first, "days", self.fiscal_start
            )
        return Period.containing(self.first - ONE_DAY, self.kind, self.fiscal_start)

    def last_year(self) -> Period:
        if self.kind == "week":
            return Period.containing(week_a_year_earlier(self.first), "week", self.fiscal_start)
        if self.kind in ("month", "quarter", "year"):
            return Period.containing(a_year_earlier(self.first), self.kind, self.fiscal_start)
        if self.kind == "day":
            return Period.containing(a_year_earlier(self.first), "day", self.fiscal_start)
        return Period(
            a_year_earlier(self.first),
            a_year_earlier(self.after, is_end=True),
            "days",
            self.fiscal_start,
        )

    def split(self, kind: str) -> list[Period]:
        """The calendar periods of `kind` that overlap this one, cut to it; a cut one is `days`."""
        parts: list[Period] = []
        day = self.first
        while day < self.after:
            first, after = span(day, kind, self.fiscal_start)
            whole = first >= self.first and after <= self.after
            piece_kind = kind if whole else "days"
            parts.append(
                Period(
                    max(first, self.first), min(after, self.after), piece_kind, self.fiscal_start
                )
            )
            day = after
        return parts

    def as_json(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.after.isoformat()}


def month(year: int, number: int) -> Period:
    return Period.containing(date(year, number, 1), "month")


def quarter(year: int, number: int) -> Period:
    return Period.containing(date(year, 3 * number - 2, 1), "quarter")


def year(number: int) -> Period:
    return Period.containing(date(number, 1, 1), "year")


def week(iso_year: int, number: int) -> Period:
    return Period.containing(date.fromisocalendar(iso_year, number, 1), "week")
