"""Undoing from Python and from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import salespipe as sp


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


@pytest.fixture
def book() -> sp.Book:
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
    for name in ("Acme", "Bolt"):
        deal = book.create_opportunity(pipeline, name, id=name, value="100 EUR", at=day(2))
        deal.lose("No answer", at=day(5), event_id=f"flush-{name}")
    return book


def test_a_change_that_is_undone_is_in_no_figure(book: sp.Book) -> None:
    before = book.metrics(period="2026")["lost_count"]
    undone = book.deal("Acme").undo(at=day(6))
    assert undone
    assert book.deal("Acme").is_open
    assert (before, book.metrics(period="2026")["lost_count"]) == (2, 1)
    assert book.undone() == [3]  # the loss of Acme


def test_an_undoing_is_undone(book: sp.Book) -> None:
    undone = book.undo(["flush-Acme", "flush-Bolt"], at=day(6))
    assert [book.deal(name).is_open for name in ("Acme", "Bolt")] == [True, True]
    assert book.undo([book.event(number).id for number in undone.recorded], at=day(7))
    assert not book.deal("Acme").is_open


def test_a_refusal_names_what_builds_on_the_event(book: sp.Book) -> None:
    book.deal("Acme").reopen(at=day(8), event_id="back")
    before = book.state_json()
    asked = book.evaluate_undo(["flush-Acme"])
    assert not asked.allowed
    assert asked.reasons[0].code == "later_event_depends"
    assert asked.reasons[0].missing == ["back"]
    assert not book.undo(["flush-Acme"], at=day(9))
    assert book.state_json() == before
    with pytest.raises(sp.NotFoundError, match="nothing"):
        book.undo(["nothing"], at=day(9))


def test_an_undoing_survives_the_file(book: sp.Book, tmp_path: Path) -> None:
    book.deal("Acme").undo(at=day(6))
    assert sp.open(book.save(tmp_path / "book.jsonl")).state_json() == book.state_json()
