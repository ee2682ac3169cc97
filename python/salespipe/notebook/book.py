"""A book in a notebook: its pipelines, and how many deals stand in their stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salespipe.notebook.frame import bar, frame, table
from salespipe.report.markup import Child, Markup, tag

if TYPE_CHECKING:
    from salespipe._core import Pipeline
    from salespipe.book import Book

#: A board lists every deal: past this many it would take longer than a look is worth.
_COUNTED_AT_MOST = 20_000
_PIPELINES_AT_MOST = 8


def book_html(book: Book) -> str:
    where = book.path.name if book.path else "in memory"
    said = (
        f"{where} · {len(book):,} deals · {book.last_sequence:,} events · days of {book.timezone}"
    )
    pipelines = book.pipelines
    parts: list[Child] = [tag("p", tag("strong", "Book"), " ", tag("small", said))]
    parts += [_pipeline(book, one) for one in pipelines[:_PIPELINES_AT_MOST]]
    if len(pipelines) > _PIPELINES_AT_MOST:
        parts.append(tag("p", f"and {len(pipelines) - _PIPELINES_AT_MOST} more pipelines"))
    return frame(*parts)


def _pipeline(book: Book, pipeline: Pipeline) -> Markup:
    if len(book) > _COUNTED_AT_MOST:
        names = ", ".join(stage.name for stage in pipeline.stages)
        return tag("p", tag("strong", pipeline.name), f": {names}")
    columns = book.query("board", pipeline=pipeline.id)["columns"]
    counts = [(str(one["stage"]["name"]), len(one["opportunities"])) for one in columns]
    highest = max((count for _, count in counts), default=0) or 1
    rows: list[list[Child]] = [[name, bar(count / highest), f"{count:,}"] for name, count in counts]
    return table(["Stage", "", "Open deals"], rows, caption=f"{pipeline.name}, {pipeline.currency}")
