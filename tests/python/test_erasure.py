"""Erasing a person from a book, and from every file that keeps it."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp

NOW = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
PERSONAL = (b"Jane Doe", b"jane@doe.example", b"has a new baby")


def fill(book: sp.Book) -> str:
    pipeline = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"), at=NOW)
    jane = book.add_contact("Jane Doe", account="Acme", email="jane@doe.example", at=NOW)
    deal = book.create_opportunity(
        pipeline, "Acme 20 seats", at=NOW, owner="ann", value="1000 EUR", account="Acme"
    )
    book.log_interaction("call", at=NOW, deal=deal, contact=jane, summary="has a new baby")
    return jane


def found(folder: Path) -> list[bytes]:
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    return [personal for personal in PERSONAL if personal in everything]


def test_nothing_personal_is_left_in_any_file(tmp_path: Path) -> None:
    with sp.open(tmp_path / "sales.db") as book:
        jane = fill(book)
        assert found(tmp_path) == list(PERSONAL)
        before = book.metrics(period="2026-01", metrics=["open_count", "open_value"]).to_dict()
        assert book.erase_person(jane, at=NOW, reason="asked on paper")
        assert not book.erase_person(jane, at=NOW)
        assert found(tmp_path) == []
        book.backup(tmp_path / "backup.db")
        book.save(tmp_path / "export.jsonl")
        after = book.metrics(period="2026-01", metrics=["open_count", "open_value"]).to_dict()
        assert after == before
        assert [contact.name for contact in book.contacts] == ["erased"]
    assert found(tmp_path) == []
    for name in ("sales.db", "backup.db", "export.jsonl"):
        assert sp.verify(tmp_path / name).is_whole


def test_lines_with_texts_are_salted(tmp_path: Path) -> None:
    with sp.open(tmp_path / "sales.db") as book:
        fill(book)
        assert all('"salt"' not in event.to_json() for event in book.events())
    assert b'"salt"' in (tmp_path / "sales.db").read_bytes()


def test_it_is_refused_where_it_could_be_taken_back(tmp_path: Path) -> None:
    with sp.open(tmp_path / "sales.db") as book:
        jane = fill(book)
        with book.transaction(), pytest.raises(sp.InvalidStateError):
            book.erase_person(jane, at=NOW)
        with pytest.raises(sp.UnsupportedError):
            book.as_actor("ann").erase_person(jane, at=NOW)
        assert [contact.name for contact in book.contacts] == ["Jane Doe"]
