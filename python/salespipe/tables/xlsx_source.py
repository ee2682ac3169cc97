"""XLSX workbooks, through openpyxl's streaming reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import pyarrow as pa

from salespipe.diagnostics import Diagnostic
from salespipe.errors import BadRow, Place, TableError, UnsupportedError
from salespipe.tables.source import RawTable, check_column_count, check_column_names

#: What a workbook may unpack to, all its parts together.
MAX_UNPACKED_BYTES = 256 << 20
MAX_PARTS = 10_000

Cell = str | int | float | bool | datetime | date | time | None
Row = tuple[Cell, ...]


def read_xlsx(
    data: bytes,
    name: str,
    *,
    sheet: str | None,
    wanted: Callable[[Sequence[str]], bool],
) -> RawTable:
    """One sheet of a workbook: the named one, else the only one whose header looks ``wanted``.

    Numbers and dates keep their types; a column of mixed types becomes text. Formulas give the
    result that was stored with them; one without a stored result is a bad row.
    Errors: TableError for what is no workbook, too large when unpacked, without such a sheet or
    ambiguous between several; UnsupportedError when openpyxl is not installed.
    """
    place = Place(file=name)
    formulas = _check_archive(data, place)
    with closing(_load(data, place, values=True)) as book:
        title = _choose_sheet(book, sheet, wanted, place)
        names, rows, numbers = _read_sheet(_rows(book, title, place), name, place)
    bad: tuple[BadRow, ...] = ()
    if formulas:
        with closing(_load(data, place, values=False)) as book:
            bad = tuple(_unsolved(_rows(book, title, place), names, rows, numbers))
    columns = {column: _column([row[at] for row in rows]) for at, column in enumerate(names)}
    table = pa.table(columns)
    diagnostics = (
        [
            Diagnostic(
                "info", "sheet_chosen", f"read from the sheet '{title}'", where={"sheet": title}
            )
        ]
        if sheet is None and len(_visible(book)) > 1
        else []
    )

    def lines(wanted_rows: Sequence[int]) -> list[int]:
        return [numbers[row] for row in wanted_rows]

    return RawTable(table, name, lines, bad, tuple(diagnostics), midnight_is_date=True)


def sheets_with_rows(data: bytes, name: str) -> list[str]:
    """The visible sheets of a workbook that have a header and a row below it, in their order.

    Errors: as :func:`read_xlsx`.
    """
    place = Place(file=name)
    _check_archive(data, place)
    with closing(_load(data, place, values=True)) as book:
        return [title for title in _visible(book) if _has_rows(book[title])]


def _has_rows(sheet: Any) -> bool:
    filled = (row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row))
    return len(list(islice(filled, 2))) == 2


def _check_archive(data: bytes, place: Place) -> bool:
    """Refuse what must not be unpacked; say whether a sheet has formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if total > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
                raise TableError(
                    f"the workbook unpacks to {total >> 20:,} MiB in {len(parts):,} parts; the "
                    f"limit is {MAX_UNPACKED_BYTES >> 20} MiB in {MAX_PARTS:,}. Save the sheet as "
                    "CSV or Parquet",
                    code="unsupported",
                    problem="workbook_too_large",
                    place=place,
                )
            if "xl/workbook.xml" not in archive.namelist():
                raise TableError(
                    "a zip archive that is not an XLSX workbook; unpack it, or save the sheet as "
                    ".xlsx",
                    problem="not_xlsx",
                    place=place,
                )
            formulas = False
            for part in parts:
                if not part.filename.lower().endswith((".xml", ".rels")):
                    continue
                text = archive.read(part)
                if b"<!DOCTYPE" in text[:4096].replace(b"\0", b""):
                    raise TableError(
                        f"the part {part.filename} declares a document type, which no workbook "
                        "needs; save the file again with a spreadsheet program",
                        code="unsupported",
                        problem="workbook_with_doctype",
                        place=place,
                    )
                if part.filename.startswith("xl/worksheets/"):
                    formulas = formulas or b"<f>" in text or b"<f " in text
            return formulas
    except TableError:
        raise
    except Exception as error:  # zipfile lets errors of every kind through
        raise _not_xlsx(place, error) from None


def _not_xlsx(place: Place, error: Exception) -> TableError:
    return TableError(
        f"not a readable XLSX workbook ({error}); save it again as .xlsx",
        problem="not_xlsx",
        place=place,
    )


def _load(data: bytes, place: Place, *, values: bool) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UnsupportedError(
            "reading XLSX needs openpyxl: pip install 'salespipe[xlsx]'", place=place
        ) from None
    try:
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False
        )
    except Exception as error:  # openpyxl lets errors of every kind through
        raise _not_xlsx(place, error) from None


def _visible(book: Any) -> list[str]:
    return [
        sheet.title for sheet in book.worksheets if getattr(sheet, "sheet_state", "") == "visible"
    ]


def _choose_sheet(
    book: Any, wanted_title: str | None, wanted: Callable[[Sequence[str]], bool], place: Place
) -> str:
    titles = [sheet.title for sheet in book.worksheets]
    listed = ", ".join(f"'{title}'" for title in titles[:40])
    if wanted_title is not None:
        if wanted_title in titles:
            return wanted_title
        raise TableError(
            f"there is no sheet '{wanted_title}'; the sheets are: {listed}",
            code="not_found",
            problem="sheet_not_found",
            place=place,
        )
    visible = _visible(book)
    if len(visible) == 1:
        return visible[0]
    fitting = []
    for title in visible:
        header = next(_filled(_rows(book, title, place)), None)
        if header is not None and wanted([_text(cell) for cell in header[1]]):
            fitting.append(title)
    if len(fitting) == 1:
        return fitting[0]
    raise TableError(
        f"the workbook has {len(visible)} sheets, of which {len(fitting)} look like this table; "
        f"choose with --sheet (sheet= in Python): {listed}",
        code="ambiguous",
        problem="ambiguous_sheet",
        place=place,
    )


def _rows(book: Any, title: str, place: Place) -> Iterator[Row]:
    sheet = book[title]
    sheet.reset_dimensions()  # what the file says about its size may be wrong
    try:
        yield from sheet.iter_rows(values_only=True)
    except TableError:
        raise
    except Exception as error:  # broken XML, dates out of range...
        raise _not_xlsx(place, error) from None


def _filled(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """The rows that have any cell filled, with their numbers in the sheet."""
    for number, row in enumerate(rows, start=1):
        if any(cell is not None and cell != "" for cell in row):
            yield number, row


def _read_sheet(
    rows: Iterable[Row], name: str, place: Place
) -> tuple[list[str], list[Row], list[int]]:
    """The header, the filled rows behind it, as wide as the header, and their numbers."""
    filled = _filled(rows)
    header = next(filled, None)
    if header is None:
        raise TableError("the sheet is empty", problem="empty_file", place=place)
    number, cells = header
    width = max(at for at, cell in enumerate(cells, start=1) if cell is not None)
    check_column_count(width, name)
    names = [_text(cell).strip() for cell in cells[:width]]
    names = [column or f"column_{at}" for at, column in enumerate(names, start=1)]
    check_column_names(names, name, number)
    read: list[Row] = []
    numbers: list[int] = []
    for number, cells in filled:
        if any(cell is not None for cell in cells[width:]):
            raise TableError(
                f"the row has {len(cells)} cells, the header has {width}; give every column a name",
                code="schema_violation",
                problem="field_count",
                place=Place(file=name, line=number),
            )
        read.append((*cells[:width], *(None,) * (width - len(cells))))
        numbers.append(number)
    if not read:
        raise TableError("the sheet has a header but no rows", problem="no_rows", place=place)
    return names, read, numbers


def _unsolved(
    formulas: Iterable[Row], names: Sequence[str], rows: Sequence[Row], numbers: Sequence[int]
) -> Iterator[BadRow]:
    """Cells with a formula whose result is not stored in the file."""
    row_at = {number: at for at, number in enumerate(numbers)}
    for number, cells in enumerate(formulas, start=1):
        at = row_at.get(number)
        for column, cell in enumerate(cells[: len(names)]):
            is_formula = (isinstance(cell, str) and cell.startswith("=")) or type(
                cell
            ).__name__ in ("ArrayFormula", "DataTableFormula")
            if is_formula and (at is None or rows[at][column] is None):
                yield BadRow(
                    number,
                    0 if at is None else at + 1,
                    names[column],
                    str(cell),
                    "the formula has no stored result; open the workbook and save it",
                    "formula_without_result",
                )


def _column(cells: Sequence[Cell]) -> pa.ChunkedArray:
    """Cells of one type as that type; of mixed types as text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {datetime, date} and kinds:
        stamps = [
            datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a civil date has no zone
            if isinstance(cell, date) and not isinstance(cell, datetime)
            else cell
            for cell in cells
        ]
        return pa.chunked_array([pa.array(stamps, pa.timestamp("us"))])
    if kinds == {int} and all(cell is None or -(2**63) <= cell < 2**63 for cell in cells):  # type: ignore[operator]
        return pa.chunked_array([pa.array(cells, pa.int64())])
    if kinds and kinds <= {int, float}:
        floats = [None if cell is None else float(cell) for cell in cells]  # type: ignore[arg-type]
        return pa.chunked_array([pa.array(floats, pa.float64())])
    texts = [None if cell is None else _text(cell) for cell in cells]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
