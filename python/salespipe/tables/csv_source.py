"""CSV files: encoding, delimiter and header settled from the file, every field read as text."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa
import pyarrow.csv as pa_csv

from salespipe.diagnostics import Diagnostic
from salespipe.errors import BadRow, Place, TableError
from salespipe.tables.columns import KNOWN_NAMES
from salespipe.tables.csv_records import Record, count_line_ends, records
from salespipe.tables.names import normal_name
from salespipe.tables.source import RawTable, check_column_count, check_column_names

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 50
_BLOCK_BYTES = 4 << 20
_DECODED_BYTES = 16 << 20
_MAX_BLOCK_BYTES = (1 << 31) - 1


@dataclass(frozen=True)
class _Body:
    """A decoded file: UTF-8 bytes, and where the rows behind the header begin."""

    data: bytes
    delimiter: str
    names: list[str]
    start: int
    line: int


def read_csv(data: bytes, name: str) -> RawTable:
    """The columns of a CSV file as utf8; an empty field is null.

    Errors: TableError for another encoding than UTF-8 or UTF-16 with a byte order mark, for
    binary data, a file without rows, a header with duplicate names, a quote that is never closed.
    Rows with too many or too few fields come back in ``bad``.
    """
    body = _read_header(_to_utf8(data, name), name)
    if not body.data[body.start :].strip():
        raise TableError(
            "the file has a header but no rows",
            problem="no_rows",
            place=Place(file=name),
        )
    if body.data.count(b'"', body.start) % 2:
        _check_quotes(body, name)
    table, misfits = _read_body(body, name)
    bad = _misfit_rows(body) if misfits else ()
    table, diagnostics = _settle_unnamed(table)

    def lines(rows: Sequence[int]) -> list[int]:
        fitting = [record.line for record in _rows(body) if record.fields == len(body.names)]
        return [fitting[row] for row in rows]

    return RawTable(table, name, lines, tuple(bad), tuple(diagnostics))


def _to_utf8(data: bytes, name: str) -> bytes:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise TableError(
            "the file is UTF-32; save it as UTF-8",
            code="unsupported",
            problem="wrong_encoding",
            place=Place(file=name),
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise TableError(
                f"byte {error.start:,} is not valid UTF-16 ({error.reason}); save it as UTF-8",
                problem="wrong_encoding",
                place=Place(file=name),
            ) from None
    data = data.removeprefix(codecs.BOM_UTF8)
    zero = data.find(b"\0")
    if zero >= 0:
        raise TableError(
            f"the file is binary, or UTF-16 without a byte order mark (a zero byte at offset "
            f"{zero:,}); give a CSV in UTF-8, a Parquet or an XLSX file",
            problem="binary_file",
            place=Place(file=name),
        )
    if not data.strip():
        raise TableError("the file is empty", problem="empty_file", place=Place(file=name))
    _check_utf8(data, name)
    return data


def _read_header(data: bytes, name: str) -> _Body:
    start, line, delimiter = 0, 1, ""
    if data[:4].lower() == b"sep=" and data[5:6] in (b"\n", b"\r"):  # Excel's own hint
        delimiter = data[4:5].decode("ascii", "replace")
        start = next(records(data, ",")).next
        line = 2
    delimiter = delimiter or _settle_delimiter(data, name)
    header = next(records(data, delimiter, start, line), None)
    if header is None:
        raise TableError("the file is empty", problem="empty_file", place=Place(file=name))
    check_column_count(header.fields, name)
    if header.unclosed:
        raise _unclosed(header, name)
    names = [
        column.strip() or f"column_{number}"
        for number, column in enumerate(_split(data, header, delimiter, name), start=1)
    ]
    check_column_names(names, name, header.line)
    next_line = header.line + count_line_ends(data, header.start, header.next)
    return _Body(data, delimiter, names, header.next, next_line)


def _split(data: bytes, record: Record, delimiter: str, name: str) -> list[str]:
    text = data[record.start : record.end].decode()
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableError(
            f"the header cannot be read: {error}",
            problem="unreadable_header",
            place=Place(file=name, line=record.line),
        ) from None


def _settle_delimiter(data: bytes, name: str) -> str:
    """The delimiter whose header has the most known names, then the most even records."""

    def score(delimiter: str) -> tuple[int, float, int]:
        sample = list(islice(records(data, delimiter), _SAMPLE_RECORDS))
        width = sample[0].fields if sample else 1
        if width < 2 or width > 100_000:
            return (0, 0.0, width)
        known = sum(
            normal_name(column) in KNOWN_NAMES
            for column in _split(data, sample[0], delimiter, name)
        )
        even = sum(record.fields == width for record in sample) / len(sample)
        return (known, even, width)

    return max(DELIMITERS, key=score)


def _read_body(body: _Body, name: str) -> tuple[pa.Table, int]:
    misfits = 0

    def skip(_row: object) -> str:
        nonlocal misfits
        misfits += 1
        return "skip"

    rows = pa.py_buffer(body.data).slice(body.start)
    block = _BLOCK_BYTES
    while True:
        misfits = 0
        try:
            table = pa_csv.read_csv(
                pa.BufferReader(rows),
                read_options=pa_csv.ReadOptions(column_names=body.names, block_size=block),
                parse_options=pa_csv.ParseOptions(
                    delimiter=body.delimiter,
                    newlines_in_values=body.data.find(b'"', body.start) >= 0,
                    invalid_row_handler=skip,
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types={column: pa.string() for column in body.names},
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid as error:
            message = str(error)
            if "straddling" in message and block < min(rows.size + 1, _MAX_BLOCK_BYTES):
                block = min(max(block * 8, 1), rows.size + 1, _MAX_BLOCK_BYTES)
                continue
            raise TableError(
                f"cannot be read as CSV: {message}",
                problem="unreadable_csv",
                place=Place(file=name),
            ) from None
        return table, misfits


def _rows(body: _Body) -> list[Record]:
    return list(records(body.data, body.delimiter, body.start, body.line))


def _misfit_rows(body: _Body) -> list[BadRow]:
    """The records whose fields do not fit the header; lines of spaces alone are empty lines."""
    width = len(body.names)
    bad = []
    for record in _rows(body):
        if record.fields == width:
            continue
        text = body.data[record.start : record.end].decode()
        if text.strip():
            reason = f"the row has {record.fields:,} fields, the header has {width:,}"
            bad.append(BadRow(record.line, 0, "", text, reason, "field_count"))
    return bad


def _check_quotes(body: _Body, name: str) -> None:
    for record in records(body.data, body.delimiter, body.start, body.line):
        if record.unclosed:
            raise _unclosed(record, name)


def _unclosed(record: Record, name: str) -> TableError:
    return TableError(
        "a quote opened in this row is never closed; close it, or double a quote that is part of "
        'the text ("")',
        problem="unclosed_quote",
        place=Place(file=name, line=record.line),
    )


def _check_utf8(data: bytes, name: str) -> None:
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = 0
    try:
        for start in range(0, len(data), _DECODED_BYTES):
            decoder.decode(data[start : start + _DECODED_BYTES])
        start = len(data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        # The decoder may have kept the first bytes of a character from the block before.
        at = start + error.start - (len(error.object) - len(data[start : start + _DECODED_BYTES]))
        raise TableError(
            f"byte {at:,} (0x{data[at]:02X}) is not UTF-8; the file is likely "
            "Windows-1252 or Latin-1: save it as 'CSV UTF-8', or convert it with "
            "iconv -f WINDOWS-1252 -t UTF-8",
            problem="wrong_encoding",
            place=Place(file=name, line=1 + count_line_ends(data, 0, at)),
        ) from None


def _settle_unnamed(table: pa.Table) -> tuple[pa.Table, list[Diagnostic]]:
    """Drop columns without name and content (a delimiter at the line's end); report the others."""
    diagnostics = []
    for number, column in enumerate(table.column_names, start=1):
        if column != f"column_{number}":
            continue
        if table[column].null_count == table.num_rows:
            table = table.drop_columns([column])
        else:
            diagnostics.append(
                Diagnostic(
                    "info",
                    "column_unnamed",
                    f"column {number} has no name in the header; it is kept as '{column}'",
                    where={"column": column},
                )
            )
    return table, diagnostics
