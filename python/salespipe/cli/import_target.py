"""The book that an import goes into: opened or made, and kept only when everything went well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import salespipe
from salespipe.cli.inputs import is_book
from salespipe.cli.progress import phase
from salespipe.errors import Place, UnsupportedError


class _DryRun(Exception):  # noqa: N818 - it is no error
    """Ends a transaction whose changes were only to be counted."""


@contextmanager
def target_book(into: Path, timezone: str | None, *, dry_run: bool) -> Iterator[salespipe.Book]:
    """The book in ``into``, or a new one. All changes of the block are kept together when it ends
    well; none of them with ``dry_run`` or after an error."""
    if into.exists() and not is_book(into):
        raise UnsupportedError(
            "is not a book; name another file for a new one", place=Place(file=str(into))
        )
    phase(f"opening {into.name}")
    if into.exists():
        book = salespipe.open_book(into, timezone=timezone or "UTC")
    else:  # its file appears when everything is in it
        book = salespipe.Book(timezone=timezone or "UTC")
    try:
        with book.transaction():
            yield book
            if dry_run:
                raise _DryRun
        phase(f"writing {into.name}")
        into.parent.mkdir(parents=True, exist_ok=True)
        book.save(into)
    except _DryRun:
        pass
    finally:
        book.close()
