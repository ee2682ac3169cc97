"""``salespipe import`` of the export of a CRM, and what is printed about it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from salespipe.cli.import_target import target_book
from salespipe.cli.output import console, print_json
from salespipe.crm.engine import CrmImport, import_export, open_sources
from salespipe.crm.findings import FileReport
from salespipe.crm.recognise import Export, recognise
from salespipe.crm.table import Reads
from salespipe.errors import Error, Place, TableError
from salespipe.report.terminal import print_diagnostics
from salespipe.report.text import visible

_SHOWN = 10
_COLUMNS = ("file", "table", "line", "row", "column", "value", "reason", "code")


def find_export(files: Sequence[Path], kind: str) -> Export | None:
    """The export that the files are. With "auto", None when they are none: then they are a table,
    whose own reader also tells what is wrong with an unreadable file."""
    if kind != "auto":
        return recognise(open_sources(list(files)), kind)
    try:
        return recognise(open_sources(list(files)))
    except TableError as error:
        if error.problem == "ambiguous_export" or any(file.is_dir() for file in files):
            raise
        return None


def run(
    export: Export,
    into: Path,
    *,
    at: datetime,
    reads: Reads,
    currency: str | None,
    pipeline: str | None,
    rejects: Path | None,
    strict: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import and print. With ``strict`` anything unread leaves the book as it was."""
    is_new = not into.exists()
    with target_book(into, reads.timezone, dry_run=dry_run) as book:
        result = import_export(
            book, export, at=at, currency=currency, pipeline=pipeline, reads=reads
        )
        if rejects is not None:
            write_rejects(rejects, result.files)
        if strict and result.unread:
            raise _refused(result)
    document = {"book": str(into), "new": is_new, "dry_run": dry_run, **result.to_dict()}
    if as_json:
        print_json(document)
    else:
        _print(document, result)


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


def _refused(result: CrmImport) -> Error:
    bad = [(file, one) for file in result.files for one in file.bad]
    first = bad[0][0]
    return TableError(
        f"{len(bad):,} values could not be read and --strict was given; nothing was imported",
        code="schema_violation",
        problem="bad_rows",
        place=Place(file=first.file),
        rows=[one for file, one in bad if file is first],
    )


def _print(document: dict[str, Any], result: CrmImport) -> None:
    out = console()
    done = "nothing was written (dry run); it would be" if document["dry_run"] else "imported"
    counts = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in result.imported.items() if count
    )
    out.print(f"{result.title} export, {done}: {counts or 'nothing new'}")
    made = "a new book" if document["new"] else "added to it"
    out.print(visible(f"book: {document['book']} ({made})"), markup=False)
    for file in result.files:
        _print_file(out, file)
    if result.diagnostics:
        out.print()
        print_diagnostics([item.to_dict() for item in result.diagnostics], out)
    bad = [(file, one) for file in result.files for one in file.bad]
    if bad:
        out.print()
        out.print(f"{len(bad):,} values could not be read (--rejects FILE lists them all):")
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
    out.print(visible(f"  {columns}"), markup=False)
    for what, names in (
        ("kept as custom fields", file.custom_fields),
        ("no place in a book for", list(file.not_kept)),
    ):
        if names:
            listed = ", ".join(f"'{one}'" for one in names)
            out.print(visible(f"  {what}: {listed}"), markup=False)
