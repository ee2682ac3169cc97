"""Parquet files."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from salespipe.errors import Place, TableError
from salespipe.tables.source import RawTable, check_column_count, typed_table


def read_parquet(data: bytes, name: str) -> RawTable:
    """The table in the bytes of a Parquet file; TableError when they are none or damaged."""
    place = Place(file=name)
    try:
        file = pq.ParquetFile(pa.BufferReader(pa.py_buffer(data)))
        check_column_count(file.metadata.num_columns, name)
        table = file.read()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(
            f"not a readable Parquet file: {str(error).splitlines()[0].strip()}",
            problem="not_parquet",
            place=place,
        ) from None
    if table.num_rows == 0:
        raise TableError("the file has no rows", problem="no_rows", place=place)
    return typed_table(table, name, is_file=True)
