"""``salespipe erase``: what is personal about a contact, out of a book for good."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import salespipe
from salespipe.cli import options as o
from salespipe.cli.books import open_existing
from salespipe.cli.output import console, print_json
from salespipe.cli.progress import phase
from salespipe.errors import AmbiguousError, NotFoundError, Place
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe erase sales.db --contact eve@acme.example --yes

  salespipe erase sales.jsonl --contact Eve --reason "asked on paper" --yes

Name, address and what was noted go, in every file of the book; ids, times, amounts and every
figure stay. It cannot be undone. Backups and exports that were made before are yours to erase."""


def erase(
    path: o.BookArgument,
    contact: Annotated[
        str, typer.Option(metavar="PERSON", help="The contact: id, e-mail address, or name.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Yes, for good: nothing undoes it.")] = False,
    reason: Annotated[str, typer.Option(help="Kept with the event; no name in it.")] = "",
    actor: Annotated[str, typer.Option(help="Who erases.")] = "",
    as_json: o.Json = False,
    today: o.Today = None,
) -> None:
    """Take what is personal about a contact out of a book, for good."""
    with open_existing(path, None) as book:
        person = _find(book, contact, path)
        if not yes:
            raise typer.BadParameter(
                f"contact {person} would be erased for good; say --yes if it is meant",
                param_hint="--yes",
            )
        phase("erasing and writing the book anew")
        erased = book.erase_person(person, at=o.now(today), reason=reason, actor=actor)
        if erased:
            book.save()
    if as_json:
        print_json({"contact": person, "erased": erased})
        return
    said = "erased" if erased else "nothing was left to erase"
    console().print(visible(f"{person}: {said}"), markup=False)


def _find(book: salespipe.Book, name: str, path: Path) -> str:
    """The id of the contact with that id, else of the only one with that address or name."""
    contacts = book._core.contacts()
    if any(one.id == name for one in contacts):
        return name
    found = [one.id for one in contacts if name in (one.name, one.email)]
    if not found:
        # The name is not repeated: what is said of a person may be kept in a log.
        raise NotFoundError(
            "the book has no contact with that id, e-mail address or name",
            place=Place(file=str(path)),
        )
    if len(found) > 1:
        raise AmbiguousError(
            f"{len(found)} contacts are called so; name one by its id: {', '.join(found[:10])}",
            place=Place(file=str(path)),
        )
    return found[0]
