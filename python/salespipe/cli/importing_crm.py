"""``salespipe import`` of the export of a CRM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from salespipe.activity.logs import log_of
from salespipe.cli.import_output import Into
from salespipe.cli.progress import phase
from salespipe.crm.engine import import_export, open_sources
from salespipe.crm.recognise import Export, recognise
from salespipe.crm.table import Reads
from salespipe.errors import TableError


def find(files: Sequence[Path], kind: str) -> Export | str | None:
    """The export that the files are, or the kind of log. With "auto", None when they are neither:
    then they are tables of deals, whose own reader also tells what is wrong with a file."""
    phase("looking at the files")
    if kind != "auto":
        return recognise(open_sources(list(files)), kind)
    try:
        tables = open_sources(list(files))
        export = recognise(tables)
        if export is not None:
            return export
        logs = {log_of(table) for table in tables}
        return logs.pop() if len(logs) == 1 else None
    except TableError as error:
        if error.problem == "ambiguous_export" or any(file.is_dir() for file in files):
            raise
        return None


def run(
    export: Export,
    into: Into,
    *,
    at: datetime,
    reads: Reads,
    currency: str | None,
    pipeline: str | None,
) -> None:
    into.run(
        lambda book: import_export(
            book, export, at=at, currency=currency, pipeline=pipeline, reads=reads
        )
    )
