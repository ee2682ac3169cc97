"""A book in a PostgreSQL server: the same as one in a file, for Python and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import salespipe as sp
from cli_command import Result, Run
from postgres_server import new_book, running_server
from salespipe.address import BookAddress, book_path
from salespipe.cli import main

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    return new_book(server)


def fill(book: sp.Book) -> sp.Book:
    pipeline = book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"))
    with book.transaction():
        for number in range(40):
            deal = book.create_opportunity(
                pipeline,
                f"Deal {number}",
                account=f"Customer {number % 7}",
                owner=("ann", "bob")[number % 2],
                value=f"{1000 + number} EUR",
                at=NOW + timedelta(hours=number),
            )
            deal.move("Contacted", at=NOW + timedelta(days=2, hours=number))
            if number % 3 == 0:
                deal.lose("Price", at=NOW + timedelta(days=9, hours=number))
            elif number % 3 == 1:
                deal.win(at=NOW + timedelta(days=20, hours=number))
    return book


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: object) -> Result:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run_command


def test_a_book_in_a_server_has_the_figures_of_one_in_a_file(address: str, tmp_path: Path) -> None:
    with sp.open(address) as book, sp.open(tmp_path / "sales.db") as file:
        fill(book)
        fill(file)
        assert book.is_stored
        assert book.path is None
        assert book.state_json() == file.state_json()
        assert book.metrics().to_dict() == file.metrics().to_dict()
        assert repr(book) == f"<Book {address}: 40 deals, {book.last_sequence} events>"
    with sp.open(address) as again, sp.open(tmp_path / "sales.db") as file:
        assert again.state_json() == file.state_json()
        assert again.metrics().to_dict() == file.metrics().to_dict()
        assert sp.verify(address).is_whole
        assert sp.verify(address).events == again.last_sequence


def test_another_host_hears_of_a_change(address: str) -> None:
    book = sp.open(address)
    fill(book)
    other = f"""
import salespipe as sp
with sp.open({address!r}) as book:
    print("ready", flush=True)
    heard = book.wait(60)
    print(heard, book.deal("opportunity-1").name, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", other], stdout=subprocess.PIPE, text=True, env=os.environ
    ) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == "ready\n"
        book.deal("opportunity-1").rename("Globex", at=NOW + timedelta(days=30))
        assert host.stdout.readline() == "1 Globex\n"
    assert book.wait(0.01) == 0


def test_a_thread_that_waits_lets_the_others_run(address: str) -> None:
    first, second = sp.open(address), sp.open(address)
    pipeline = fill(first).pipelines[0]
    with first.transaction():
        waiting = Thread(
            target=lambda: second.create_opportunity(pipeline, "Behind", at=NOW, owner="bob")
        )
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        first.create_opportunity(pipeline, "Before", at=NOW, owner="ann")
    waiting.join(60)
    assert not waiting.is_alive()
    first.refresh()
    assert [deal.name for deal in first.deals][-2:] == ["Before", "Behind"]


def test_a_stale_version_is_a_conflict(address: str) -> None:
    ann, bob = sp.open(address), sp.open(address)
    fill(ann)
    bob.refresh()
    ann.deal("opportunity-1").rename("Globex", at=NOW, actor="ann")
    with pytest.raises(sp.ConflictError, match='renamed by "ann"'):
        bob.deal("opportunity-1").rename("Initech", at=NOW, expected_version=1)


def test_messages_leave_a_server_as_they_leave_a_file(address: str) -> None:
    book = fill(sp.open(address))
    book.outbox.post("welcome/1", "email", "{}\0")
    (message,) = book.outbox.lease("w1", now=NOW, seconds=60)
    assert (message.key, message.body) == ("welcome/1", "{}\0")
    assert not book.outbox.lease("w2", now=NOW, seconds=60)
    assert book.outbox.delivered(message)


def test_a_book_goes_into_a_server_and_out_again(address: str, tmp_path: Path) -> None:
    file = fill(sp.open(tmp_path / "sales.db"))
    assert isinstance(file.save(address), BookAddress)
    with pytest.raises(sp.AlreadyExistsError):
        file.save(address)
    with sp.open(address) as book:
        assert book.state_json() == file.state_json()
        assert os.fspath(book.save(address)) == address  # it is there already
        book.save(tmp_path / "sales.jsonl")
        with pytest.raises(sp.UnsupportedError, match="pg_dump"):
            book.backup(tmp_path / "backup.db")
        with pytest.raises(sp.InvalidStateError):
            book.save()
    assert sp.open(tmp_path / "sales.jsonl").state_json() == file.state_json()


def test_commands_take_an_address_where_they_take_a_file(
    run: Run, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "sales.db"
    for command in ("report", "verify", "audit"):
        assert run(command, address, "--json").error["code"] == "not_found"
    fill(sp.open(file)).close()
    assert run("export", file, "--into", address).code == 0
    assert run("export", file, "--into", address, "--json").error["code"] == "already_exists"
    of_server, of_file = run("report", address, "--json"), run("report", file, "--json")
    assert "won_revenue" in of_file.out
    assert of_server.document == of_file.document
    assert run("audit", address, "--json").document == run("audit", file, "--json").document
    assert run("verify", address, "--json").document["whole"]
    assert run("export", address, "--into", tmp_path / "back.jsonl").code == 0
    assert sp.open(tmp_path / "back.jsonl").state_json() == sp.open(address).state_json()
    backup = run("backup", address, "--into", tmp_path / "backup.db", "--json")
    assert backup.error["code"] == "unsupported"
    assert "pg_dump" in backup.error["message"]


def test_an_import_makes_the_book_of_an_address(run: Run, address: str, tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text(
        "id,name,stage,created,value,currency,owner\n1,Acme,Lead,2026-01-05,1000,EUR,ann\n"
    )
    into = ("--into", address, "--today", "2026-07-01")
    assert run("import", table, *into, "--dry-run").code == 0
    assert run("report", address, "--json").error["code"] == "not_found"
    done = run("import", table, *into)
    assert done.code == 0, done.err
    with sp.open(address) as book:
        assert [deal.name for deal in book.deals] == ["Acme"]


def test_a_password_is_not_shown(run: Run) -> None:
    path = book_path("postgresql://ann:secret@nowhere.invalid/sales#books")
    assert isinstance(path, BookAddress)
    assert str(path) == "postgresql://ann:***@nowhere.invalid/sales#books"
    assert os.fspath(path) == "postgresql://ann:secret@nowhere.invalid/sales#books"
    refused = run("report", os.fspath(path))
    assert refused.code == 21
    assert "secret" not in refused.out + refused.err
    assert book_path("sales.db") == Path("sales.db")
