"""What an import of somebody else's files prints, and what it leaves beside the book."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import salespipe
from salespipe.cli.import_target import target_book
from salespipe.cli.output import console, print_json
from salespipe.cli.progress import phase
from salespipe.errors import BadRow, Error, Place, TableError
from salespipe.importing.findings import FileReport
from salespipe.importing.result import ImportResult
from salespipe.report.terminal import print_diagnostics
from salespipe.report.text import visible
from salespipe.tables.text import counted

_SHOWN = 10
_COLUMNS = ("file", "table", "line", "row", "column", "value", "reason", "code")
#: What is as it should be and simply not the book's business: counted, not listed one by one.
_EXPECTED = frozenset(
    {"unknown_address", "internal", "automatic", "cancelled", "declined", "later", "deleted"}
)


@dataclass(frozen=True)
class Into:
    """Where an import goes, and how strictly."""

    book: Path
    timezone: str | None
    rejects: Path | None
    strict: bool
    dry_run: bool
    as_json: bool

    def run(self, perform: Callable[[salespipe.Book], ImportResult]) -> None:
        """Import and print. With ``strict`` anything unread leaves the book as it was."""
        is_new = not self.book.exists()
        with target_book(self.book, self.timezone, dry_run=self.dry_run) as book:
            phase("reading the files into the book")
            result = perform(book)
            if self.rejects is not None:
                write_rejects(self.rejects, result.files)
            bad = _unexpected(result)
            if self.strict and bad:
                raise _refused(bad)
        document = {
            "book": str(self.book),
            "new": is_new,
            "dry_run": self.dry_run,
            **result.to_dict(),
        }
        if self.as_json:
            print_json(document)
        else:
            _print(document, result)


def _unexpected(result: ImportResult) -> list[tuple[FileReport, BadRow]]:
    return [(file, bad) for file in result.files for bad in file.bad if bad.code not in _EXPECTED]


def write_rejects(path: Path, files: Sequence[FileReport]) -> None:
    """Every value and row that could not be read, as CSV."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(_COLUMNS)
        for file in files:
            for bad in file.bad:
                writer.writerow(
                    (file.file, file.table, bad.line or "", bad.row or "", bad.column, bad.value,
                     bad.reason, bad.code)
                )  # fmt: skip


def _refused(bad: list[tuple[FileReport, BadRow]]) -> Error:
    first = bad[0][0]
    return TableError(
        f"with --strict nothing is imported while {counted(len(bad), 'value')} cannot be read",
        code="schema_violation",
        problem="bad_rows",
        place=Place(file=first.file),
        rows=[one for file, one in bad if file is first],
    )


def _of(name: str, count: int) -> str:
    """The kind of what was imported, as a word for so many."""
    word = name.replace("_", " ")
    if count != 1:
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def _print(document: dict[str, Any], result: ImportResult) -> None:
    out = console()
    done = "nothing was written (dry run); it would be" if document["dry_run"] else "imported"
    counts = ", ".join(
        f"{count:,} {_of(name, count)}" for name, count in result.imported.items() if count
    )
    out.print(f"{result.title}, {done}: {counts or 'nothing new'}")
    made = "a new book" if document["new"] else "added to it"
    out.print(visible(f"book: {document['book']} ({made})"), markup=False)
    for file in result.files:
        _print_file(out, file)
    if result.diagnostics:
        out.print()
        print_diagnostics([item.to_dict() for item in result.diagnostics], out)
    bad = _unexpected(result)
    if bad:
        out.print()
        found = counted(len(bad), "value")
        out.print(f"could not be read: {found} (--rejects FILE lists all that was left out)")
        for file, one in bad[:_SHOWN]:
            value = f" {one.value!r}:" if one.value else ""
            where = one.where(Path(file.file).name)
            out.print(visible(f"  {where}:{value} {one.reason}"), markup=False)
        if len(bad) > _SHOWN:
            out.print(f"  ... and {len(bad) - _SHOWN:,} more")


def _print_file(out: Any, file: FileReport) -> None:
    name = Path(file.file).name
    if not file.table:
        out.print(visible(f"{name}: not known, {file.rows:,} rows left out"), markup=False)
        return
    left = f", {file.left_out:,} left out" if file.left_out else ""
    out.print(visible(f"{name}: {file.table}, {file.rows:,} rows{left}"), markup=False)
    columns = ", ".join(f"{field} from '{column}'" for field, column in file.columns.items())
    if columns:
        out.print(visible(f"  {columns}"), markup=False)
    for what, names in (
        ("kept as custom fields", file.custom_fields),
        ("no place in a book for", list(file.not_kept)),
    ):
        if names:
            listed = ", ".join(f"'{one}'" for one in names)
            out.print(visible(f"  {what}: {listed}"), markup=False)
