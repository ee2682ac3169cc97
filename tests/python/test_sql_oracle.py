"""Engine, slow reference and SQL over random books: to the last unit."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine import engine_report
from golden_log import Q1, golden_tables
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from reference import Period, Tables, load, rendered, report
from sql_oracle import ABANDONED_DAYS, Oracle, cut_of
from strategies import ERA_DAYS, ERAS, ZONES, books, days, periods

METRICS = [
    "won_count", "won_revenue", "lost_count", "lost_value", "created_count", "created_value",
    "win_rate", "open_count", "open_value", "weighted_value", "cycle_days_mean",
    "cycle_days_median", "abandoned_count", "abandoned_value",
]  # fmt: skip
NOTHING = dict.fromkeys(METRICS, 0) | dict.fromkeys(
    ("win_rate", "cycle_days_mean", "cycle_days_median")
)


def assert_alike(ours: dict[str, Any], sql: dict[str, Any], where: str) -> None:
    for name in METRICS:
        mine, theirs = ours.get(name), sql[name]
        if theirs is None or mine is None:
            assert mine == theirs, (where, name, mine, theirs)
        elif isinstance(mine, float):
            assert math.isclose(mine, float(theirs), rel_tol=1e-12, abs_tol=1e-12), (where, name)
        else:
            assert Fraction(Decimal(mine)) == Fraction(theirs), (where, name, mine, theirs)


def agree(tables: Tables, period: Period, by: str, **options: Any) -> None:
    """Total, groups and the period before, by the engine and by SQL; the engine and the reference
    are held against each other as well."""
    split = by == "month"
    asked = {
        "metrics": METRICS,
        "periods": [period],
        "by": [by] if by else [],
        "compare": "previous",
        "abandoned_days": ABANDONED_DAYS,
        **options,
    }
    ours = engine_report(tables, **asked)
    slow = rendered(report(tables, **asked))
    oracle = Oracle(tables, options["timezone"])
    outcome, as_of = options["outcome"], options["as_of"]
    for row in ours["rows"]:
        whole = Period.guess(*(date.fromisoformat(row["period"][end]) for end in ("from", "to")))
        key = "" if split or not row["by"] else row["by"][by]
        dimension = "" if split or row["kind"] == "total" else by
        figures = oracle.figures(whole, cut_of(whole, as_of), outcome=outcome, by=dimension)
        assert_alike(row["metrics"], figures.get(key, NOTHING), f"{row['period']} {row['by']}")
        if "previous_period" in row:
            before = Period.guess(
                *(date.fromisoformat(row["previous_period"][end]) for end in ("from", "to"))
            )
            figures = oracle.figures(before, cut_of(before, as_of), outcome=outcome, by=dimension)
            assert_alike(row["previous"], figures.get(key, NOTHING), f"before {row['period']}")
    if not split:
        figures = oracle.figures(period, cut_of(period, as_of), outcome=outcome, by=by)
        told = {row["by"][by] for row in ours["rows"] if row["kind"] == "group"} if by else {""}
        for key, found in figures.items():
            # A group in which nothing is counted is no row.
            assert key in told or all(not figure for figure in found.values()), key
    totals = [row["metrics"] for row in slow["rows"] if not row["by"] or split]
    for mine, theirs in zip(
        [row["metrics"] for row in ours["rows"] if not row["by"] or split], totals, strict=False
    ):
        assert set(mine) == {name for name, value in theirs.items() if value is not None}


def begins_closed(tables: Tables, timezone: str) -> bool:
    """Whether some deal is created won or lost and changes later on. The engine and the reference
    then take what it is worth from its beginning; the SQL, which knows no beginnings, takes it from
    the change that closed it."""
    return any(
        len(deal.states) > 1 and deal.states[0].stage.kind in ("won", "lost")
        for deal in load(tables, timezone).deals
    )


@st.composite
def questions(draw: DrawFn) -> tuple[Tables, Period, str, dict[str, Any]]:
    era = draw(st.sampled_from(ERAS))
    options = {
        "outcome": draw(st.sampled_from(["restated", "as_recorded"])),
        "as_of": draw(st.none() | days(era)),
        "timezone": draw(st.sampled_from(ZONES)),
    }
    by = draw(st.sampled_from(["", "owner", "source", "stage", "month"]))
    whole = Period.guess(era, date.fromordinal(era.toordinal() + ERA_DAYS))
    return draw(books(era)), draw(periods(era) | st.just(whole)), by, options


@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions())
def test_engine_reference_and_sql_agree_on_random_books(
    question: tuple[Tables, Period, str, dict[str, Any]],
) -> None:
    tables, period, by, options = question
    assume(not begins_closed(tables, options["timezone"]))
    agree(tables, period, by, **options)


def test_where_no_day_is_known_open_deals_are_open_whenever_one_asks() -> None:
    stages = [("Lead", "open", 100_000, False), ("Won", "won", 1_000_000, False)]
    tables = Tables([{"id": "0", "stage": "Lead"}], stages)
    asked = {"outcome": "restated", "as_of": None, "timezone": "UTC"}
    agree(tables, Period.guess(*Q1), "", **asked)
    board = engine_report(tables, metrics=["open_count"], periods=[Period.guess(*Q1)], by=[])
    assert board["rows"][0]["metrics"]["open_count"] == 1


def test_engine_reference_and_sql_agree_on_the_golden_log() -> None:
    for outcome in ("restated", "as_recorded"):
        for by in ("", "owner", "source", "stage", "month"):
            agree(
                golden_tables(), Period.guess(*Q1), by, outcome=outcome, as_of=None, timezone="UTC"
            )
