"""Who may see and change what: the book of an actor."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import salespipe as sp

NOW = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
RULES: dict[str, Any] = {
    "teams": {"germany": "emea", "emea": ""},
    "roles": {
        "rep": {"read": "own", "write": "own"},
        "reader": {"read": "all"},
    },
    "actors": {
        "ann": {"roles": ["rep"], "teams": ["germany"]},
        "bob": {"roles": ["rep"]},
        "rita": {"roles": ["reader"]},
    },
}


def fill(book: sp.Book) -> sp.Book:
    pipeline = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"), at=NOW)
    for owner, name in (("ann", "Acme 20 seats"), ("bob", "Bolt 5 seats"), ("bob", "Bolt 6 seats")):
        book.create_opportunity(
            pipeline, name, at=NOW, owner=owner, value="1000 EUR", account=name.split()[0]
        )
    assert book.set_access(at=NOW, **RULES)
    assert not book.set_access(at=NOW, **RULES)
    return book


@pytest.fixture
def book() -> sp.Book:
    return fill(sp.Book())


def test_an_actor_has_a_book_of_what_he_may_read(book: sp.Book) -> None:
    ann = book.as_actor("ann")
    assert [deal.name for deal in ann.deals] == ["Acme 20 seats"]
    assert [deal.name for deal in book.as_actor("rita").deals] == [deal.name for deal in book.deals]
    assert len(book.as_actor("zoe")) == 0
    figures = ann.metrics(period="2026-01", metrics=["open_count", "open_value"])
    assert figures["open_count"] == 1
    assert book.metrics(period="2026-01", metrics=["open_count"])["open_count"] == 3


def test_hidden_is_not_found_in_the_same_words(book: sp.Book) -> None:
    ann = book.as_actor("ann")
    messages = []
    for deal_id in ("opportunity-2", "opportunity-9"):
        with pytest.raises(sp.NotFoundError) as caught:
            ann.deal(deal_id)
        messages.append(str(caught.value).replace(deal_id, "X"))
    assert messages[0] == messages[1]


def test_what_an_actor_does_is_done_in_the_book(book: sp.Book) -> None:
    ann = book.as_actor("ann")
    ann.deal("opportunity-1").rename("Acme 30 seats", at=NOW)
    assert book.deal("opportunity-1").name == "Acme 30 seats"
    made = ann.create_opportunity(ann.pipelines[0], "Hers", at=NOW)
    assert made.id == "opportunity-ann-1"
    assert book.deal(made.id).owner == "ann"


def test_a_refused_change_leaves_a_trace(book: sp.Book) -> None:
    rita = book.as_actor("rita")
    with pytest.raises(sp.NotAllowedError, match="rita"):
        rita.deal("opportunity-1").rename("Mine", at=NOW + timedelta(days=1))
    assert book.deal("opportunity-1").name == "Acme 20 seats"
    (trace,) = book.audit(actor="rita")
    assert trace.type == "access_refused"
    assert [event.type for event in book.audit(deal="opportunity-1")] == [
        "opportunity_created",
        "access_refused",
    ]
    assert not book.can("rita", "write", "opportunity-1")
    assert book.can("rita", "read", "opportunity-1")


def test_rules_say_what_is_wrong_with_them(book: sp.Book) -> None:
    with pytest.raises(sp.InvalidArgumentError, match="boss"):
        book.set_access(at=NOW, actors={"ann": {"roles": ["boss"]}})
    assert book.access is not None
    assert book.access["roles"][0]["write"] == "own"


def test_an_actors_change_is_kept_in_the_database(tmp_path: Path) -> None:
    path = tmp_path / "sales.db"
    with fill(sp.open(path)) as book:
        book.as_actor("ann").deal("opportunity-1").rename("Acme 30 seats", at=NOW)
    with sp.open(path) as again:
        assert again.deal("opportunity-1").name == "Acme 30 seats"
        assert [deal.id for deal in again.as_actor("ann").deals] == ["opportunity-1"]
