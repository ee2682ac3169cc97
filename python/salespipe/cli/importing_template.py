"""``salespipe import`` of a filled template: all of it, or nothing and every bad cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer

from salespipe.cli.import_target import target_book
from salespipe.cli.output import console, print_json
from salespipe.errors import Place, UnsupportedError
from salespipe.report.terminal import print_diagnostics
from salespipe.report.text import visible
from salespipe.template.into_book import import_content
from salespipe.template.reading import is_template, read_template


def is_one(files: Sequence[Path]) -> bool:
    """Whether the file is a template; several are never taken for one."""
    return len(files) == 1 and is_template(files[0])


def run(
    files: Sequence[Path],
    into: Path,
    *,
    at: datetime,
    timezone: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    if len(files) != 1:
        raise typer.BadParameter("give one template at a time", param_hint="FILE")
    file = files[0]
    if not is_template(file):
        raise UnsupportedError(
            "is no template of salespipe; `salespipe template FILE` writes one",
            place=Place(file=str(file)),
        )
    content = read_template(file)
    is_new = not into.exists()
    with target_book(into, timezone, dry_run=dry_run) as book:
        done = import_content(book, content, at=at, source=file)
    told = [found.to_dict() for found in done.diagnostics]
    document = {
        "book": str(into),
        "new": is_new,
        "dry_run": dry_run,
        "source": "template",
        "imported": done.imported,
        "files": [],
        "diagnostics": told,
    }
    if as_json:
        print_json(document)
        return
    out = console()
    counts = ", ".join(f"{many:,} {what}" for what, many in done.imported.items()) or "nothing new"
    said = "nothing was written (dry run); it would be" if dry_run else "imported"
    out.print(f"{said}: {counts}", markup=False)
    made = "a new book" if is_new else "added to it"
    out.print(f"book: {visible(str(into))} ({made})", markup=False)
    if done.diagnostics:
        out.print()
        print_diagnostics(told, out)
