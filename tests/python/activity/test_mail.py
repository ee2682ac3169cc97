"""Mail into a book: mbox, Maildir, EML; threads, directions, and mail as it really is."""

from __future__ import annotations

import mailbox
from collections import Counter
from pathlib import Path

import pytest
import salespipe
from activity_corpus import NOW, ODD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from salespipe.activity.addresses import addresses_in

OWN = ["ann@us.example=Ann Lee", "@us.example"]


def written(path: Path, *messages: bytes) -> Path:
    """An mbox; its envelope lines tell no date."""
    data = b"".join(b"From nobody\n" + message.rstrip(b"\n") + b"\n\n" for message in messages)
    path.write_bytes(data)
    return path


def mail(key: str, sender: str, to: str, minute: int = 0, **headers: str) -> bytes:
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Date: Tue, 5 Mar 2024 10:{minute:02}:00 +0000",
        f"Message-ID: <{key}>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\n".join(lines).encode() + b"\n\n"


def interactions(book: salespipe.Book) -> list[tuple[str, str, str]]:
    found = book._core.interactions()
    return sorted((one.external_id, one.type, one.account) for one in found)


@pytest.mark.parametrize("name", [name for name, _, _ in ODD])
def test_odd_mail_is_read_or_told(book: salespipe.Book, tmp_path: Path, name: str) -> None:
    [(message, expected)] = [(data, what) for one, data, what in ODD if one == name]
    path = tmp_path / f"{name}.eml"
    path.write_bytes(message)
    result = book.import_mail(path, at=NOW, own=OWN)
    assert (result.files[0].rows, result.imported["interactions"]) == (
        1, 0 if isinstance(expected, str) else 1,
    )  # fmt: skip
    if isinstance(expected, str):
        assert [bad.code for bad in result.files[0].bad] == [expected]
        return
    kind, account, at, subject = expected
    [one] = book._core.interactions()
    assert (one.type, one.account, one.summary) == (kind, account, subject)
    assert f"{one.at:%Y-%m-%dT%H:%M:%SZ}" == at


def test_a_whole_mailbox_of_odd_mail_comes_in_once(book: salespipe.Book, tmp_path: Path) -> None:
    usable = [data for name, data, _ in ODD if name not in ("empty", "not_mail")]
    path = written(tmp_path / "inbox.mbox", *usable)
    result = book.import_mail(path, at=NOW, own=OWN)
    expected = [what for name, _, what in ODD if name not in ("empty", "not_mail")]
    assert result.files[0].rows == len(usable)
    assert result.imported["interactions"] == sum(not isinstance(one, str) for one in expected)
    told = Counter(bad.code for bad in result.files[0].bad)
    assert told == Counter(one for one in expected if isinstance(one, str))
    before, state = book.last_sequence, book.state_json()
    again = book.import_mail(path, at=NOW, own=OWN)
    assert again.imported == {"interactions": 0}
    assert (book.last_sequence, book.state_json()) == (before, state)


def test_mbox_maildir_and_eml_give_the_same(book: salespipe.Book, tmp_path: Path) -> None:
    messages = [mail("1@x", "al@alpha.example", "ann@us.example", Subject="Hi"),
                mail("2@x", "ann@us.example", "bea@beta.example")]  # fmt: skip
    box = written(tmp_path / "a.mbox", *messages)
    maildir = mailbox.Maildir(tmp_path / "maildir")
    for message in messages:
        maildir.add(message)
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, message in enumerate(messages):
        (folder / f"{number}.eml").write_bytes(message)
    first = book.import_mail(box, at=NOW, own=OWN)
    assert first.imported == {"interactions": 2}
    for same in (tmp_path / "maildir", folder):
        assert book.import_mail(same, at=NOW, own=OWN).imported == {"interactions": 0}
    assert [one[1:] for one in interactions(book)] == [
        ("email_in", "alpha"), ("email_out", "beta"),
    ]  # fmt: skip


def test_one_message_in_two_mailboxes_is_one_interaction(
    book: salespipe.Book, tmp_path: Path
) -> None:
    message = mail("1@x", "al@alpha.example", "ann@us.example")
    boxes = [written(tmp_path / "inbox.mbox", message), written(tmp_path / "all.mbox", message)]
    assert book.import_mail(boxes, at=NOW, own=OWN).imported == {"interactions": 1}


def test_a_mail_to_two_accounts_is_one_interaction_for_each(
    book: salespipe.Book, tmp_path: Path
) -> None:
    to = "al@alpha.example, alma@alpha.example, bea@beta.example, x@other.example"
    box = written(tmp_path / "sent.mbox", mail("1@x", "ann@us.example", to))
    book.import_mail(box, at=NOW, own=OWN)
    found = {(one.account, one.contact) for one in book._core.interactions()}
    assert found == {("alpha", "al"), ("beta", "bea")}


def test_a_reply_from_an_unknown_address_belongs_to_its_thread(
    book: salespipe.Book, tmp_path: Path
) -> None:
    box = written(
        tmp_path / "inbox.mbox",
        mail("3@x", "al.private@gmail.com", "ann@us.example", 9, References="<1@x> <2@x>"),
        mail("4@x", "other@gmail.com", "ann@us.example", 8, In_Reply_To="<unrelated@x>"),
        mail("1@x", "ann@us.example", "al@alpha.example", 1),
    )
    result = book.import_mail(box, at=NOW, own=OWN)
    assert [one[1:] for one in interactions(book)] == [
        ("email_out", "alpha"), ("email_in", "alpha"),
    ]  # fmt: skip
    assert [bad.value for bad in result.files[0].bad] == ["other@gmail.com"]


def test_the_deal_is_the_only_one_that_was_open_then(book: salespipe.Book, tmp_path: Path) -> None:
    box = written(
        tmp_path / "inbox.mbox",
        mail("1@x", "al@alpha.example", "ann@us.example"),
        mail("2@x", "bea@beta.example", "ann@us.example"),
    )
    book.import_mail(box, at=NOW, own=OWN)
    deals = {one.account: one.opportunity for one in book._core.interactions()}
    assert deals == {"alpha": "a1", "beta": ""}


def test_owners_and_domains_are_as_they_are_told(book: salespipe.Book, tmp_path: Path) -> None:
    box = written(
        tmp_path / "inbox.mbox",
        mail("1@x", "al@alpha.example", "ann@us.example"),
        mail("2@x", "al@alpha.example", "bob@us.example"),
        mail("3@x", "who@gamma.example", "bob@us.example"),
    )
    book.import_mail(box, at=NOW, own=OWN, domains={"gamma.example": "Gamma"})
    found = sorted((one.account, one.owner) for one in book._core.interactions())
    assert found == [("alpha", "Ann Lee"), ("alpha", "bob@us.example"), ("gamma", "bob@us.example")]


def test_a_domain_of_two_accounts_tells_neither(book: salespipe.Book, tmp_path: Path) -> None:
    import json

    line = {
        "stream": {"kind": "contact", "id": "bo"}, "type": "contact_added", "schema_version": 1,
        "occurred_at": "2024-01-01T08:00:00Z", "recorded_at": "2024-01-01T08:00:00Z",
        "payload": {"name": "Bo", "account": "beta", "email": "bo@alpha.example"},
    }  # fmt: skip
    book._core.append_json_lines(json.dumps(line))
    box = written(
        tmp_path / "inbox.mbox",
        mail("1@x", "new@alpha.example", "ann@us.example"),
        mail("2@x", "bo@alpha.example", "ann@us.example"),
    )
    book.import_mail(box, at=NOW, own=OWN)
    assert [one[2] for one in interactions(book)] == ["beta"]


def test_without_an_own_address_mail_has_no_direction(book: salespipe.Book, tmp_path: Path) -> None:
    box = written(tmp_path / "inbox.mbox", mail("1@x", "al@alpha.example", "ann@us.example"))
    with pytest.raises(salespipe.InvalidArgumentError, match="--own"):
        book.import_mail(box, at=NOW, own=[])
    with pytest.raises(salespipe.InvalidArgumentError, match="no address of yours"):
        book.import_mail(box, at=NOW, own=["ann"])


def test_attachments_are_never_opened(
    book: salespipe.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from email.message import Message

    def opened(*unused: object, **ignored: object) -> None:
        raise AssertionError("a body was opened")

    for name in ("get_payload", "walk"):
        monkeypatch.setattr(Message, name, opened)
    body = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/zip\n"
        b"Content-Transfer-Encoding: base64\n\nUEsDBA==\n--b--\n"
    )
    message = mail("1@x", "al@alpha.example", "ann@us.example").rstrip(b"\n") + b"\n" + body
    path = tmp_path / "one.eml"
    path.write_bytes(message)
    assert book.import_mail(path, at=NOW, own=OWN).imported == {"interactions": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Al <al@alpha.example>", ["al@alpha.example"]),
        ('"P, Al" <al@alpha.example>, bea@beta.example', ["al@alpha.example", "bea@beta.example"]),
        ("AL@ALPHA.EXAMPLE; bea@beta.example", ["al@alpha.example", "bea@beta.example"]),
        ("<al@alpha.example", ["al@alpha.example"]),
        ("al@alpha.example <al@alpha.example>", ["al@alpha.example"]),
        ("team: al@alpha.example, bea@beta.example;", ["al@alpha.example", "bea@beta.example"]),
        ("undisclosed-recipients:;", []),
        ("@", []),
        ("a@b@c", []),
        ("", []),
    ],
)  # fmt: skip
def test_addresses_are_found_in_headers_of_any_form(text: str, expected: list[str]) -> None:
    assert addresses_in(text) == expected


@given(st.lists(st.binary(max_size=200), max_size=5))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_crash_it(book: salespipe.Book, tmp_path: Path, parts: list[bytes]) -> None:
    names = [b"From: ", b"To: ", b"Date: ", b"Subject: ", b"Message-ID: "]
    data = b"".join(name + part + b"\n" for name, part in zip(names, parts, strict=False))
    path = tmp_path / "any.mbox"
    path.write_bytes(b"From x\n" + data + b"\n\nFrom y\n" + data + b"\n")
    result = book.import_mail(path, at=NOW, own=OWN)
    rows = result.files[0].rows
    assert rows == result.files[0].read + len(result.files[0].left_out_rows)
