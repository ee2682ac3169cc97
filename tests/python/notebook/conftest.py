"""A team and its figures, for what notebooks show."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import salespipe as sp

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
HOSTILE = '<img src=x onerror=alert(1)>"&\u202e'


@pytest.fixture(scope="session")
def team() -> sp.Prepared:
    tables = sp.simulate.tables(opportunities=1500, seed=7, months=24)
    return sp.prepare(
        opportunities=tables["opportunities"],
        history=tables["history"],
        interactions=tables["interactions"],
        pipeline=sp.simulate.pipeline(),
    )


@pytest.fixture(scope="session")
def board(team: sp.Prepared) -> sp.Dashboard:
    return team.metrics(period="2025-Q3", compare="previous", by="owner")


@pytest.fixture
def book() -> sp.Book:
    """One deal, whose every text is hostile."""
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard(HOSTILE, currency="EUR", fridge=True), at=NOW)
    deal = book.create_opportunity(
        pipeline,
        HOSTILE,
        account=HOSTILE,
        owner=HOSTILE,
        value="12000 EUR",
        source=HOSTILE,
        tags=[HOSTILE],
        at=NOW,
    )
    deal.add_task(HOSTILE, due=date(2026, 7, 9), at=NOW)
    deal.move("Contacted", at=NOW)
    return book
