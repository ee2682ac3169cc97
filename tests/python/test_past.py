"""The book as it stood: as of a day, as known at a moment, and what became of the deals since."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import salespipe as sp


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


@pytest.fixture
def book() -> sp.Book:
    """acme: created on the 2nd, lost on the 10th, reopened on the 20th; its owner since the 4th was
    only told on the 15th."""
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
    deal = book.create_opportunity(
        pipeline, "Acme", id="acme", owner="ann", value="100 EUR", account="Acme", at=day(2)
    )
    deal.lose("Price", at=day(10))
    deal.change_owner("bob", at=day(4), recorded_at=day(15))
    deal.reopen(at=day(20))
    return book


def test_the_book_stood_as_the_events_of_the_day_say(book: sp.Book) -> None:
    assert len(book.as_of(date(2026, 1, 1))) == 0
    assert book.as_of(date(2026, 1, 5)).deal("acme").owner == "bob"
    assert book.as_of(date(2026, 1, 15)).deal("acme").lost_reason == "Price"
    assert book.as_of(date(2026, 1, 31)).deal("acme").stage_kind == "open"


def test_what_was_recorded_later_was_not_known(book: sp.Book) -> None:
    assert book.known_at(date(2026, 1, 14)).deal("acme").owner == "ann"
    assert book.known_at(day(15)).deal("acme").owner == "bob"
    believed = book.as_of(date(2026, 1, 5), known_at=date(2026, 1, 14))
    assert believed.deal("acme").owner == "ann"


def test_a_past_is_read_only_and_stays_as_it_is(book: sp.Book) -> None:
    past = book.as_of(date(2026, 1, 31))
    book.deal("acme").win(at=day(31))
    assert past.deal("acme").stage_kind == "open"
    board = past.board(book.pipelines[0])
    assert [deal.id for deal in board["Lead"]] == ["acme"]
    assert repr(past) == "<BookAt as of 2026-01-31: 1 deals>"


def test_differences_tell_both_states(book: sp.Book) -> None:
    found = book.as_of(date(2026, 1, 10)).since(book.as_of(date(2026, 1, 3)))
    assert [(one.id, one.differences) for one in found] == [("acme", ["moved", "lost", "owner"])]
    assert found[0].before is not None
    assert found[0].after is not None
    assert (found[0].before.owner, found[0].after.owner) == ("ann", "bob")
    created = book.as_of(date(2026, 1, 3)).since(book.as_of(date(2026, 1, 1)))
    assert created[0].differences == ["created"]
    assert created[0].before is None


def test_a_deal_that_was_not_there_is_not_found(book: sp.Book) -> None:
    with pytest.raises(sp.NotFoundError, match="at that moment"):
        book.as_of(date(2026, 1, 1)).deal("acme")


def test_a_moment_without_a_time_zone_is_refused(book: sp.Book) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        book.known_at(datetime(2026, 1, 1))  # noqa: DTZ001
