"""What commands about a book share: opening it, and finding a deal in it."""

from __future__ import annotations

from pathlib import Path

import salespipe
from salespipe.cli.inputs import is_book
from salespipe.cli.progress import phase
from salespipe.errors import AmbiguousError, NotFoundError, Place, UnsupportedError


def open_existing(path: Path, timezone: str | None, actor: str | None = None) -> salespipe.Book:
    """The book at ``path``: it must be there, and be one. With ``actor``, as he has it."""
    if not path.exists():
        raise NotFoundError("no such file or folder", place=Place(file=str(path)))
    if not is_book(path):
        raise UnsupportedError(
            "this is a table, not a book; make a book of it with salespipe import",
            place=Place(file=str(path)),
        )
    phase(f"opening {path.name}")
    book = salespipe.open_book(path, timezone=timezone or "UTC")
    return book if actor is None else book.as_actor(actor)


def find_deal(book: salespipe.Book, name: str, path: Path) -> salespipe.Deal:
    """The deal with that id, else the only one with that name."""
    try:
        return book.deal(name)
    except NotFoundError:
        found = [deal for deal in book.deals if deal.name == name]
    if not found:
        raise NotFoundError(
            f"the book has no deal with the id or name '{name}'", place=Place(file=str(path))
        )
    if len(found) > 1:
        ids = ", ".join(deal.id for deal in found[:10])
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise AmbiguousError(
            f"{len(found)} deals are called '{name}'; name one by its id: {ids}{more}",
            place=Place(file=str(path)),
        )
    return found[0]


def stage_names(book: salespipe.Book) -> dict[str, str]:
    """The names of all stages of the book by their ids."""
    return {stage.id: stage.name for pipeline in book.pipelines for stage in pipeline.stages}
