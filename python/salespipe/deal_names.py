"""What the deals of prepared data are called: the engine knows them by their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from salespipe.errors import InvalidStateError

if TYPE_CHECKING:
    from salespipe._core import Pipeline
    from salespipe.book import Book

#: Rows of the data -> ``id`` of each deal, and ``name`` where it has one.
DealNames: TypeAlias = Callable[[Sequence[int]], list[dict[str, str]]]


def table_names(opportunities: pa.Table) -> DealNames:
    """Of a canonical table, whose rows are those of the data."""
    kept = opportunities.select(
        [name for name in ("id", "name") if name in opportunities.column_names]
    )

    def names(rows: Sequence[int]) -> list[dict[str, str]]:
        found = kept.take(pa.array(rows, pa.int64())).to_pylist()
        return [{key: str(text) for key, text in row.items() if text} for row in found]

    return names


def book_names(book: Book, pipelines: Sequence[Pipeline]) -> DealNames:
    """Of a book, whose deals are read in the order of their creation, those of ``pipelines`` where
    it names some. Raises InvalidStateError once the book has gone on: rows could be others."""
    version = book.last_sequence
    chosen = {pipeline.id for pipeline in pipelines}

    def names(rows: Sequence[int]) -> list[dict[str, str]]:
        if not rows:
            return []
        if book.last_sequence != version:
            raise InvalidStateError("the book has changed since; prepare it again")
        ids = book._core.opportunity_ids()
        if chosen:
            ids = [id_ for id_ in ids if book._core.opportunity(id_).pipeline in chosen]
        return [{"id": ids[row], "name": book._core.opportunity(ids[row]).name} for row in rows]

    return names
