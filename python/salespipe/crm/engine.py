"""An export of a CRM into a book: recognised, read, and appended whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import salespipe
from salespipe.crm.activities import Activities, tables_of
from salespipe.crm.deals import Deals
from salespipe.crm.people import Accounts, Contacts, Users
from salespipe.crm.pipelines import Pipelines
from salespipe.crm.recognise import Export, recognise
from salespipe.crm.table import CrmTable, Reads
from salespipe.crm.writing import DealWriter
from salespipe.errors import Place, TableError
from salespipe.importing.findings import Findings
from salespipe.importing.journal import Known, Writer, micros_of
from salespipe.importing.result import ImportResult
from salespipe.tables.source import RawTable, Source, first_bytes, open_source
from salespipe.tables.text import counted
from salespipe.tables.xlsx_source import sheets_with_rows

#: Files of a folder that are looked at; others are not tables.
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xlsm"})


def import_crm(
    book: salespipe.Book,
    sources: Source | Sequence[Source],
    *,
    at: datetime,
    crm: str = "auto",
    currency: str | None = None,
    pipeline: str | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    actor: str = "",
) -> ImportResult:
    """Bring the export of a CRM into ``book``: all of it together, or nothing on an error.

    ``sources`` are the files of the export (CSV, Parquet, XLSX), a folder of them, or tables that
    speak Arrow. ``crm``: "salesforce", "hubspot", "pipedrive", "salesflare", or "auto", which goes
    by the columns. ``currency`` is that of amounts whose row names none; ``pipeline`` the name of
    the pipeline where the export names none. ``at`` is the host's now.

    What was imported before is not imported again: the same files change nothing, a later export
    adds what is new. Rows and values that cannot be read are listed in the result, and everything
    else is taken. Errors: TableError (no export that is known, unreadable file, dates with two
    readings), InvalidArgumentError (no currency). Cost: proportional to the rows, and one pass
    over the journal of a book that has one.
    """
    export = recognise(open_sources(sources), crm)
    if export is None:
        raise TableError(
            "the files are no export of a CRM that is known by its columns; name it (--as "
            "salesforce, crm='salesforce' in Python), or import a table of deals",
            code="schema_violation",
            problem="unknown_export",
            place=Place(file=str(sources) if isinstance(sources, (str, os.PathLike)) else ""),
        )
    reads = Reads(book.timezone, date_order, decimal)
    return import_export(
        book, export, at=at, currency=currency, pipeline=pipeline, reads=reads, actor=actor
    )


def open_sources(sources: Source | Sequence[Source]) -> list[RawTable]:
    """The tables of files and folders. A table without rows is left out."""
    listed = [sources] if isinstance(sources, (str, os.PathLike)) else sources
    if not isinstance(listed, Sequence):
        listed = [listed]
    out = []
    for source in _files(listed):
        try:
            out.extend(_tables_in(source))
        except TableError as error:
            if error.problem != "no_rows":
                raise
    if not out:
        raise TableError(
            "there is no table with rows in it (CSV, Parquet or XLSX files)",
            code="not_found",
            problem="no_tables",
            place=Place(file=", ".join(str(source) for source in listed)),
        )
    return out


def _tables_in(source: Source) -> list[RawTable]:
    """The table of a source; of a workbook with several sheets each of them."""
    if isinstance(source, (str, os.PathLike)) and is_workbook(Path(source)):
        name = str(source)
        sheets = sheets_with_rows(Path(source).read_bytes(), name)
        if len(sheets) > 1:
            return [
                replace(
                    open_source(source, sheet=sheet, wanted=lambda names: True),
                    name=f"{name}, sheet '{sheet}'",
                )
                for sheet in sheets
            ]
    return [open_source(source, sheet=None, wanted=lambda names: True)]


def is_workbook(path: Path) -> bool:
    """Whether a file begins as an XLSX workbook does."""
    return path.is_file() and first_bytes(path, 4) == b"PK\x03\x04"


def _files(sources: Iterable[Source]) -> Iterable[Source]:
    for source in sources:
        if isinstance(source, (str, os.PathLike)) and Path(source).is_dir():
            inside = sorted(Path(source).iterdir())
            yield from (path for path in inside if path.suffix.lower() in TABLE_SUFFIXES)
        else:
            yield source


def import_export(
    book: salespipe.Book,
    export: Export,
    *,
    at: datetime,
    currency: str | None,
    pipeline: str | None,
    reads: Reads,
    actor: str = "",
) -> ImportResult:
    """As :func:`import_crm`, of files that are recognised already."""
    findings = Findings()
    with book.transaction():
        run = _Run(book, export, findings, at, currency, pipeline, reads, actor)
        imported = run.all()
    findings.finish()
    title = f"{export.mapping.title} export"
    return ImportResult(export.mapping.crm, title, imported, findings.files, findings.diagnostics)


class _Run:
    """One import, its parts in the order in which they need each other."""

    def __init__(
        self,
        book: salespipe.Book,
        export: Export,
        findings: Findings,
        at: datetime,
        currency: str | None,
        pipeline: str | None,
        reads: Reads,
        actor: str,
    ) -> None:
        mapping = export.mapping
        self.book, self.mapping, self.findings, self.at = book, mapping, findings, at
        self.currency = currency
        self.now = micros_of(at)
        self.known = Known.of(book, mapping.crm)
        self.writer = Writer(book, self.known, at, actor)
        self.users = Users(mapping, findings)
        self.accounts = Accounts(book, mapping, findings, self.users, self.writer, self.now)
        self.contacts = Contacts(mapping, findings, self.accounts, self.writer, self.now)
        self.pipelines = Pipelines(mapping, findings, pipeline)
        self.deals = Deals(
            mapping, findings, self.pipelines, self.users, self.accounts, self.contacts, currency
        )
        self.activities = Activities(mapping, findings, self.users, self.accounts, self.contacts)
        self.tables = []
        for file in export.files:
            if file.spec is None:
                self._pass_over(file.raw)
            else:
                self.tables.append(CrmTable(file.raw, file.spec, mapping, findings, reads))

    def _pass_over(self, raw: RawTable) -> None:
        report = self.findings.add_file(raw, "")
        report.left_out_rows.update(range(raw.table.num_rows))
        self.findings.say(
            "warning",
            "unknown_table",
            f"'{raw.name}' is no table of a {self.mapping.title} export that is known here; "
            f"{counted(raw.table.num_rows, 'row')} left out",
            raw.table.num_rows,
            {"file": raw.name},
        )

    def all(self) -> dict[str, int]:
        before = self.book.last_sequence
        of = self._of
        for table in of("users"):
            self.users.read(table)
        for table in of("accounts"):
            self.accounts.read(table)
        for table in of("contacts"):
            self.contacts.read(table)
        for table in of("pipelines"):
            self.pipelines.read_pipelines(table)
        for table in of("stages"):
            self.pipelines.read_stages(table)
        self._look_at_book()
        rows: dict[int, Any] = {}
        for table in of("deals"):
            self.deals.read(table)
            rows.update(
                (id(deal), table) for deal in self.deals.all.values() if id(deal) not in rows
            )
        for table in of("history"):
            self.deals.read_history(table)
        for table in of("changes"):
            self.deals.read_changes(table)
        for table in of("activities"):
            self.activities.read(table)
        for table in of("links"):
            (self.activities if table.has("activity") else self.deals).link(table)
            table.forgo_others()
        self.pipelines.settle()
        self.writer.flush()
        changed = self.pipelines.put_into(self.book, self.currency, self.at)
        writer = DealWriter(
            self.book, self.mapping, self.findings, self.pipelines, self.deals, self.known,
            self.writer, self.now,
        )  # fmt: skip
        writer.write_all(rows)
        self.activities.write(self.deals, self.known, self.writer, self.now)
        self.writer.flush()
        self.users.tell()
        self.accounts.tell()
        if self.writer.shortened:
            self.findings.say(
                "warning",
                "text_shortened",
                f"texts longer than a book keeps, which end in '…': {self.writer.shortened:,}",
                self.writer.shortened,
            )
        counts = self.writer.counts
        return {
            "pipelines": changed,
            "accounts": counts.get("account_added", 0),
            "contacts": counts.get("contact_added", 0),
            "opportunities": counts.get("opportunity_created", 0),
            "moves": counts.get("stage_entered", 0),
            "tasks": counts.get("task_added", 0),
            "interactions": counts.get("interaction_logged", 0),
            "changed_opportunities": writer.counts.changed,
            "events": self.book.last_sequence - before,
        }

    def _of(self, role: str) -> list[CrmTable]:
        return tables_of(self.tables, role)

    def _look_at_book(self) -> None:
        """Which deals there are already, and where those of this CRM stand."""
        prefix = self.mapping.id_prefix
        currencies = {pipeline.id: pipeline.currency for pipeline in self.book.pipelines}
        for key in self.book._core.opportunity_ids():
            deal = self.book._core.opportunity(key)
            self.deals.book_accounts[key] = deal.account or None
            if key not in self.known.deals or not deal.pipeline.startswith(prefix):
                continue
            base = deal.pipeline.rpartition("-")[0]
            is_split = len(deal.pipeline) - len(base) == 4 and base in currencies
            self.deals.in_book[key] = (
                (base if is_split else deal.pipeline).removeprefix(prefix),
                deal.stage,
                currencies[deal.pipeline],
            )
