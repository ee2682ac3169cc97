"""The short way for canonical tables gives what the readers give, or leaves it to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import engine
import pyarrow as pa
import pytest
import salespipe as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import Tables
from salespipe.table_reading import Reading
from salespipe.tables import read_history, read_interactions, read_opportunities
from salespipe.tables.canonical import (
    canonical_history,
    canonical_interactions,
    canonical_opportunities,
)
from strategies import ERAS, books

TEAM = sp.simulate.tables(opportunities=500)


def deals(**columns: Any) -> pa.Table:
    own: dict[str, Any] = {
        "id": ["a", "b"],
        "stage": ["Won", "Lead"],
        "created": [date(2025, 1, 5)] * 2,
        "closed": pa.array([date(2025, 2, 1), None]),
        "value": pa.array([Decimal("10.00"), Decimal("20.00")], pa.decimal128(12, 2)),
        "owner": ["ann", "bob"],
    }
    return pa.table({**own, **columns})


def same_import(quick: Any, thorough: Any) -> None:
    """Diagnostics, stages and currency; the tables may be laid out otherwise."""
    fields = [name for name in vars(quick) if name not in ("source_name", "mapping")]
    for name in fields:
        one, other = getattr(quick, name), getattr(thorough, name)
        if not isinstance(one, pa.Table):
            assert one == other, name


def test_the_simulated_team_is_canonical() -> None:
    for quick, thorough in (
        (
            canonical_opportunities(TEAM["opportunities"], stages=None, currency=None),
            read_opportunities(TEAM["opportunities"]),
        ),
        (
            canonical_history(TEAM["history"], stages=None, currency=None),
            read_history(TEAM["history"]),
        ),
        (canonical_interactions(TEAM["interactions"]), read_interactions(TEAM["interactions"])),
    ):
        assert quick is not None
        same_import(quick, thorough)


def test_the_report_is_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {
        "opportunities": TEAM["opportunities"],
        "history": TEAM["history"],
        "interactions": TEAM["interactions"],
        "by": "owner",
    }
    quick = sp.metrics(**asked).to_dict()
    monkeypatch.setattr(Reading, "quick", lambda self, *tables: (self.thorough(*tables), True))
    assert sp.metrics(**asked).to_dict() == quick


@settings(deadline=None, max_examples=75, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ERAS).flatmap(books))
def test_random_books_read_alike_or_are_left_to_the_reader(tables: Tables) -> None:
    stages = ",".join(f"{name}={kind}" for name, kind, *_ in tables.stages)
    table = engine.opportunities_table(tables.opportunities)
    quick = canonical_opportunities(table, stages=stages, currency=None)
    if quick is not None:
        same_import(quick, read_opportunities(table, stages=stages))
    changes = engine.history_table(tables.history).drop_columns(["currency"])
    quick_changes = canonical_history(changes, stages=stages, currency=None)
    if quick_changes is not None:
        same_import(quick_changes, read_history(changes, stages=stages))
    contacts = engine.interactions_table(tables.interactions)
    quick_contacts = canonical_interactions(contacts)
    if quick_contacts is not None:
        same_import(quick_contacts, read_interactions(contacts))


@pytest.mark.parametrize(
    "columns",
    [
        {"id": ["a ", "b"]},
        {"id": ["a", None]},
        {"stage": ["Won", None]},
        {"owner": ["ann", " bob"]},
        {"owner": ["ann", "bob\u00a0"]},
        {"owner": ["", "bob"]},
        {"closed": pa.array([None, None], pa.date32())},
        {"closed": [date(2025, 2, 1), date(2025, 2, 1)]},
        {"closed": pa.array([date(2025, 1, 4), None])},
        {"value": [10.5, 20.0]},
        {"value": ["10", "20"]},
        {"currency": ["EUR", "USD"]},
        {"currency": ["EUR", None]},
        {"created": ["2025-01-05", "2025-01-05"]},
        {"status": ["won", "won"]},
        {"tags": [["x"], ["y"]]},
        {"Owner": ["x", "y"]},
    ],
    ids=str,
)
def test_what_needs_reading_is_left_to_the_reader(columns: dict[str, Any]) -> None:
    table = deals(**columns)
    assert canonical_opportunities(table, stages=None, currency=None) is None
    assert canonical_opportunities(deals(), stages=None, currency=None) is not None


def test_what_only_the_engine_refuses_is_told_by_the_reader() -> None:
    with pytest.raises(sp.TableError) as caught:
        sp.metrics(opportunities=deals(id=["a", "a"]))
    assert [row.code for row in caught.value.rows] == ["duplicate_id"]
    huge = pa.array([Decimal(10) ** 30, Decimal(1)], pa.decimal128(38, 2))
    with pytest.raises(sp.TableError) as caught:
        sp.metrics(opportunities=deals(value=huge))
    assert [row.code for row in caught.value.rows] == ["huge_amount"]
