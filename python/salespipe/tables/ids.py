"""Ids: present and unique."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.tables.bad_rows import BadRows
from salespipe.tables.text import one_chunk, trimmed, true_rows


def read_ids(cells: pa.ChunkedArray, column: str, bad: BadRows) -> pa.ChunkedArray:
    """The column as utf8; rows without an id, and all but the first of equal ids, are bad."""
    ids = trimmed(cells)
    require(ids, column, "the id is missing", "missing_id", bad)
    if pc.count_distinct(ids).as_py() == len(ids) - ids.null_count:
        return ids
    encoded = one_chunk(ids).dictionary_encode().unify_dictionaries()
    first: dict[int, int] = {}
    index = pa.chunked_array([chunk.indices for chunk in encoded.chunks], type=pa.int32())
    for row, at in enumerate(index.to_pylist()):
        if at is not None and first.setdefault(at, row) != row:
            bad.add_pair(
                row,
                first[at],
                column=column,
                value=ids[row].as_py(),
                reason="the same id as {other}",
                code="duplicate_id",
            )
    return ids


def require(cells: pa.ChunkedArray, column: str, reason: str, code: str, bad: BadRows) -> None:
    """Rows in which the cell is empty are bad."""
    if cells.null_count:
        bad.add(true_rows(cells.is_null()), column=column, reason=reason, code=code)
