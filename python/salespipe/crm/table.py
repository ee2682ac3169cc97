"""One table of an export: its columns by field, read as texts, moments, days, amounts or flags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.crm.mapping import CrmMapping, TableSpec
from salespipe.importing.findings import FileReport, Findings
from salespipe.importing.journal import event_id
from salespipe.tables.amounts import Reading, open_numbers, read_numbers
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.date_columns import typed_dates
from salespipe.tables.dates import read_dates
from salespipe.tables.names import normal_name
from salespipe.tables.source import RawTable
from salespipe.tables.text import has_text_form, trimmed

_TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0", "won", "done", "completed", "closed"})
_EPOCH_DAY_MICROS = 86_400_000_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - counted in whole days only
#: The most decimals of a number that is no amount of money: a probability, a place in an order.
_DIGITS = 6

Text = str | None


@dataclass(frozen=True)
class Reads:
    """How the caller wants tables to be read."""

    timezone: str
    date_order: str | None = None
    decimal: str | None = None


class Moments:
    """Microseconds since 1970 in UTC for each row, None where there is nothing; which are days."""

    def __init__(self, micros: list[int | None], *, are_days: bool) -> None:
        self.micros = micros
        self.are_days = are_days

    def __getitem__(self, row: int) -> int | None:
        return self.micros[row]


class CrmTable:
    """A recognised file. Columns are read when they are asked for, and once."""

    def __init__(
        self, raw: RawTable, spec: TableSpec, mapping: CrmMapping, findings: Findings, reads: Reads
    ) -> None:
        self.raw = raw
        self.spec = spec
        self.mapping = mapping
        self.findings = findings
        self.reads = reads
        self.report: FileReport = findings.add_file(raw, spec.name)
        self.report.columns = self._find_columns()
        self._texts: dict[str, list[Text]] = {}
        self._read_dates: dict[str, pa.ChunkedArray] = {}

    def __len__(self) -> int:
        return int(self.raw.table.num_rows)

    def has(self, field: str) -> bool:
        return field in self.report.columns

    def column(self, field: str) -> str:
        """The name of the column that a field is in; "" where there is none."""
        return self.report.columns.get(field, "")

    def _find_columns(self) -> dict[str, str]:
        by_name: dict[str, str] = {}
        for column in self.raw.table.column_names:
            by_name.setdefault(normal_name(column), column)
        chosen: dict[str, str] = {}
        taken: set[str] = set()
        for field, names in self.spec.columns.items():
            for name in names:
                if name in by_name and by_name[name] not in taken:
                    chosen[field] = by_name[name]
                    taken.add(by_name[name])
                    break
        return chosen

    @cached_property
    def others(self) -> list[str]:
        """Columns that are no field and no book-keeping of the copying."""
        used = set(self.report.columns.values())
        technical = tuple(normal_name(name) for name in self.mapping.technical)
        return [
            column
            for column in self.raw.table.column_names
            if column not in used
            and not normal_name(column).startswith(technical)
            and has_text_form(self.raw.table[column].type)
        ]

    def texts(self, field: str) -> list[Text]:
        """Trimmed texts; None is an empty cell. A field without a column is empty everywhere."""
        column = self.column(field)
        return self.texts_of(column) if column else [None] * len(self)

    def texts_of(self, column: str) -> list[Text]:
        if column not in self._texts:
            self._texts[column] = trimmed(self.raw.table[column]).to_pylist()
        return self._texts[column]

    def flags(self, field: str) -> list[bool | None]:
        """True, False, or None where nothing is written."""
        return [None if text is None else text.lower() in _TRUE for text in self.texts(field)]

    def ids(self, field: str) -> list[Text]:
        """Ids as the book has them: with the prefix of the CRM, Salesforce's with 18 characters."""
        form = self.mapping.option("id_form")
        separator = self.mapping.option("id_separator")
        prefix = self.mapping.id_prefix
        out: list[Text] = []
        for text in self.texts(field):
            if text is None:
                out.append(None)
                continue
            if separator and separator in text:  # several, the first of them the primary one
                text = text.partition(separator)[0].strip() or text
            if form == "salesforce":
                text = eighteen(text)
            out.append(event_id(prefix + (text[:-2] if text.endswith(".0") else text)))
        return out

    def moments(self, field: str) -> Moments:
        """Points in time. A time without an offset is UTC, as the CRMs' interfaces give them; a
        date without a time is noon of that day in the book's zone (docs/decisions/0004)."""
        if not self.has(field):
            return Moments([None] * len(self), are_days=False)
        cells = self._dates(field)
        if pa.types.is_date(cells.type):
            noon = _Noon(self.reads.timezone)
            days = cells.cast(pa.int32()).to_pylist()
            micros = [None if day is None else noon.of(day) for day in days]
            return Moments(micros, are_days=True)
        kind = pa.timestamp("us", tz="UTC") if cells.type.tz else pa.timestamp("us")
        return Moments(cells.cast(kind).cast(pa.int64()).to_pylist(), are_days=False)

    def days(self, field: str) -> list[Text]:
        """Days as ISO texts. A time of day is left away: CRMs keep days of the office here."""
        if not self.has(field):
            return [None] * len(self)
        cells = self._dates(field)
        if not pa.types.is_date(cells.type):
            cells = pc.floor_temporal(cells, unit="day").cast(pa.date32(), safe=False)
        return [None if day is None else day.isoformat() for day in cells.to_pylist()]

    def _dates(self, field: str) -> pa.ChunkedArray:
        """Dates or times, read once: what cannot be read is told once."""
        column = self.column(field)
        if column not in self._read_dates:
            self._read_dates[column] = self._read(field, column)
        return self._read_dates[column]

    def _read(self, field: str, column: str) -> pa.ChunkedArray:
        epoch = _epoch_times(self.raw.table[column])
        if epoch is not None:
            return epoch
        bad = BadRows()
        found: list = []  # type: ignore[type-arg]
        if typed_dates(self.raw.table[column], midnight_is_date=False) is None:
            found = self.findings.diagnostics
        cells = read_dates(
            self.raw,
            {field: column},
            date_order=self.reads.date_order,
            bad=bad,
            diagnostics=found,
        )[field]
        self._take(bad)
        return cells

    def amounts(self, field: str, digits: int = _DIGITS) -> list[Decimal | None]:
        """Exact amounts with up to so many decimals."""
        column = self.column(field)
        if not column:
            return [None] * len(self)
        bad = BadRows()
        opened = open_numbers(self.raw, column, self.findings.diagnostics)
        read = read_numbers(
            self.raw,
            column,
            opened,
            Reading("an amount", True, digits),
            decimal=self.reads.decimal,  # type: ignore[arg-type]
            bad=bad,
            diagnostics=self.findings.diagnostics,
        )
        self._take(bad)
        values: list[Decimal | None] = read.to_pylist()
        return values

    def unread(self, row: int, field: str, value: str, reason: str, code: str) -> None:
        """A value that could not be used; the rest of its row is."""
        self.findings.bad(
            self.report, row, self.column(field), value, reason, code, is_left_out=False
        )

    def leave_out(self, row: int, field: str, value: str, reason: str, code: str) -> None:
        """A row that could not be used."""
        self.findings.bad(
            self.report, row, self.column(field), value, reason, code, is_left_out=True
        )

    def keep_others(self) -> Iterator[tuple[str, list[Text]]]:
        """The columns that are kept as custom fields, those with no text at all left away."""
        for column in self.others:
            cells = self.texts_of(column)
            if any(cell is not None for cell in cells):
                self.report.custom_fields.append(column)
                yield column, cells

    def forgo_others(self) -> None:
        """Tell the columns that a book has no place for."""
        for column in self.others:
            cells = self.raw.table[column]
            filled = len(cells) - trimmed(cells).null_count
            if filled:
                self.report.not_kept[column] = filled

    def _take(self, bad: BadRows) -> None:
        for row, column, value, reason, code in bad.found():
            self.findings.bad(self.report, row, column, value, reason, code, is_left_out=False)


class _Noon:
    """Noon of days in a zone, each asked for once."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        self._known: dict[int, int] = {}

    def of(self, day: int) -> int:
        found = self._known.get(day)
        if found is None:
            wall = (_EPOCH + timedelta(days=day, hours=12)).replace(tzinfo=self._zone)
            offset = wall.utcoffset() or timedelta()
            found = day * _EPOCH_DAY_MICROS + _EPOCH_DAY_MICROS // 2
            found -= offset // timedelta(microseconds=1)
            self._known[day] = found
        return found


def _epoch_times(cells: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Milliseconds since 1970 (13 digits), as HubSpot's interface gives them; None: it is not."""
    if pa.types.is_temporal(cells.type):
        return None
    texts = trimmed(cells).drop_null()
    if not len(texts) or not pc.all(pc.match_substring_regex(texts, "^[0-9]{13}$")).as_py():
        return None
    millis = trimmed(cells).cast(pa.int64())
    return pc.multiply(millis, 1000).cast(pa.timestamp("us"))


def eighteen(text: str) -> str:
    """A Salesforce id with its check letters: exports of reports leave them away. The letters say
    for each five characters which are capitals."""
    if len(text) != 15 or not text.isascii() or not text.isalnum():
        return text
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    check = ""
    for start in (0, 5, 10):
        part = text[start : start + 5]
        check += letters[sum(1 << at for at, char in enumerate(part) if char.isupper())]
    return text + check
