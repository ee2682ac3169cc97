"""``salespipe simulate``: a believable sales team, to try things on."""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

import salespipe
from salespipe.cli import options as o
from salespipe.cli import progress
from salespipe.cli.output import console, print_json
from salespipe.errors import AlreadyExistsError, Place
from salespipe.report.text import visible

EXAMPLES = """Examples:

  salespipe simulate --opportunities 2000 --seed 1 --months 24 --into team.parquet

  salespipe simulate --opportunities 500 --into team.db

  salespipe report team.parquet --period 2025 --compare previous

The same seed gives the same team on every machine. A table gets its history, interactions and
tasks beside it: team.history.parquet and so on; a book (.db or .jsonl) holds them itself."""


class Format(str, Enum):
    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    db = "db"


def simulate(
    into: Annotated[
        Path, typer.Option(metavar="FILE", help="A .parquet, .csv, .jsonl or .db file.")
    ],
    opportunities: Annotated[int, typer.Option(min=0, help="How many deals.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another team.")] = 1,
    months: Annotated[int, typer.Option(min=1, max=240, help="Length of the span.")] = 24,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day. Default: 2024-01-01.")
    ] = None,
    team_size: Annotated[
        int, typer.Option(min=0, help="Sales people; 0 grows with the deals.")
    ] = 0,
    currency: Annotated[str, typer.Option(metavar="EUR", help="ISO 4217 code.")] = "EUR",
    format_: Annotated[
        Format | None, typer.Option("--format", help="Where the name of FILE does not tell.")
    ] = None,
    as_json: o.Json = False,
) -> None:
    """Write an invented sales team, to try things on."""
    target = _with_suffix(into, format_)
    if target.suffix.lower() in (".jsonl", ".db") and target.exists():
        raise AlreadyExistsError(
            "there is a book already, and a simulated one would replace it; name another file",
            place=Place(file=str(target)),
        )
    began = time.monotonic()
    with progress.counting("simulating", "deals", opportunities) as done:
        written = salespipe.simulate.write(
            target,
            opportunities=opportunities,
            seed=seed,
            months=months,
            start=o.day(start, "--start") if start else None,
            team_size=team_size,
            currency=currency,
            progress=lambda count, _: done(count),
        )
    if as_json:
        print_json({"file": str(target), "rows": written})
        return
    rows = ", ".join(f"{count:,} {name}" for name, count in written.items())
    seconds = time.monotonic() - began
    console().print(f"wrote {visible(str(target))}: {rows} ({seconds:.1f} s)")


def _with_suffix(into: Path, chosen: Format | None) -> Path:
    suffix = into.suffix.lower().lstrip(".")
    known = [known.value for known in Format]
    if chosen is None and suffix in known:
        return into
    if chosen is None:
        raise typer.BadParameter(
            f"'{into.name}': end it in .parquet, .csv, .jsonl or .db, or say --format",
            param_hint="--into",
        )
    if suffix in known and suffix != chosen.value:
        raise typer.BadParameter(
            f"'{into.name}' is not a .{chosen.value} file", param_hint="--format"
        )
    return into if suffix == chosen.value else into.with_name(f"{into.name}.{chosen.value}")
