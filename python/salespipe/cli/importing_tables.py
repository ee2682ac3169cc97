"""``salespipe import`` of tables of deals, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import salespipe
from salespipe.cli.import_target import target_book
from salespipe.cli.inputs import TableOptions, Tables, read_tables
from salespipe.cli.new_pipeline import new_pipeline
from salespipe.cli.output import console, print_json
from salespipe.cli.progress import phase
from salespipe.diagnostics import Diagnostic
from salespipe.errors import AmbiguousError, NotFoundError, Place
from salespipe.report.terminal import print_diagnostics
from salespipe.report.text import visible
from salespipe.tables import TableImport

_DEFAULT_PIPELINE = "Sales"
#: Columns that have a meaning of their own; the others are kept as custom fields.
_MEANT = frozenset(
    {
        "id", "name", "stage", "created", "closed", "expected_close", "value", "currency",
        "owner", "account", "source", "product", "pipeline", "lost_reason",
    }
)  # fmt: skip
#: Columns that figures over a table know and a book has no place for.
_NOT_KEPT = ("annual_value", "recorded_at")


def run(
    files: Sequence[Path],
    options: TableOptions,
    into: Path,
    *,
    at: datetime,
    pipeline: str | None,
    timezone: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import and print: any bad row leaves the book as it was."""
    read = [read_tables(file, options) for file in files]
    is_new = not into.exists()
    counts: dict[str, int] = {}
    with target_book(into, timezone, dry_run=dry_run) as book:
        for tables in read:
            phase("bringing the deals into the book")
            target = _pipeline_for(book, tables, pipeline, into)
            for name, count in book.import_table(
                tables.opportunities,
                pipeline=target,
                at=at,
                history=tables.history,
                interactions=tables.interactions,
            ).items():
                counts[name] = counts.get(name, 0) + count
    result = _result(read, into, counts, is_new=is_new, dry_run=dry_run)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _pipeline_for(
    book: salespipe.Book, tables: Tables, name: str | None, into: Path
) -> salespipe.Pipeline:
    """Where the deals of a table go. A book without pipelines gets those that the table needs."""
    deals = tables.opportunities
    if not book.pipelines:
        column = "pipeline" in deals.opportunities.column_names
        named = deals.opportunities.column("pipeline").unique().to_pylist() if column else []
        wanted = sorted({text for text in named if text} | ({name} if name else set()))
        if tables.definition is not None and not wanted[1:]:
            book.add_pipeline(tables.definition)
        else:
            for each in wanted or [_DEFAULT_PIPELINE]:
                book.add_pipeline(new_pipeline(each, deals, tables.notes))
    pipelines = book.pipelines
    if name is None:
        if len(pipelines) == 1 or "pipeline" in deals.opportunities.column_names:
            return pipelines[0]
        known = ", ".join(f"'{one.name}'" for one in pipelines)
        raise AmbiguousError(
            f"the book has several pipelines ({known}); choose one with --pipeline",
            place=Place(file=str(into)),
        )
    for one in pipelines:
        if name in (one.name, one.id):
            return one
    known = ", ".join(f"'{one.name}'" for one in pipelines)
    raise NotFoundError(
        f"the book has no pipeline '{name}'; it has {known}", place=Place(file=str(into))
    )


def _not_kept(deals: TableImport) -> list[Diagnostic]:
    """What a book cannot take over must be said."""
    found = []
    for name in _NOT_KEPT:
        if name not in deals.opportunities.column_names:
            continue
        column = deals.opportunities[name]
        found.append(
            Diagnostic(
                "warning",
                "column_not_kept",
                f"the column '{deals.mapping.get(name, name)}' ({name}) is not kept: a book has no "
                "place for it; figures that need it must be asked of the table",
                len(column) - column.null_count,
                {"column": name},
            )
        )
    return found


def _result(
    read: Sequence[Tables], into: Path, counts: dict[str, int], *, is_new: bool, dry_run: bool
) -> dict[str, Any]:
    files, diagnostics = [], []
    for tables in read:
        deals = tables.opportunities
        known = _MEANT.union(_NOT_KEPT)
        custom = [name for name in deals.opportunities.column_names if name not in known]
        files.append(
            {
                "file": deals.source_name,
                "columns": dict(deals.mapping),
                "custom_fields": custom,
                "stages": [str(stage) for stage in deals.stages],
                "currency": deals.currency,
            }
        )
        found = [*tables.notes, *deals.diagnostics, *_not_kept(deals)]
        found += tables.history.diagnostics if tables.history else []
        found += tables.interactions.diagnostics if tables.interactions else []
        diagnostics += [item.to_dict() for item in found]
    return {
        "book": str(into),
        "new": is_new,
        "dry_run": dry_run,
        "imported": counts,
        "files": files,
        "diagnostics": diagnostics,
    }


def _print(result: dict[str, Any]) -> None:
    out = console()
    made = "a new book" if result["new"] else "added to it"
    done = "nothing was written (dry run); it would be" if result["dry_run"] else "imported"
    counts = ", ".join(f"{count:,} {name}" for name, count in result["imported"].items() if count)
    out.print(f"{done}: {counts or 'nothing'}")
    out.print(f"book: {visible(result['book'])} ({made})", markup=False)
    for file in result["files"]:
        columns = ", ".join(
            field if field == column else f"{field} from '{column}'"
            for field, column in file["columns"].items()
        )
        out.print(visible(f"{file['file']}: {columns}"), markup=False)
        if file["custom_fields"]:
            kept = ", ".join(f"'{name}'" for name in file["custom_fields"])
            out.print(visible(f"  kept as custom fields: {kept}"), markup=False)
    if result["diagnostics"]:
        out.print()
        print_diagnostics(result["diagnostics"], out)
