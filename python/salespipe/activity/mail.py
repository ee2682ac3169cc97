"""Mail (mbox, Maildir, EML) into a book: who wrote to whom, when and about what.

Direction goes by our own addresses; whom a mail is with by the addresses of contacts, then by
domain; a reply from an address that nobody knows by the thread that it answers.
"""

from __future__ import annotations

import hashlib
import mailbox
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

import salespipe
from salespipe.activity.addresses import addresses_in, domain_of
from salespipe.activity.directory import Directory, Own, Party
from salespipe.activity.headers import (
    TOLERANCE,
    decoded,
    message_ids,
    raw_headers,
    sent_at,
)
from salespipe.activity.recording import Interaction, Recorder
from salespipe.activity.threads import Threads
from salespipe.errors import InvalidArgumentError, IoError, NotFoundError, Place
from salespipe.importing.findings import FileReport
from salespipe.importing.journal import micros_of
from salespipe.importing.result import ImportResult
from salespipe.tables.source import first_bytes

_LONGEST_SUBJECT = 300
_LEFT_OUT = {
    "unknown_address": "with nobody whom the book knows by address or domain (--domain "
    "acme.example=Acme tells whose a domain is)",
    "internal": "among ourselves",
    "automatic": "written by a machine (a bounce, an absence note)",
    "unreadable_date": "without a date that can be read",
    "no_sender": "without a sender",
}


@dataclass(slots=True)
class Mail:
    """One message, by its headers."""

    report: FileReport
    row: int
    key: str
    at: int
    sender: str
    recipients: list[str]
    subject: str
    references: list[str] = field(default_factory=list)


def is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def is_mail(path: Path) -> bool:
    """Whether a path is a mailbox or a message, by its name or its first bytes."""
    if path.is_dir():
        return is_maildir(path)
    if path.suffix.lower() in (".mbox", ".eml", ".mbx"):
        return True
    return first_bytes(path, 5) == b"From "


def import_mail(
    book: salespipe.Book,
    sources: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    at: datetime,
    own: Sequence[str],
    domains: dict[str, str] | None = None,
) -> ImportResult:
    """Bring mailboxes into ``book``: mbox files, Maildir folders, EML files, folders of those.

    ``own``: our addresses, as :class:`Own` takes them. ``domains``: domain -> account, where the
    addresses of contacts do not tell. Each mail is one interaction for each account that it is
    with, with its subject and nothing of its body. The same mail again changes nothing, in
    whichever mailbox it is.

    Errors: InvalidArgumentError without an own address, NotFoundError, IoError for a mailbox that
    cannot be opened. Messages that cannot be used are listed in the result.
    """
    ours = Own(own)
    if not ours:
        raise InvalidArgumentError(
            "say which addresses are yours, so that mails have a direction: --own ann@us.example"
        )
    paths = [sources] if isinstance(sources, (str, os.PathLike)) else list(sources)
    with book.transaction():
        recorder = Recorder(book, "mail", Directory(book, domains or {}), at)
        latest = micros_of(at + TOLERANCE)
        mails: dict[str, Mail] = {}
        threads = Threads()
        for path in _boxes(map(Path, paths)):
            report = recorder.open_file(str(path), "mail")
            for message, envelope in _messages(path):
                report.rows += 1
                mail = _read(recorder, report, message, envelope, latest)
                if mail is None:
                    continue
                threads.add(mail.key, mail.references)
                mails.setdefault(mail.key, mail)
            if not report.rows:
                recorder.findings.say(
                    "warning",
                    "no_messages",
                    f"'{path}' holds no message",
                    where={"file": str(path)},
                )
        _record(recorder, ours, list(mails.values()), threads)
        recorder.tell_left_out("mail", _LEFT_OUT)
        return recorder.finish("Mail")


def _boxes(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise NotFoundError("no such file", place=Place(file=str(path)))
        if path.is_dir() and not is_maildir(path):
            inside = sorted(path.rglob("*"))
            folders = [one for one in inside if one.is_dir() and is_maildir(one)]
            yield from folders
            yield from (
                one
                for one in inside
                if one.is_file() and not any(one.is_relative_to(box) for box in folders)
                and is_mail(one)
            )  # fmt: skip
        else:
            yield path


def _messages(path: Path) -> Iterator[tuple[Message, str]]:
    """The headers of each message of a box, and the envelope line where there is one."""
    parser = BytesHeaderParser()
    try:
        if path.is_dir():
            maildir = mailbox.Maildir(path, create=False)
            for key in sorted(maildir.keys()):
                with maildir.get_file(key) as file:
                    yield parser.parsebytes(_head(file.read())), ""
        elif path.suffix.lower() == ".eml":
            yield parser.parsebytes(_head(path.read_bytes())), ""
        else:
            box = mailbox.mbox(path, create=False)
            try:
                for key in box.keys():  # noqa: SIM118 - a mailbox is no mapping
                    data = box.get_bytes(key, from_=True)
                    line, _, rest = data.partition(b"\n")
                    yield parser.parsebytes(_head(rest)), line.decode("ascii", "replace")
            finally:
                box.close()
    except OSError as error:
        raise IoError(f"cannot be read: {error.strerror or error}", place=Place(file=str(path))) \
            from None  # fmt: skip


def _head(data: bytes) -> bytes:
    """The headers alone, with the line ends of one kind."""
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    return data.partition(b"\n\n")[0] + b"\n\n"


def _read(
    recorder: Recorder, report: FileReport, message: Message, envelope: str, latest: int
) -> Mail | None:
    row = report.rows
    headers = raw_headers(message)
    senders = addresses_in(", ".join(headers.get("from") or headers.get("sender") or []))
    if not senders:
        shown = (headers.get("from") or [""])[0]
        recorder.leave_out(report, row, "From", shown, "holds no address", "no_sender")
        return None
    if _is_automatic(headers, senders[0]):
        recorder.leave_out(report, row, "From", senders[0], "was written by a machine", "automatic")
        return None
    at, told = sent_at(headers, envelope, latest)
    if at is None:
        recorder.leave_out(
            report, row, "Date", told,
            "is no date that can be read, nor is there another one" if told else "is missing",
            "unreadable_date",
        )  # fmt: skip
        return None
    recipients = [
        address
        for name in ("to", "cc", "bcc", "resent-to", "apparently-to")
        for text in headers.get(name, ())
        for address in addresses_in(text)
    ]
    subject = " ".join(decoded((headers.get("subject") or [""])[0]).split())[:_LONGEST_SUBJECT]
    ids = message_ids(headers.get("message-id", [])[:1])
    answered = message_ids([*headers.get("references", []), *headers.get("in-reply-to", [])])
    key = ids[0] if ids else _invented(at, senders[0], recipients, subject)
    return Mail(
        report, row, key, at, senders[0], list(dict.fromkeys(recipients)), subject, answered
    )


def _invented(at: int, sender: str, recipients: list[str], subject: str) -> str:
    """A stable id of a mail that has none."""
    text = "\0".join([str(at), sender, *recipients, subject])
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _is_automatic(headers: dict[str, list[str]], sender: str) -> bool:
    told = (headers.get("auto-submitted") or ["no"])[0].partition(";")[0].strip().lower()
    name = sender.partition("@")[0]
    return (
        told not in ("no", "")
        or "x-autoreply" in headers
        or name in ("mailer-daemon", "postmaster")
        or "multipart/report" in (headers.get("content-type") or [""])[0].lower()
    )


def _record(recorder: Recorder, own: Own, mails: list[Mail], threads: Threads) -> None:
    """First what addresses tell, then what threads tell of the rest."""
    open_mails: list[tuple[Mail, list[str]]] = []
    accounts_of_threads: dict[str, set[str]] = {}
    found: list[tuple[Mail, list[Party]]] = []
    for mail in mails:
        outside = _outside(recorder, own, mail)
        if outside is None:
            continue
        parties = [party for party in map(recorder.directory.find, outside) if party is not None]
        if not parties:
            open_mails.append((mail, outside))
            continue
        found.append((mail, parties))
        told = accounts_of_threads.setdefault(threads.root(mail.key), set())
        told.update(party.account for party in parties if party.account)
    unknown: dict[str, int] = {}
    for mail, outside in open_mails:
        accounts = accounts_of_threads.get(threads.root(mail.key), set())
        if len(accounts) == 1:
            found.append((mail, [Party(next(iter(accounts)))]))
            continue
        recorder.leave_out(
            mail.report, mail.row, "From" if not own.has(mail.sender) else "To",
            ", ".join(outside), "nobody whom the book knows", "unknown_address",
        )  # fmt: skip
        for domain in {domain_of(address) for address in outside}:
            unknown[domain] = unknown.get(domain, 0) + 1
    for mail, parties in sorted(found, key=lambda one: (one[0].at, one[0].key)):
        is_out = own.has(mail.sender)
        recorder.record(
            Interaction(
                mail.key,
                "email_out" if is_out else "email_in",
                mail.at,
                parties,
                own.first([mail.sender] if is_out else mail.recipients),
                mail.subject,
            )
        )
    if unknown:
        shown = sorted(unknown.items(), key=lambda one: (-one[1], one[0]))[:5]
        listed = ", ".join(f"{domain} ({count:,})" for domain, count in shown)
        recorder.findings.say(
            "info", "unknown_domains", f"most of the mails with unknown people: {listed}",
            len(unknown),
        )  # fmt: skip


def _outside(recorder: Recorder, own: Own, mail: Mail) -> list[str] | None:
    """The addresses of a mail that are not ours; None: it is among ourselves."""
    outside = mail.recipients if own.has(mail.sender) else [mail.sender]
    outside = [address for address in outside if not own.has(address)]
    if outside:
        return outside
    recorder.leave_out(
        mail.report, mail.row, "To", ", ".join(mail.recipients), "only ourselves", "internal"
    )
    return None
