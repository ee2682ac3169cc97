"""A book in a database file: kept as soon as it is changed, shared by processes, safe beside
Python's own sqlite3."""

from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import apsw
import pytest
import salespipe as sp

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sales.db"


def standard(book: sp.Book) -> sp.Pipeline:
    return book.add_pipeline(sp.Pipeline.standard("New business", currency="EUR"))


def test_a_change_is_kept_without_saving(path: Path) -> None:
    book = sp.open(path)
    assert book.is_stored
    deal = book.create_opportunity(standard(book), "Acme", account="Acme", at=NOW)
    assert deal.move("Contacted", at=NOW).allowed
    with sp.open(path) as again:
        assert again.state_json() == book.state_json()
        assert again.deal(deal.id).stage == "Contacted"


def test_the_ending_jsonl_keeps_its_meaning(tmp_path: Path) -> None:
    book = sp.open(tmp_path / "sales.jsonl")
    standard(book)
    assert not book.is_stored
    assert not (tmp_path / "sales.jsonl").exists()
    book.save()
    assert (tmp_path / "sales.jsonl").read_text().startswith('{"salespipe":"journal"')


def test_a_database_is_opened_whatever_its_name(tmp_path: Path, path: Path) -> None:
    with sp.open(path) as book:
        standard(book)
    path.rename(tmp_path / "sales.jsonl")
    with sp.open(tmp_path / "sales.jsonl") as book:
        assert book.is_stored
        assert len(book.pipelines) == 1


def test_a_transaction_is_kept_whole_or_not_at_all(path: Path) -> None:
    with sp.open(path) as book:
        pipeline = standard(book)

        def create_and_fail() -> None:
            with book.transaction():
                book.create_opportunity(pipeline, "Acme", at=NOW)
                book.deal("nobody")

        with pytest.raises(sp.NotFoundError):
            create_and_fail()
        assert len(book) == 0
        with book.transaction():
            for number in range(100):
                book.create_opportunity(pipeline, f"Deal {number}", at=NOW)
    with sp.open(path) as book:
        assert len(book) == 100


def test_another_process_sees_and_is_seen(path: Path) -> None:
    book = sp.open(path)
    deal = book.create_opportunity(standard(book), "Acme", at=NOW)
    other = f"""
import salespipe as sp
from datetime import datetime, UTC
with sp.open({str(path)!r}) as book:
    book.deal({deal.id!r}).rename("Globex", at=datetime(2026, 7, 2, tzinfo=UTC), actor="bob")
"""
    subprocess.run([sys.executable, "-c", other], check=True)
    assert deal.name == "Acme"
    with pytest.raises(sp.ConflictError, match='renamed by "bob"'):
        deal.rename("Initech", at=NOW, expected_version=1)
    assert deal.name == "Globex"
    assert book.refresh() == 0


def test_another_program_that_closes_the_file_does_not_take_the_log_away(path: Path) -> None:
    """Looking at the file in this process must not drop the locks that keep others from taking
    themselves for the last one."""
    book = sp.open(path)
    deal = book.create_opportunity(standard(book), "Acme", at=NOW)
    sp.open(path)
    assert sp.verify(path).is_whole
    script = (
        f"import sqlite3; c = sqlite3.connect({str(path)!r}); "
        "print(c.execute('SELECT count(*) FROM events').fetchone()[0]); c.close()"
    )
    seen = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert int(seen.stdout) == 2
    assert deal.rename("Acme 2", at=NOW)
    assert book.last_sequence == 3


def test_a_second_copy_of_sqlite_in_the_process_takes_nothing_that_was_acknowledged(
    path: Path,
) -> None:
    """apsw brings a SQLite of its own. When that closes the file, the system drops our locks, and
    it removes the log as the last one there. The next commit must notice and fail."""
    assert apsw.using_amalgamation, "this is to be another copy than Python's and ours"
    book = sp.open(path)
    deal = book.create_opportunity(standard(book), "Acme", at=NOW)
    acknowledged = "Acme"
    kept = 0
    refusals = []
    for number in range(20):
        if number % 2 == 0:
            with closing(apsw.Connection(str(path))) as stranger:
                assert list(stranger.execute("SELECT count(*) FROM events"))
        try:
            deal.rename(f"Acme {number}", at=NOW)
            acknowledged = f"Acme {number}"
            kept += 1
        except sp.IoError as error:
            refusals.append(str(error))
            book.close()
            book = sp.open(path)
            deal = book.deal(deal.id)
        assert deal.name == acknowledged
    assert kept >= 10
    assert all("another copy of SQLite" in refusal for refusal in refusals)
    book.close()
    assert sp.verify(path).is_whole
    assert sp.open(path).deal(deal.id).name == acknowledged


def test_pythons_own_sqlite_beside_it_loses_nothing(path: Path) -> None:
    """A program that opens, reads and closes the file between our commits must not make the
    system drop our locks or the log be removed under us."""
    book = sp.open(path)
    deal = book.create_opportunity(standard(book), "Acme", at=NOW)
    for number in range(20):
        assert deal.rename(f"Acme {number}", at=NOW)
        with closing(sqlite3.connect(path)) as stranger:
            rows = stranger.execute("SELECT count(*) FROM events").fetchone()
        assert rows == (number + 3,)
        sp.open(path).close()  # nor does opening it twice in one process
        assert sp.verify(path).is_whole
    script = f"import salespipe as sp; print(sp.open({str(path)!r}).last_sequence)"
    seen = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert int(seen.stdout) == book.last_sequence == 22
    state = book.state_json()
    book.close()
    with sp.open(path) as again:
        assert again.state_json() == state


def test_a_closed_book_can_be_read_but_not_changed(path: Path) -> None:
    with sp.open(path) as book:
        pipeline = standard(book)
    assert [one.id for one in book.pipelines] == [pipeline.id]
    with pytest.raises(sp.InvalidStateError, match="closed"):
        book.create_opportunity(pipeline, "Acme", at=NOW)


def test_a_book_goes_out_as_json_lines_and_keeps_its_file(tmp_path: Path, path: Path) -> None:
    with sp.open(path) as book:
        book.create_opportunity(standard(book), "Acme", at=NOW)
        assert book.save() == path
        book.save(tmp_path / "out.jsonl")
        assert book.path == path
        assert sp.open(tmp_path / "out.jsonl").state_json() == book.state_json()
        with pytest.raises(sp.AlreadyExistsError, match="such a file already"):
            sp.open(tmp_path / "out.jsonl").save(path)


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as stranger:
        stranger.execute("CREATE TABLE theirs (x)")
    with pytest.raises(sp.SchemaViolationError, match="not a book"):
        sp.open(path)


def test_a_conflict_tells_what_happened_meanwhile_as_data(path: Path) -> None:
    with sp.open(path) as ann, sp.open(path) as bob:
        deal = ann.create_opportunity(standard(ann), "Acme", at=NOW)
        deal.rename("Globex", at=NOW, actor="ann")
        bob.refresh()
        with pytest.raises(sp.ConflictError) as caught:
            bob.deal(deal.id).rename("Initech", at=NOW, expected_version=1)
        assert caught.value.version == 2
        (event,) = caught.value.meanwhile
        assert (event["type"], event["actor"]) == ("renamed", "ann")
        assert pickle.loads(pickle.dumps(caught.value)).meanwhile == [event]


def test_waiting_for_a_writer_lets_other_threads_run(path: Path) -> None:
    """One thread holds the write lock; another waits for it in a command and must not keep the
    interpreter to itself meanwhile, or nobody could end the first one's transaction."""
    ann, bob = sp.open(path), sp.open(path)
    pipeline = standard(ann)
    changes = ann.transaction()
    changes.__enter__()
    waiting = Thread(target=lambda: bob.create_opportunity(pipeline, "Globex", at=NOW))
    waiting.start()
    ann.create_opportunity(pipeline, "Acme", at=NOW)
    changes.__exit__(None, None, None)
    waiting.join(timeout=20)
    assert not waiting.is_alive()
    ann.refresh()
    assert [deal.name for deal in ann.deals] == ["Acme", "Globex"]


def test_messages_leave_with_their_events_and_arrive_at_least_once(path: Path) -> None:
    with sp.open(path) as book:
        with book.transaction():
            standard(book)
            book.outbox.post("welcome/1", "email", '{"to": "ann"}')
        (message,) = book.outbox.lease("worker-1", now=NOW, seconds=60)
        assert (message.key, message.body, message.attempts) == ("welcome/1", '{"to": "ann"}', 1)
        assert book.outbox.lease("worker-2", now=NOW) == []
        assert book.outbox.failed(message, "no answer", again=NOW + timedelta(hours=1))
        (message,) = book.outbox.lease("worker-2", now=NOW + timedelta(hours=2))
        assert message.trouble == "no answer"
        assert book.outbox.delivered(message)
        assert not book.outbox.delivered(message)
        assert book.outbox.waiting() == []
    with pytest.raises(sp.InvalidStateError, match="outbox"):
        sp.Book().outbox.post("welcome/1", "email", "")


def test_watched_figures_follow_what_is_taken_back(path: Path) -> None:
    with sp.open(path) as book:
        pipeline = standard(book)
        watch = book.watch(period="2026", metrics=["created_count"])
        book.create_opportunity(pipeline, "Acme", at=NOW)
        assert watch.report()["created_count"] == 1

        def change_their_mind() -> None:
            with book.transaction():
                book.create_opportunity(pipeline, "Globex", at=NOW)
                assert watch.report()["created_count"] == 2
                raise InterruptedError

        with pytest.raises(InterruptedError):
            change_their_mind()
        book.create_opportunity(pipeline, "Initech", at=NOW)
        assert watch.report()["created_count"] == 2
