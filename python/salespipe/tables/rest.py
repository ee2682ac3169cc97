"""What readers do to every table: empty rows, dimensions, columns that are no field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.tables.source import RawTable
from salespipe.tables.text import any_true, count_true, counted, encode, has_text_form, trimmed


def drop_empty_rows(raw: RawTable, key: str, diagnostics: list[Diagnostic]) -> RawTable:
    """The table without rows in which every cell is empty; ``key`` is a column that rows need."""
    empty = _is_empty(raw.table[key])
    if not any_true(empty):
        return raw
    for column in raw.table.column_names:
        if column != key:
            empty = pc.and_(empty, _is_empty(raw.table[column]))
    count = count_true(empty)
    if not count:
        return raw
    diagnostics.append(
        Diagnostic(
            "info", "empty_rows", counted(count, "row", "without any cell filled, left out"), count
        )
    )
    kept = pc.indices_nonzero(pc.invert(empty))

    def lines(rows: Sequence[int]) -> list[int]:
        return raw.lines(kept.take(pa.array(rows, pa.int64())).to_pylist())

    return replace(raw, table=raw.table.take(kept), lines=lines)


def _is_empty(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = cells.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        blank = pc.equal(pc.utf8_trim_whitespace(cells), "").fill_null(True)
        return pc.or_(cells.is_null(), blank)
    return cells.is_null()


def read_dimension(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A dimension as dictionary<int32, utf8>; empty cells are null."""
    return encode(cells).dictionary()


def add_custom_dimensions(
    raw: RawTable,
    used: Collection[str],
    reserved: Collection[str],
    arrays: dict[str, pa.ChunkedArray],
    diagnostics: list[Diagnostic],
) -> None:
    """Every column that is no field, as utf8 under its own name; columns whose cells have no text
    form (lists, structs, bytes) are left out and reported."""
    for column in raw.table.column_names:
        if column in used:
            continue
        cells = raw.table[column]
        if not has_text_form(cells.type):
            diagnostics.append(
                Diagnostic(
                    "info",
                    "column_skipped",
                    f"'{column}' holds {cells.type} and is left out",
                    where={"column": column},
                )
            )
            continue
        name = column
        while name in arrays or name in reserved:
            name += "_"
        if name != column:
            diagnostics.append(
                Diagnostic(
                    "info",
                    "column_renamed",
                    f"the column '{column}' is not the field of that name and is kept as '{name}'",
                    where={"column": column, "name": name},
                )
            )
        arrays[name] = trimmed(cells)


def missing_cells(
    cells: pa.ChunkedArray, code: str, what: str, column: str, diagnostics: list[Diagnostic]
) -> None:
    """Report how many rows have no value in a dimension."""
    if cells.null_count:
        diagnostics.append(
            Diagnostic(
                "info",
                code,
                counted(cells.null_count, "row", f"without {what} ('{column}'), kept"),
                cells.null_count,
                {"column": column},
            )
        )


def null_words(column: str, rows: int) -> Diagnostic:
    """The finding that cells of a column of dates or amounts say "nothing" in words."""
    what = f"of '{column}' with a word for 'nothing' (such as NULL or N/A), read as empty"
    return Diagnostic("info", "null_word", counted(rows, "cell", what), rows, {"column": column})
