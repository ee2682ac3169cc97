"""``salespipe verify``, ``export`` and ``backup``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run

CORRUPT, EXISTS, NOT_FOUND = 22, 14, 13
NOW = datetime(2026, 7, 1, tzinfo=timezone.utc)


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.db"
    sp.simulate.write(path, opportunities=30, seed=3)
    return path


@pytest.fixture
def stranger(sales: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(sales, isolation_level=None)) as connection:
        yield connection


def test_a_whole_book_has_its_head_told(run: Run, sales: Path) -> None:
    document = run("verify", sales, "--json").document
    with sp.open(sales) as book:
        assert document["events"] == book.last_sequence
    assert document["whole"] is True
    assert document["damages"] == []
    assert document["head"] in run("verify", sales).out


def test_a_changed_event_is_named(run: Run, sales: Path, stranger: sqlite3.Connection) -> None:
    stranger.execute(
        "UPDATE events SET line = replace(line, '\"EUR\"', '\"USD\"') WHERE sequence = 1"
    )
    shown = run("verify", sales)
    assert shown.code == CORRUPT
    assert "event 1: its line or its hash was changed" in shown.out
    refused = run("report", sales)
    assert refused.code == CORRUPT
    assert "event 1 was changed" in refused.err
    told = run("verify", sales, "--json")
    assert told.code == CORRUPT
    assert json.loads(told.out)["damages"][0]["event"] == 1


def test_a_book_goes_to_json_lines_and_back(run: Run, sales: Path, tmp_path: Path) -> None:
    lines, again = tmp_path / "out.jsonl", tmp_path / "again.db"
    assert run("export", sales, "--into", lines).code == 0
    assert run("export", lines, "--into", again).code == 0
    assert "head" not in run("verify", lines, "--json").document
    assert "head" not in run("verify", lines).out
    heads = [run("verify", path, "--json").document["head"] for path in (sales, again)]
    assert heads[0] != heads[1], "each database salts its lines anew"
    with sp.open(sales) as one, sp.open(again) as other:
        assert one.state_json() == other.state_json() == sp.open(lines).state_json()
    assert run("export", sales, "--into", lines).code == EXISTS


def test_a_backup_is_taken_while_the_book_is_written_to(
    run: Run, sales: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with sp.open(sales) as book, book.transaction():
        before = book.last_sequence
        next(book.deals).rename("Renamed", at=NOW)
        assert run("backup", sales, "--into", copy).code == 0
    with sp.open(copy) as backup:
        assert backup.last_sequence == before
    assert run("verify", copy).code == 0
    assert run("backup", sales, "--into", copy).code == EXISTS


def test_what_is_not_there_cannot_be_verified(run: Run, tmp_path: Path) -> None:
    assert run("verify", tmp_path / "nowhere.db").code == NOT_FOUND
