"""Call logs and tracking events (opens, clicks, visits) from tables into a book."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

import salespipe
from salespipe.activity.addresses import addresses_in
from salespipe.activity.directory import Directory, Party
from salespipe.activity.recording import Interaction, Recorder
from salespipe.errors import InvalidArgumentError, NotFoundError
from salespipe.importing.findings import FileReport
from salespipe.importing.result import ImportResult
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.columns import find_columns, looks_like
from salespipe.tables.dates import check_date_order, read_dates
from salespipe.tables.names import (
    INTERACTION_TYPE_BY_NAME,
    INTERACTION_TYPES,
    OPPORTUNITY_FIELDS,
    Field,
    normal_name,
)
from salespipe.tables.source import RawTable, Source, open_source
from salespipe.tables.text import encode, trimmed

#: What a log may be; what its rows are where no column tells it.
LOGS: dict[str, str] = {"calls": "call", "tracking": "", "interactions": ""}
_TITLES = {"calls": "Call log", "tracking": "Tracking events", "interactions": "Interactions"}
_INBOUND = frozenset({"inbound", "incoming", "in", "received", "missed"})
_OUTBOUND = frozenset({"outbound", "outgoing", "out", "dialed", "placed"})
_LEFT_OUT = {
    "unknown_address": "of nobody whom the book knows",
    "unknown_account": "of an account that the book has not",
    "unknown_deal": "of a deal that the book has not",
    "unknown_type": "of a kind that is no interaction",
    "missing_date": "without a time",
    "unreadable_date": "with a time that cannot be read",
}


def _field(name: str, names: str, *, required: bool = False) -> Field:
    ranks = tuple(frozenset({normal_name(word)}) for word in names.split(","))
    return Field(name, required, ranks)


_FIELDS = (
    _field(
        "at",
        "at, timestamp, time, call time, start time, started at, start, date time, occurred at, "
        "event time, opened at, clicked at, sent at, created at, date, call date",
        required=True,
    ),
    _field("type", "type, event, event type, interaction type, activity type, activity, action"),
    _field("direction", "direction, call direction, call type"),
    _field(
        "email",
        "email, contact email, email address, recipient, recipient email, to email, customer "
        "email, lead email, visitor email, participant email, to",
    ),
    _field("account", "account, account name, company, company name, organization, account id"),
    _field("deal", "opportunity, opportunity id, deal, deal id"),
    _field("owner", "owner, agent, user, rep, sales rep, caller, employee, user name"),
    _field("id", "external id, call id, event id, id, uuid, activity id, interaction id"),
    _field(
        "summary",
        "summary, subject, title, notes, note, outcome, disposition, result, url, link, page, "
        "page url",
    ),
)
_WHO = ("email", "account", "deal")


def log_of(raw: RawTable) -> str | None:
    """Which log a table is, by its columns; None for none, a table of deals among them."""
    names = {normal_name(name) for name in raw.table.column_names}
    if looks_like(raw.table.column_names, OPPORTUNITY_FIELDS, {}):
        return None

    def has(field: str) -> bool:
        return any(rank & names for one in _FIELDS if one.name == field for rank in one.ranks)

    if not has("at") or not any(map(has, _WHO)):
        return None
    marks = {"callid", "calltime", "callduration", "duration", "calldirection", "direction",
             "disposition", "fromnumber", "tonumber", "talktime"}  # fmt: skip
    if len(names & marks) >= 2:
        return "calls"
    return "interactions" if has("type") and _tells_types(raw) else None


def _tells_types(raw: RawTable) -> bool:
    """Whether the column that would be the type names interactions: many a table has a "type"."""
    columns = find_columns(raw, _FIELDS, None)
    texts = encode(raw.table[columns["type"]]).values.to_pylist()
    return any(normal_name(text) in INTERACTION_TYPE_BY_NAME for text in texts if text)


def import_log(
    book: salespipe.Book,
    sources: Source | list[Source],
    *,
    at: datetime,
    kind: str = "interactions",
    mapping: Mapping[str, str] | None = None,
    domains: dict[str, str] | None = None,
    date_order: str | None = None,
) -> ImportResult:
    """Bring call logs or tracking events into ``book``; ``kind`` is one of :data:`LOGS`.

    A row needs a time, and whom it is with: an address, an account by id or name, or a deal by
    its id. ``type`` is one of ``INTERACTION_TYPES`` or a well-known word for one; rows of a call
    log are calls. A time without an offset is in the book's zone. The same rows again change
    nothing: by their ids, or else by all that they say.

    Errors: TableError, InvalidArgumentError. Rows that cannot be used are listed in the result.
    """
    if kind not in LOGS:
        raise InvalidArgumentError(f"'{kind}' is no kind of log; there are {', '.join(LOGS)}")
    check_date_order(date_order)
    listed = sources if isinstance(sources, list) else [sources]
    with book.transaction():
        recorder = Recorder(book, kind, Directory(book, domains or {}), at)
        for source in listed:
            raw = open_source(source, sheet=None, wanted=lambda names: True)
            _read(recorder, raw, kind, mapping, date_order, book.timezone)
        recorder.tell_left_out("row", _LEFT_OUT)
        return recorder.finish(_TITLES[kind])


def _read(
    recorder: Recorder,
    raw: RawTable,
    kind: str,
    mapping: Mapping[str, str] | None,
    date_order: str | None,
    timezone: str,
) -> None:
    report = recorder.open_file(raw.name, kind)
    columns = find_columns(raw, _FIELDS, mapping)
    report.columns = dict(columns)
    report.rows = raw.table.num_rows + len(raw.bad)
    report.bad.extend(raw.bad)
    report.left_out_rows.update(-bad.line for bad in raw.bad)
    texts = {
        field.name: trimmed(raw.table[columns[field.name]]).to_pylist()
        if field.name in columns
        else [None] * raw.table.num_rows
        for field in _FIELDS
    }
    times = _times(raw, columns["at"], date_order, timezone, recorder)
    lines = _Lines(raw, report)
    for row, at in enumerate(times):
        cells = {name: column[row] for name, column in texts.items()}
        problem = None
        type_ = _type(kind, cells["type"])
        if at is None:
            code = "unreadable_date" if cells["at"] else "missing_date"
            problem = ("at", cells["at"], "is no time that can be read", code)
        elif type_ is None:
            known = ", ".join(INTERACTION_TYPES)
            problem = ("type", cells["type"], f"is not one of {known}", "unknown_type")
        if problem is None:
            found = _parties(recorder.directory, cells)
            if isinstance(found, tuple):
                problem = found
        if problem is not None:
            name, value, reason, code = problem
            lines.leave_out(row, columns.get(name, ""), value or "", reason, code)
            continue
        assert at is not None
        assert type_ is not None
        assert isinstance(found, list)
        recorder.record(
            Interaction(
                cells["id"] or _invented(cells),
                type_,
                at,
                found,
                cells["owner"],
                cells["summary"] or "",
                _direction(type_, cells["direction"]),
                cells["deal"],
            )
        )
    lines.finish()


class _Lines:
    """Rows that are left out, their lines looked up together."""

    def __init__(self, raw: RawTable, report: FileReport) -> None:
        self._raw, self._report = raw, report
        self._found: list[tuple[int, str, str, str, str]] = []

    def leave_out(self, row: int, column: str, value: str, reason: str, code: str) -> None:
        self._report.left_out_rows.add(row)
        self._found.append((row, column, value, reason, code))

    def finish(self) -> None:
        lines = self._raw.lines([row for row, *_ in self._found]) if self._found else []
        for line, (row, column, value, reason, code) in zip(lines, self._found, strict=True):
            self._report.bad.append(
                salespipe.errors.BadRow(line, row + 1, column, value, reason, code)
            )


def _times(
    raw: RawTable, column: str, date_order: str | None, timezone: str, recorder: Recorder
) -> list[int | None]:
    cells = read_dates(
        raw, {"at": column}, date_order=date_order, bad=BadRows(),
        diagnostics=recorder.findings.diagnostics,
    )["at"]  # fmt: skip
    if pa.types.is_date(cells.type):
        noon = pa.scalar(12 * 3_600_000_000, pa.duration("us"))
        cells = pc.add(cells.cast(pa.timestamp("us")), noon)
    if cells.type.tz is None:
        cells = pc.assume_timezone(
            cells.cast(pa.timestamp("us")), timezone, ambiguous="earliest", nonexistent="earliest"
        )
    found: list[int | None] = cells.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_pylist()
    return found


def _type(kind: str, text: str | None) -> str | None:
    found = INTERACTION_TYPE_BY_NAME.get(normal_name(text)) if text else None
    return found or LOGS[kind] or None


def _direction(type_: str, text: str | None) -> str:
    word = normal_name(text or "")
    if type_ != "call" or not word:
        return ""
    return "inbound" if word in _INBOUND else "outbound" if word in _OUTBOUND else ""


def _parties(
    directory: Directory, cells: Mapping[str, str | None]
) -> list[Party] | tuple[str, str | None, str, str]:
    """Whom a row is with; or the field, value, reason and code of why nobody knows."""
    deal, account = cells["deal"], cells["account"]
    addresses = addresses_in(cells["email"]) if cells["email"] else []
    known = [party for party in map(directory.find, addresses) if party is not None]
    if deal is not None:
        if not directory.has_deal(deal):
            return ("deal", deal, "the book has no deal of this id", "unknown_deal")
        of = directory.account_of_deal(deal)
        contact = next((one.contact for one in known if one.account == of), None)
        return [Party(of, contact)]
    if account is not None:
        try:
            key = directory.account(account)
        except NotFoundError:
            return ("account", account, "the book has no such account", "unknown_account")
        contact = next((one.contact for one in known if one.account == key), None)
        return [Party(key, contact)]
    if not known:
        return ("email", cells["email"], "nobody whom the book knows", "unknown_address")
    return known


def _invented(cells: Mapping[str, str | None]) -> str:
    """A stable id of a row that has none."""
    text = "\0".join(f"{name}={value or ''}" for name, value in sorted(cells.items()))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
