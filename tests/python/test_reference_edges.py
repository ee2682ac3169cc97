"""The reference at the edges: closings of every sort, beginnings, ties, cuts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from golden_log import Q1
from reference import Tables, adds_up, funnel, report, waterfall

STAGES = [
    ("Lead", "open", 100_000, False),
    ("Qualified", "open", 500_000, True),
    ("Won", "won", 1_000_000, False),
    ("Signed", "won", 1_000_000, False),
    ("Lost", "lost", 0, False),
    ("Fridge", "parked", 0, False),
]
COUNTS = ["won_count", "lost_count", "open_count"]


def told(*changes: tuple[str, str], **cells: Any) -> Tables:
    """One deal created on 2 January of 100.00 with these entries into stages (month-day, stage)."""
    rows = [
        {"opportunity": "d", "at": date.fromisoformat(f"2025-{day}"), "stage": stage}
        for day, stage in changes
    ]
    row = {"id": "d", "created": date(2025, 1, 2), "value": 100, "owner": "ann", "stage": "Lead"}
    return Tables([row | cells], STAGES, rows)


def counts(tables: Tables, **options: Any) -> tuple[int, ...]:
    row = report(tables, **{"metrics": COUNTS, "period": Q1, **options})["rows"][0]
    return tuple(row["metrics"].values())


def test_from_one_won_stage_to_another_is_no_new_close() -> None:
    tables = told(("01-20", "Won"), ("03-20", "Signed"))
    january = (date(2025, 1, 1), date(2025, 2, 1))
    march = (date(2025, 3, 1), date(2025, 4, 1))
    for outcome in ("restated", "first", "as_recorded"):
        later = {"outcome": outcome, "as_of": date(2025, 12, 31)}
        assert counts(tables, period=january, **later) == (1, 0, 0)
        assert counts(tables, period=march, **later) == (0, 0, 0)


def test_won_then_lost_at_once_is_lost_but_was_recorded_as_both() -> None:
    tables = told(("02-01", "Won"), ("02-01", "Lost"))
    assert counts(tables) == (0, 1, 0)
    assert counts(tables, outcome="first") == (1, 0, 0)
    assert counts(tables, outcome="as_recorded") == (1, 1, 0)


def test_won_twice_counts_once_on_the_last_day() -> None:
    tables = told(("01-20", "Won"), ("02-10", "Lead"), ("03-20", "Won"))
    january = {"period": (date(2025, 1, 1), date(2025, 2, 1))}
    assert counts(tables, **january) == (1, 0, 0)
    assert counts(tables, **january, as_of=date(2025, 3, 31)) == (0, 0, 0)
    assert counts(tables, as_of=date(2025, 3, 31)) == (1, 0, 0)
    flows = waterfall(tables, period=Q1)["rows"][0]
    assert (flows["count"]["won"], flows["count"]["reopened"], flows["count"]["end"]) == (2, 1, 0)
    assert adds_up(flows["count"])


def test_parked_is_neither_open_nor_closed() -> None:
    tables = told(("02-01", "Fridge"))
    assert counts(tables) == (0, 0, 0)
    metrics = ["cohort_open_share", "win_rate_cohort"]
    figures = report(tables, metrics=metrics, period=Q1)["rows"][0]["metrics"]
    assert figures == {"cohort_open_share": 1, "win_rate_cohort": None}
    assert waterfall(tables, period=Q1)["rows"][0]["value"]["parked"] == 100_00


def test_woken_from_the_fridge_counts_as_reopened() -> None:
    flows = waterfall(told(("02-01", "Fridge"), ("03-01", "Lead")), period=Q1)["rows"][0]
    assert flows["count"]["reopened"] == flows["count"]["end"] == 1


def test_a_period_that_has_not_begun_has_nothing() -> None:
    tables = told(("02-01", "Won"))
    assert counts(tables, as_of=date(2024, 12, 31)) == (0, 0, 0)
    assert set(
        waterfall(tables, period=Q1, as_of=date(2024, 12, 31))["rows"][0]["count"].values()
    ) == {0}


def test_as_of_is_inclusive() -> None:
    tables = told(("02-01", "Won"))
    assert counts(tables, as_of=date(2025, 1, 31)) == (0, 0, 1)
    assert counts(tables, as_of=date(2025, 2, 1)) == (1, 0, 0)


def test_a_close_of_unknown_beginning_counts_without_a_cycle() -> None:
    row = {"id": "d", "stage": "Won", "closed": date(2025, 2, 1), "value": 100}
    metrics = ["won_count", "created_count", "cycle_days_mean", "won_revenue"]
    figures = report(Tables([row], STAGES), metrics=metrics, period=Q1)["rows"][0]["metrics"]
    assert list(figures.values()) == [1, 0, None, 100_00]


def test_without_history_a_deal_passes_from_the_first_stage_to_its_own() -> None:
    tables = Tables(
        [{"id": "d", "stage": "Qualified", "created": date(2025, 2, 1), "value": None}], STAGES
    )
    lead, qualified, won = funnel(tables, period=Q1)
    assert (lead["completed_days"], qualified["censored_days"]) == ({0: 1}, {59: 1})
    assert (qualified["still_there"], won["reached"]) == (1, 0)
    metrics = ["sales_qualified_count", "open_value_missing_count", "weighted_value"]
    figures = report(tables, metrics=metrics, period=Q1)["rows"][0]["metrics"]
    assert list(figures.values()) == [1, 1, 0]


def test_an_unknown_beginning_is_the_day_of_the_first_change() -> None:
    tables = told(("02-01", "Qualified"), ("02-11", "Won"), created=None)
    metrics = ["created_count", "cycle_days_mean"]
    figures = report(tables, metrics=metrics, period=Q1)["rows"][0]["metrics"]
    assert list(figures.values()) == [1, 10]


def test_history_before_the_beginning_just_applies() -> None:
    tables = told(("01-01", "Qualified"), ("03-03", "Won"), created=date(2025, 2, 1))
    assert counts(tables, as_of=date(2025, 1, 15)) == (0, 0, 0)
    assert counts(tables, as_of=date(2025, 2, 1)) == (0, 0, 1)
    metrics = ["cycle_days_mean"]
    for start in ("created", "qualified"):
        row = report(tables, metrics=metrics, period=Q1, cycle_from=start)["rows"][0]
        assert row["metrics"] == {"cycle_days_mean": 30}


def test_the_cycle_from_qualified_starts_where_it_was_reached() -> None:
    tables = told(("01-12", "Qualified"), ("01-20", "Lead"), ("02-01", "Won"))
    row = report(tables, metrics=["cycle_days_mean"], period=Q1, cycle_from="qualified")["rows"][0]
    assert row["metrics"] == {"cycle_days_mean": 20}


def test_parts_of_a_period_are_periods_of_their_own() -> None:
    tables = told(("02-10", "Won"), ("03-10", "Lead"))
    rows = report(tables, metrics=COUNTS, period=Q1, by=["month"])["rows"]
    assert [tuple(row["metrics"].values()) for row in rows] == [
        (0, 0, 1), (0, 0, 1), (1, 0, 0), (0, 0, 1),
    ]  # fmt: skip


def test_activities_per_rep_counts_the_owners_who_did_anything() -> None:
    tables = told(("02-10", "Won"))
    tables.interactions = [
        {"at": date(2025, 2, day), "type": kind, "owner": owner, "opportunity": "d"}
        for day, kind, owner in [(1, "call", "bob"), (2, "email_in", "cy"), (3, "note", "bob")]
    ]
    row = report(tables, metrics=["activities", "activities_per_rep"], period=Q1)["rows"][0]
    assert row["metrics"] == {"activities": 2, "activities_per_rep": 1}


@pytest.mark.parametrize("options", [{"metrics": ["wonrevenue"]}, {"by": ["onwer"]}])
def test_unknown_names_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="known: "):
        report(told(), **{"metrics": ["won_count"], "period": Q1, **options})


def test_a_deal_that_begins_closed_flows_in_and_out() -> None:
    row = waterfall(told(("01-02", "Won")), period=Q1)["rows"][0]
    assert (row["count"]["created"], row["count"]["won"], row["count"]["end"]) == (1, 1, 0)
    assert adds_up(row["value"])


def test_a_later_as_of_restates_closes_but_not_what_was_open() -> None:
    tables = told(("04-10", "Lost"))
    assert counts(tables, as_of=date(2025, 12, 31)) == (0, 0, 1)


def test_days_closed_after_the_first_close_are_no_gap_of_it() -> None:
    tables = told(("01-12", "Lost"), ("01-22", "Lead"), ("02-01", "Won"))
    options = {"metrics": ["close_days_mean"], "period": Q1, "exclude_closed_gap": True}
    figures = [
        report(tables, outcome=outcome, **options)["rows"][0]["metrics"]["close_days_mean"]
        for outcome in ("first", "restated")
    ]
    assert figures == [10, 20]


def test_a_group_of_the_period_before_keeps_its_row() -> None:
    tables = told(("01-20", "Won"))
    february = (date(2025, 2, 1), date(2025, 3, 1))
    rows = report(tables, metrics=["won_count"], period=february, by=["owner"], compare="previous")
    (ann,) = rows["rows"][1:]
    assert (ann["metrics"], ann["previous"]["metrics"]) == ({"won_count": 0}, {"won_count": 1})


def test_created_by_stage_is_the_stage_at_the_cut() -> None:
    rows = report(told(("02-01", "Qualified")), metrics=["created_count"], period=Q1, by=["stage"])[
        "rows"
    ]
    assert [row["by"] for row in rows] == [{}, {"stage": "Qualified"}]


def test_an_interaction_is_data_seen_too() -> None:
    tables = Tables([{"id": "d", "stage": "Lead"}], STAGES)
    tables.interactions = [{"at": date(2025, 5, 1), "type": "call", "owner": "ann"}]
    assert counts(tables) == (0, 0, 0)
    assert counts(tables, period=(date(2025, 5, 1), date(2025, 5, 2))) == (0, 0, 1)
