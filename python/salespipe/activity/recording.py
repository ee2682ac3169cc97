"""Interactions that were read, into a book: each once, whole or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import salespipe
from salespipe.activity.directory import Directory, Party
from salespipe.errors import BadRow
from salespipe.importing.findings import FileReport, Findings
from salespipe.importing.journal import Known, Writer, event_id, micros_of, short_text
from salespipe.importing.result import ImportResult
from salespipe.tables.text import counted

_DIRECTIONS = {
    "email_out": "outbound", "email_in": "inbound", "email_opened": "inbound",
    "link_clicked": "inbound", "web_visit": "inbound",
}  # fmt: skip


@dataclass(slots=True)
class Interaction:
    """What happened with somebody outside. ``key`` is the source's own id of it: of a message, an
    occurrence of a meeting, a call."""

    key: str
    type: str
    at: int
    parties: list[Party]
    owner: str | None = None
    summary: str = ""
    direction: str = ""
    deal: str | None = None


@dataclass
class Recorder:
    """Appends interactions of one source ("mail", "calendar"...) to a book."""

    book: salespipe.Book
    source: str
    directory: Directory
    at: datetime
    findings: Findings = field(default_factory=Findings)

    def __post_init__(self) -> None:
        self.now = micros_of(self.at)
        self._known = Known.of(self.book, self.source)
        self._writer = Writer(self.book, self._known, self.at)
        self.added = 0
        self.known = 0

    def open_file(self, name: str, table: str) -> FileReport:
        report = FileReport(name, table)
        self.findings.files.append(report)
        return report

    def leave_out(
        self, report: FileReport, row: int, column: str, value: str, reason: str, code: str
    ) -> None:
        """An entry (1-based) that is no interaction of the book's, and why."""
        report.left_out_rows.add(row)
        report.bad.append(BadRow(0, row, column, value[:200], reason, code))

    def record(self, one: Interaction) -> None:
        """One interaction for each account that it is with, or for the contact whose account
        nobody knows. A deal of the account that alone was open then gets it too."""
        by_account: dict[str, Party] = {}
        for party in one.parties:
            by_account.setdefault(party.account or party.contact or "", party)
        for key, party in by_account.items():
            external = event_id(self.source, one.key, key)
            if external in self._known.external_ids:
                self.known += 1
                continue
            self._known.external_ids.add(external)
            deal = one.deal or self.directory.deal_at(party.account, one.at)
            payload: dict[str, object] = {
                "type": one.type,
                "direction": one.direction or _DIRECTIONS.get(one.type, "none"),
            }
            for name, value in (
                ("account", party.account),
                ("contact", party.contact),
                ("opportunity", deal),
                ("owner", one.owner and short_text(one.owner)),
                ("external_id", external),
                ("summary", one.summary and self._writer.free(one.summary)),
            ):
                if value:
                    payload[name] = value
            if party.account:
                stream = ("account", party.account)
            elif deal:
                stream = ("opportunity", deal)
            else:
                stream = ("contact", party.contact or "")
            event = event_id(self.source, "interaction", one.key, key)
            self.added += self._writer.add(event, "interaction_logged", stream, one.at, payload)

    def finish(self, title: str) -> ImportResult:
        """What was done; call it within the transaction."""
        self._writer.flush()
        if self.known:
            self.findings.say(
                "info",
                "known_before",
                counted(self.known, "interaction", "in the book already"),
                self.known,
            )
        self.findings.finish()
        imported = {"interactions": self.added}
        return ImportResult(
            self.source, title, imported, self.findings.files, self.findings.diagnostics
        )

    def tell_left_out(self, noun: str, texts: dict[str, str]) -> None:
        """One finding for each code, with how many entries (a "mail", a "row") it is about."""
        counts = Counter(bad.code for file in self.findings.files for bad in file.bad)
        for code, count in counts.items():
            if code in texts:
                self.findings.say("info", code, counted(count, noun, texts[code]), count)
