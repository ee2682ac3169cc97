"""Watched figures and the pipeline of every day, as Python sees them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import salespipe as sp

JANUARY = datetime(2025, 1, 2, 9, tzinfo=timezone.utc)
METRICS = "open_value,open_count,lost_count,created_count,waterfall_value_up"


@pytest.fixture
def book() -> sp.Book:
    book = sp.Book()
    book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
    return book


def deal_of(book: sp.Book, value: str, owner: str, day: int = 0) -> sp.Deal:
    return book.create_opportunity(
        book.pipelines[0],
        "A deal",
        at=JANUARY + timedelta(days=day),
        value=value,
        owner=owner,
        source="Web",
    )


def test_a_watch_follows_the_book(book: sp.Book) -> None:
    first = deal_of(book, "100 EUR", "ann")
    watch = book.watch(period="2025-01", by="owner", metrics=METRICS)
    asked = book.watch(period="2025-01", by="source", metrics=METRICS)
    for step in (
        lambda: deal_of(book, "50 EUR", "bob", 1),
        lambda: first.change_value("130 EUR", at=JANUARY + timedelta(days=2)),
        lambda: first.change_owner("eve", at=JANUARY + timedelta(days=3)),
        lambda: first.lose("Price", at=JANUARY + timedelta(days=4)),
        lambda: first.change_value("90 EUR", at=JANUARY + timedelta(days=1)),  # a late word
        lambda: book.log_interaction("call", at=JANUARY, deal=first, owner="ann"),
    ):
        before = watch.version
        step()
        assert watch.version > before
        fresh = book.metrics(period="2025-01", by="owner", metrics=METRICS)
        assert watch.report().to_dict() == fresh.to_dict()
        fresh = book.metrics(period="2025-01", by="source", metrics=METRICS)
        assert asked.report().to_dict() == fresh.to_dict()
    assert watch.report()["open_value"] == Decimal("50.00")
    assert "open_value" in repr(watch)


def test_a_watch_can_be_rolled_and_closed(book: sp.Book) -> None:
    deal_of(book, "100 EUR", "ann")
    watch = book.watch(period="this-month", metrics="created_count", today=date(2025, 1, 20))
    assert watch.report()["created_count"] == 1
    watch.roll(date(2025, 2, 1))
    assert watch.report()["created_count"] == 0
    watch.close()
    watch.close()
    with pytest.raises(sp.NotFoundError):
        watch.report()


def test_all_days_cannot_be_watched(book: sp.Book) -> None:
    with pytest.raises(sp.InvalidArgumentError, match="period of its own"):
        book.watch(period="all")


def test_a_series_is_the_open_pipeline_of_every_day(book: sp.Book) -> None:
    first = deal_of(book, "100 EUR", "ann")
    deal_of(book, "50 EUR", "bob", 3)
    first.lose("Price", at=JANUARY + timedelta(days=5))
    series = book.series(period="2025-01", by="owner")
    assert len(series) == 31
    total = series.groups[0]
    for point in total["points"]:
        day = date.fromisoformat(point["from"])
        board = book.metrics(period=(day, day + timedelta(days=1)), metrics="open_value,open_count")
        assert Decimal(point["value"]) == board["open_value"]
        assert point["count"] == board["open_count"]
    assert total["points"][6]["flows"] == {"lost": {"count": 1, "value": "100.00"}}
    table = series.to_arrow()
    assert table.num_rows == 3 * 31
    assert table.column_names[:5] == ["kind", "owner", "from", "to", "open_count"]
    assert table.column("open_value").to_pylist()[30] == Decimal("50.00")
    assert json.loads(series.to_json()) == series.to_dict()
    assert "31 steps" in repr(series)
