"""``salespipe import`` of mail, calendars and logs: what they are is told by what is in them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from cli_command import Run

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "import.schema.json"

PIPEDRIVE = Path(__file__).resolve().parents[1] / "crm" / "pipedrive"
MAIL = """From nobody
From: al@alpha.example
To: ann@us.example
Date: Tue, 5 Mar 2024 10:00:00 +0000
Message-ID: <1@x>
Subject: Hello

From nobody
From: x@other.example
To: ann@us.example
Date: Tue, 5 Mar 2024 10:00:00 +0000
Message-ID: <2@x>

"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
DTSTART:20240305T100000Z
ATTENDEE:mailto:bea@beta.example
END:VEVENT
END:VCALENDAR
"""
CALLS = """Call ID,Call Time,Direction,Contact Email,Duration
1,2024-03-05 10:00:00,Inbound,al@alpha.example,120
"""


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "sales.db"
    assert run("import", PIPEDRIVE, "--into", path).code == 0
    return path


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [("inbox", MAIL, "mail"), ("team", CALENDAR, "calendar"), ("calls.csv", CALLS, "calls")],
)
def test_each_kind_is_recognised_and_comes_in_once(
    run: Run, book: Path, tmp_path: Path, name: str, text: str, source: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    arguments = ["import", path, "--into", book, "--own", "ann@us.example", "--json"]
    first = run(*arguments).document
    jsonschema.validate(first, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (first["source"], first["imported"]) == (source, {"interactions": 1})
    assert run(*arguments).document["imported"] == {"interactions": 0}


def test_what_is_not_ours_is_counted_and_in_the_rejects(
    run: Run, book: Path, tmp_path: Path
) -> None:
    path, rejects = tmp_path / "inbox.mbox", tmp_path / "rejects.csv"
    path.write_text(MAIL, encoding="utf-8")
    result = run("import", path, "--into", book, "--own", "@us.example", "--rejects", rejects)
    assert result.code == 0, result.err
    assert "Mail, imported: 1 interaction\n" in result.out
    assert "1 mail with nobody whom the book knows" in result.out
    assert "could not be read" not in result.out
    assert "x@other.example" in rejects.read_text(encoding="utf-8")


def test_a_domain_may_be_told(run: Run, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_text(MAIL, encoding="utf-8")
    arguments = ["import", path, "--into", book, "--own", "ann@us.example", "--json"]
    document = run(*arguments, "--domain", "other.example=Gamma Inc").document
    assert document["imported"] == {"interactions": 2}
    assert run(*arguments, "--domain", "other.example").code == 2
    assert run(*arguments, "--domain", "other.example=Nobody").code == 13


def test_mail_without_an_own_address_is_refused(run: Run, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_text(MAIL, encoding="utf-8")
    result = run("import", path, "--into", book)
    assert result.code == 11
    assert "--own ann@us.example" in result.err


def test_one_kind_at_a_time(run: Run, book: Path, tmp_path: Path) -> None:
    for name, text in (("inbox.mbox", MAIL), ("team.ics", CALENDAR)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = run("import", tmp_path / "inbox.mbox", tmp_path / "team.ics", "--into", book)
    assert result.code == 2
    assert "one kind" in result.err
