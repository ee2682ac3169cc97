"""What the order of rows means, and what rows that are there twice do (docs/tables.md)."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import salespipe as sp
from engine import dataset, engine_report, query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query_strategies import cases
from reference import Tables

MANY = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def answers(tables: Tables, options: dict[str, Any]) -> tuple[Any, Any]:
    """The report and the funnel of the whole book, without how many rows were read."""
    report = engine_report(tables, **options)
    data = dataset(tables, options["timezone"])
    whole: dict[str, Any] = {"by": ["source"]}
    funnel = json.loads(data.funnel(json.dumps(whole), None)) if data.span else None
    return (report["query"], report["rows"]), funnel


def asked(options: dict[str, Any]) -> dict[str, Any]:
    json.dumps(query(options))  # a query that cannot be asked is no case
    return dict(options)


@MANY
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_deals_and_of_interactions_means_nothing(
    case: tuple[Tables, dict[str, Any]], random_: random.Random
) -> None:
    tables, options = case
    shuffled = replace(
        tables,
        opportunities=random_.sample(tables.opportunities, len(tables.opportunities)),
        interactions=random_.sample(tables.interactions, len(tables.interactions)),
        quotas=random_.sample(tables.quotas, len(tables.quotas)),
    )
    assert answers(shuffled, asked(options)) == answers(tables, asked(options))


@MANY
@given(cases(), st.randoms(use_true_random=False))
def test_only_rows_of_one_moment_of_one_deal_have_an_order(
    case: tuple[Tables, dict[str, Any]], random_: random.Random
) -> None:
    """The history in any order that keeps ties in theirs."""
    tables, options = case
    ties: dict[Any, list[dict[str, Any]]] = {}
    for row in tables.history:
        ties.setdefault((row["opportunity"], row["at"]), []).append(row)
    places = random_.sample([key for key, rows in ties.items() for _ in rows], len(tables.history))
    shuffled = replace(tables, history=[ties[key].pop(0) for key in places])
    assert answers(shuffled, asked(options)) == answers(tables, asked(options))


@MANY
@given(cases(), st.data())
def test_a_row_that_is_there_twice_in_a_row_changes_nothing(
    case: tuple[Tables, dict[str, Any]], data: st.DataObject
) -> None:
    tables, options = case
    times = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=8))
    doubled = [
        row for place, row in enumerate(tables.history) for _ in range(times[place % len(times)])
    ]
    same = replace(tables, history=doubled)
    assert answers(same, asked(options)) == answers(tables, asked(options))


def standing(*stages: str) -> list[Any]:
    deals = pa.table({"id": ["a"], "stage": ["Lead"], "created": [date(2025, 1, 1)]})
    history = pa.table(
        {
            "opportunity": ["a"] * len(stages),
            "at": [date(2025, 1, 10)] * len(stages),
            "stage": list(stages),
        }
    )
    board = sp.metrics(
        opportunities=deals,
        history=history,
        stages="Lead,Qualified,Won,Lost",
        period="2025",
        outcome="as_recorded",
        metrics=["won_count", "lost_count"],
    )
    return [board["won_count"], board["lost_count"]]


def test_of_two_rows_of_one_day_the_later_row_of_the_table_holds() -> None:
    assert standing("Won") == [1, 0]
    assert standing("Won", "Won") == [1, 0]
    assert standing("Won", "Lead") == [1, 0]
    assert standing("Won", "Lead", "Won") == [2, 0]  # won, reopened and won again that day
    assert standing("Won", "Lost") == [1, 1]
