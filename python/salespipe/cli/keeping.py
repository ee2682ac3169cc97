"""``salespipe verify``, ``export`` and ``backup``: a book's file looked after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import salespipe
from salespipe.cli import options as o
from salespipe.cli.books import open_existing
from salespipe.cli.failures import exit_code
from salespipe.cli.output import console, print_json
from salespipe.cli.progress import phase
from salespipe.errors import AlreadyExistsError, CorruptError, NotFoundError, Place
from salespipe.report.text import visible

VERIFY_EXAMPLES = """Examples:

  salespipe verify sales.db

  salespipe verify sales.db --json

Reads everything and changes nothing. The head of a database is the checksum of the whole journal:
note it elsewhere, and a file that somebody has written anew will show."""

EXPORT_EXAMPLES = """Examples:

  salespipe export sales.db --into sales.jsonl

  salespipe export sales.jsonl --into sales.db

Every event goes out, with all it says; either file gives the same book."""

BACKUP_EXAMPLES = """Examples:

  salespipe backup sales.db --into sales-2026-07-01.db

Others may go on writing meanwhile. Do not copy the file of a book that is in use by other means."""

Book = Annotated[Path, typer.Argument(metavar="BOOK", help="A book: .db or .jsonl.")]


def verify(book: Book, as_json: o.Json = False) -> None:
    """Check the file of a book: its pages, each event, and that each follows from the others."""
    if not book.exists():
        raise NotFoundError("no such file or folder", place=Place(file=str(book)))
    phase(f"checking every page and every event of {book.name}")
    found = salespipe.verify(book)
    head = found.head if found.head.strip("0") else None  # JSON Lines are not chained
    if as_json:
        damages = [
            {"event": one.sequence or None, "line": one.line or None, "what": one.what}
            for one in found.damages
        ]
        # What is not known is left out, as everywhere.
        damages = [{name: of for name, of in one.items() if of is not None} for one in damages]
        document = {"book": str(book), "whole": found.is_whole, "events": found.events}
        if head is not None:
            document["head"] = head
        print_json({**document, "damages": damages})
    else:
        out = console()
        for one in found.damages:
            where = f"event {one.sequence}" if one.sequence else ""
            where = f"line {one.line}" if one.line else where
            out.print(visible(f"{where}: {one.what}" if where else one.what), markup=False)
        if found.is_whole:
            out.print(f"{found.events:,} events, all as they were written")
            if head is not None:
                out.print(f"head {head}")
        else:
            out.print(f"{len(found.damages):,} damages; restore a backup")
    if not found.is_whole:
        raise typer.Exit(exit_code(CorruptError("damaged")))


def export(
    book: Book,
    into: Annotated[Path, typer.Option(metavar="FILE", help="A new file: .jsonl or .db.")],
    as_json: o.Json = False,
) -> None:
    """Write all events of a book into a new file of the other kind, or of the same."""
    if into.exists():
        raise AlreadyExistsError(
            "there is such a file already; name another one", place=Place(file=str(into))
        )
    with open_existing(book, None) as source:
        phase(f"writing {into.name}")
        source.save(into)
        _print_written(into, source.last_sequence, as_json=as_json)


def backup(
    book: Book,
    into: Annotated[Path, typer.Option(metavar="FILE", help="A new file, .db.")],
    as_json: o.Json = False,
) -> None:
    """Copy a book in a database while others go on writing."""
    with open_existing(book, None) as source:
        phase(f"copying into {into.name}")
        source.backup(into)
    phase(f"checking {into.name}")
    # What the copy holds, not the book: others may have gone on meanwhile.
    _print_written(into, salespipe.verify(into).events, as_json=as_json)


def _print_written(into: Path, events: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(into), "events": events})
    else:
        console().print(visible(f"wrote {into}: {events:,} events"), markup=False)
