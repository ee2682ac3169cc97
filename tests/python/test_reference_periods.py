"""The reference's periods: what comes before, a year earlier, and how a run of days is split."""

from __future__ import annotations

from datetime import date

from golden_log import Q1
from reference import Period
from reference.periods import month, quarter, week, year


def test_the_period_before_is_of_the_same_calendar_kind() -> None:
    assert month(2025, 3).previous() == month(2025, 2)
    assert quarter(2025, 1).previous() == quarter(2024, 4)
    assert year(2025).previous() == year(2024)
    assert week(2021, 1).previous() == week(2020, 53)
    ten_days = Period(date(2025, 3, 1), date(2025, 3, 11))
    assert ten_days.previous() == Period(date(2025, 2, 19), date(2025, 3, 1))


def test_the_period_a_year_before() -> None:
    assert week(2020, 53).last_year() == week(2019, 52)
    assert month(2025, 2).last_year() == month(2024, 2)
    leap = Period(date(2024, 2, 10), date(2024, 2, 29))
    assert leap.last_year() == Period(date(2023, 2, 10), date(2023, 3, 1))


def test_a_run_of_days_is_the_calendar_period_that_it_is() -> None:
    assert Period.guess(*Q1).kind == "quarter"
    assert Period.guess(date(2024, 12, 30), date(2025, 1, 6)) == week(2025, 1)
    assert Period.guess(date(2025, 1, 1), date(2025, 1, 31)).kind == "days"


def test_a_period_splits_into_calendar_parts_cut_to_it() -> None:
    parts = Period(date(2025, 1, 15), date(2025, 3, 1)).split("month")
    assert [(part.first, part.kind) for part in parts] == [
        (date(2025, 1, 15), "days"),
        (date(2025, 2, 1), "month"),
    ]


def test_a_fiscal_year_starts_in_its_month() -> None:
    fiscal = Period.containing(date(2025, 2, 10), "year", 4)
    assert (fiscal.first, fiscal.after) == (date(2024, 4, 1), date(2025, 4, 1))
    first_quarter = Period.containing(date(2025, 1, 10), "quarter", 2)
    assert (first_quarter.first, first_quarter.after) == (date(2024, 11, 1), date(2025, 2, 1))
