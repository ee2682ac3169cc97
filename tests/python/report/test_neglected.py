"""The deals behind the figures of what is neglected, by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import salespipe as sp
from salespipe.report import render_html
from salespipe.report.asked import Asked
from salespipe.report.gather import gather

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def book() -> sp.Book:
    """Two pipelines with a deal each that is left alone, and one that is not."""
    book = sp.Book()
    for name, value in (("Sales", "900"), ("Partners", "700")):
        pipeline = book.add_pipeline(sp.Pipeline.standard(name, currency="EUR"), at=NOW)
        book.create_opportunity(
            pipeline, f"{name} deal", account="Acme", owner="ann", value=f"{value} EUR", at=NOW
        )
    fresh = book.create_opportunity(pipeline, "Fresh", value="5000 EUR", at=NOW)
    fresh.move("Contacted", at=NOW + timedelta(days=70))
    return book


def test_they_are_named_and_stand_by_their_value(book: sp.Book) -> None:
    found = book.prepare().abandoned(period="2026-Q1")
    assert (found["count"], found["value"], found["last_day"]) == (2, "1600.00", "2026-03-31")
    assert [
        (deal["name"], deal["account"], deal["value"], deal["last_activity"], deal["days"])
        for deal in found["deals"]
    ] == [
        ("Sales deal", "Acme", "900.00", "2026-01-05", 85),
        ("Partners deal", "Acme", "700.00", "2026-01-05", 85),
    ]
    assert found["deals"][0]["id"] == next(book.deals).id


def test_those_of_one_pipeline_keep_their_names(book: sp.Book) -> None:
    found = book.prepare(pipelines=book.pipelines[1:]).abandoned(period="2026-Q1")
    assert [deal["name"] for deal in found["deals"]] == ["Partners deal"]


def test_a_book_that_has_gone_on_must_be_prepared_again(book: sp.Book) -> None:
    prepared = book.prepare()
    next(book.deals).rename("New name", at=NOW)
    with pytest.raises(sp.InvalidStateError, match="prepare it again"):
        prepared.abandoned(period="2026-Q1")


def test_a_page_of_a_book_that_has_gone_on_says_why_it_lists_none(book: sp.Book) -> None:
    board = book.metrics(period="2026-Q1")
    next(book.deals).rename("New name", at=NOW)
    assert "The book has changed since; prepare it again." in board.to_html()


def test_they_add_up_to_the_figures(team_asked: Asked, team_report: dict[str, Any]) -> None:
    metrics = team_report["rows"][0]["metrics"]
    found = team_asked.data.abandoned(period="2025-Q3", most=3)
    assert found["count"] == metrics["abandoned_count"] > 3
    assert found["value"] == metrics["abandoned_value"]
    assert len(found["deals"]) == 3


def test_rows_of_a_table_keep_their_ids() -> None:
    """Each name is that of the deal whose other facts stand beside it."""
    tables = sp.simulate.tables(opportunities=800, seed=5, months=24)
    data = sp.prepare(
        opportunities=tables["opportunities"],
        history=tables["history"],
        pipeline=sp.simulate.pipeline(),
    )
    deals = {row["id"]: row for row in tables["opportunities"].to_pylist()}
    found = data.abandoned(period="2025-Q4", most=1000)
    assert len(found["deals"]) == found["count"] > 100
    for deal in found["deals"]:
        row = deals[deal["id"]]
        assert deal["account"] == row["account"]
        assert row["created"].date() <= date.fromisoformat(deal["last_activity"])


def test_what_was_known_at_a_day_is_told_without_names() -> None:
    tables = sp.simulate.tables(opportunities=300, seed=5, months=24)
    known = sp.prepare(
        opportunities=tables["opportunities"],
        history=tables["history"],
        pipeline=sp.simulate.pipeline(),
        known_at=date(2025, 9, 30),
    )
    found = known.abandoned(period="2025-Q3")
    assert found["count"] > 0
    assert "id" not in found["deals"][0]


def test_the_page_lists_them_and_has_a_funnel_for_each_pipeline(book: sp.Book) -> None:
    asked = Asked(book.prepare(), {"period": "2026-Q1"})
    report = asked.report().to_dict()
    page = gather(asked, "book", report)
    titles = [picture.title for picture in page.pictures]
    assert "How do deals come through the stages of Partners?" in titles
    assert "How do deals come through the stages of Sales?" in titles
    html = render_html(page)
    assert "2 open deals worth 1,600.00 EUR had no activity for more than 30 days" in html
    assert html.index("Sales deal") < html.index("Partners deal")


def test_data_that_does_not_know_activity_says_so() -> None:
    deals = "id,stage,created,value\nd1,Lead,2025-01-01,5\nd2,Demo,2025-01-01,7\n"
    import io

    import pyarrow.csv

    table = pyarrow.csv.read_csv(io.BytesIO(deals.encode()))
    asked = Asked(sp.prepare(opportunities=table, stages="Lead,Demo,Won"), {"period": "2025-Q1"})
    page = gather(asked, "deals", asked.report().to_dict())
    assert "Neither a history nor interactions are given." in render_html(page)
