"""The funnel as Python and the command line see it: G3 of the golden log, and the undecided."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from engine import dataset
from golden_log import Q1, golden_tables


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
