"""The funnel as Python sees it: G3 of the golden log, the estimates, and the engine against the
slow reference on random books."""

from __future__ import annotations

import json
import math
from datetime import date
from fractions import Fraction
from typing import Any

import engine
import pytest
from engine import dataset
from golden_log import Q1, golden_tables
from hypothesis import HealthCheck, given, settings
from query_strategies import asked_period, cases
from reference import Tables, funnel, to_text


def golden_funnel(**query: Any) -> list[dict[str, Any]]:
    asked = {"as_of": "2025-03-31", **query}
    found = json.loads(dataset(golden_tables()).funnel(json.dumps(asked), None))
    stages: list[dict[str, Any]] = found["groups"][0]["stages"]
    return stages


def column(stages: list[dict[str, Any]], name: str) -> list[int]:
    return [stage[name] for stage in stages]


def test_g3_reached_entered_and_strict() -> None:
    stages = golden_funnel()
    assert [stage["stage"] for stage in stages] == ["New", "Qualified", "Proposal", "won"]
    assert column(stages, "reached") == [8, 7, 4, 3]
    assert column(stages, "entered") == [8, 6, 3, 3]
    assert column(stages, "strict") == [8, 6, 2, 1]


def test_g3_conversion_is_bounded_by_the_undecided() -> None:
    new, qualified, proposal, _ = golden_funnel()
    assert new["conversion"] == Fraction(7, 8)
    assert new["conversion_upper_bound"] == 1
    assert qualified["conversion"] == float(Fraction(4, 7))
    assert qualified["conversion_decided"] == float(Fraction(4, 6))
    assert qualified["conversion_upper_bound"] == float(Fraction(5, 7))
    assert proposal["conversion"] == Fraction(3, 4)
    assert proposal["conversion_decided"] == 1


def test_only_deals_created_in_the_period_are_counted() -> None:
    period = {"from": Q1[0].isoformat(), "to": Q1[1].isoformat()}
    assert column(golden_funnel(period=period), "reached")[0] == 5


def test_a_field_that_is_none_of_a_funnel_is_refused_by_its_place() -> None:
    with pytest.raises(ValueError, match="outcome"):
        golden_funnel(outcome="first")


# ---- against the reference -------------------------------------------------------------------

#: The reference's names for what the document calls otherwise.
SAME = {
    "reached": "reached",
    "entered": "entered",
    "strict": "strict",
    "skipped": "skipped",
    "still_there": "still_there",
    "lost_from": "lost_from",
    "conversion": "conversion",
    "conversion_decided": "decided",
    "cumulative_conversion": "cumulative",
    "cumulative_conversion_estimated": "cumulative_estimated",
    "advance_days_median": "advance_days_median",
    "stay_days_median": "stay_days_median",
    "win_probability": "win_probability",
    "expected_days": "expected_days",
}
ESTIMATED = {
    "conversion_estimated": "advanced",
    "lost_estimated": "lost",
    "waiting_estimated": "waiting",
    "estimated_through_days": "through",
}


def wanted(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the reference as the document has it."""
    found = {name: row.get(theirs) for name, theirs in SAME.items()}
    if estimated := row.get("estimated"):
        found |= {name: estimated[theirs] for name, theirs in ESTIMATED.items()}
        found["conversion_low"], found["conversion_high"] = row["interval"]
    return {name: float(value) for name, value in found.items() if value is not None}


def compared(stage: dict[str, Any]) -> dict[str, Any]:
    names = {*SAME, *ESTIMATED, "conversion_low", "conversion_high"}
    return {name: stage[name] for name in names if name in stage}


def assert_same(stages: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    assert [stage["stage"] for stage in stages] == [row["stage"] for row in rows]
    for stage, row in zip(stages, rows, strict=True):
        ours, theirs = compared(stage), wanted(row)
        assert set(ours) == set(theirs), stage["stage"]
        for name, value in theirs.items():
            close = math.isclose(ours[name], value, rel_tol=1e-6, abs_tol=1e-9)
            assert close, (stage["stage"], name, ours[name], value)


def asked_funnel(tables: Tables, period: Any, as_of: date | None, **query: Any) -> dict[str, Any]:
    asked = {"period": engine.period_text(period), **query}
    if as_of is not None:
        asked["as_of"] = as_of.isoformat()
    found: dict[str, Any] = json.loads(dataset(tables).funnel(json.dumps(asked), None))
    return found


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(most_deals=14))
def test_engine_and_reference_agree_on_the_funnels_of_random_books(
    case: tuple[Tables, dict[str, Any]],
) -> None:
    tables, options = case
    period, as_of = asked_period(options), options["as_of"]
    rows = funnel(tables, period=period, as_of=as_of)
    found = asked_funnel(tables, period, as_of, by=["product"])
    if not rows:
        return
    total, *groups = found["groups"]
    assert_same(total["stages"], rows)
    assert total["won_value"] == to_text(rows[-1]["won_value"], 2)
    for group in groups:
        only = {"product": [group["by"]["product"]]}
        assert_same(group["stages"], funnel(tables, period=period, as_of=as_of, filters=only))


def test_engine_and_reference_agree_on_the_funnel_of_the_golden_log() -> None:
    rows = funnel(golden_tables(), as_of=date(2025, 3, 31))
    assert_same(golden_funnel(), rows)
    # Qualified: C and A, D, F advanced after 31, 26, 0 and 31 days, B and G were lost after 21 and
    # 112, E had waited for 39.
    assert rows[1]["estimated"]["advanced"] == Fraction(4, 7)
