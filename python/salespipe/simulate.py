"""A believable sales team, for demonstrations, tests and benchmarks.

Everything is invented, and everything follows from the options: the same ``seed`` gives the same
team on every machine. :func:`tables` gives Arrow tables, :func:`write` files of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from salespipe import _core
from salespipe.errors import InvalidArgumentError

#: Deals that are generated and written at a time.
CHUNK = 250_000
TABLES = ("opportunities", "history", "interactions", "tasks")

#: Called with (deals done, deals in all).
Progress = Callable[[int, int], None]


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None: ...
    def close(self) -> None: ...


def tables(
    *,
    opportunities: int,
    seed: int = 1,
    months: int = 24,
    start: date | None = None,
    team_size: int = 0,
    currency: str = "EUR",
) -> dict[str, pa.Table]:
    """The team's ``opportunities``, ``history``, ``interactions`` and ``tasks`` as Arrow tables in
    the canonical schema (docs/tables.md). About 0.6 kB a deal."""
    found = list(
        parts(
            opportunities=opportunities,
            seed=seed,
            months=months,
            start=start,
            team_size=team_size,
            currency=currency,
        )
    )
    return {name: pa.concat_tables([part[name] for part in found]) for name in TABLES}


def parts(
    *,
    opportunities: int,
    seed: int = 1,
    months: int = 24,
    start: date | None = None,
    team_size: int = 0,
    currency: str = "EUR",
) -> Iterator[dict[str, pa.Table]]:
    """The same tables a run of deals at a time, for teams that do not fit the memory whole."""
    world = _world(opportunities, seed, months, start, team_size, currency)
    yield from _parts(world, opportunities)


def write(
    into: str | PathLike[str],
    *,
    opportunities: int,
    seed: int = 1,
    months: int = 24,
    start: date | None = None,
    team_size: int = 0,
    currency: str = "EUR",
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write a team to files and return the rows of each table.

    ``.parquet`` and ``.csv``: opportunities into the file itself, the other tables beside it as
    ``NAME.history.parquet`` and so on, the pipeline's definition as ``NAME.pipeline.json``.
    ``.jsonl`` or ``.db``: a book. Files appear when they are complete.
    """
    target = Path(fspath(into))
    suffix = target.suffix.lower()
    world = _world(opportunities, seed, months, start, team_size, currency)
    if suffix in (".jsonl", ".db"):
        return _write_book(target, world, opportunities, progress)
    if suffix not in (".parquet", ".csv"):
        raise InvalidArgumentError(
            f"'{target.name}': write to a .parquet, .csv, .jsonl or .db file"
        )

    rows = dict.fromkeys(TABLES, 0)
    paths = {name: beside(target, name) for name in TABLES}
    drafts = {name: path.with_name(path.name + ".partial") for name, path in paths.items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as closing:
            writers: dict[str, _Writer] = {}
            done = 0
            for part in _parts(world, opportunities):
                for name, table in part.items():
                    if name not in writers:
                        writers[name] = _writer(drafts[name], table.schema, suffix)
                        closing.callback(writers[name].close)
                    writers[name].write_table(table)
                    rows[name] += table.num_rows
                done += part["opportunities"].num_rows
                if progress:
                    progress(done, opportunities)
        for name, draft in drafts.items():
            draft.replace(paths[name])
        definition = beside(target, "pipeline").with_suffix(".json")
        definition.write_text(world.pipeline.to_json(pretty=True), encoding="utf-8")
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return rows


def pipeline(currency: str = "EUR") -> _core.Pipeline:
    """The definition that the deals of every simulated team follow."""
    return _world(0, 1, 1, None, 0, currency).pipeline


def beside(target: Path, table: str) -> Path:
    """Where a table of a team lies: ``team.parquet``, ``team.history.parquet``, ..."""
    if table == "opportunities":
        return target
    return target.with_name(f"{target.stem}.{table}{target.suffix}")


def _world(
    opportunities: int, seed: int, months: int, start: date | None, team_size: int, currency: str
) -> _core.World:
    return _core.World(
        opportunities=opportunities,
        seed=seed,
        months=months,
        start=start,
        team_size=team_size,
        currency=currency,
        threads=2,
    )


def _parts(world: _core.World, opportunities: int) -> Iterator[dict[str, pa.Table]]:
    """The team a run of deals at a time; one empty part for a team without deals."""
    for first in range(0, max(opportunities, 1), CHUNK):
        count = min(CHUNK, opportunities - first)
        yield {name: _table(capsule) for name, capsule in world.tables(first, count).items()}


class _Stream:
    """A capsule as an object that speaks the protocol."""

    def __init__(self, capsule: Any) -> None:
        self._capsule = capsule

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self._capsule


def _table(capsule: Any) -> pa.Table:
    return pa.RecordBatchReader.from_stream(_Stream(capsule)).read_all()


def _writer(path: Path, schema: pa.Schema, suffix: str) -> _Writer:
    if suffix == ".csv":
        plain = pa.schema([_plain(field) for field in schema])
        return _CsvWriter(pyarrow.csv.CSVWriter(path, plain), plain)
    writer: _Writer = pyarrow.parquet.ParquetWriter(path, schema, compression="zstd")
    return writer


def _plain(field: pa.Field) -> pa.Field:
    """A CSV has no dictionaries."""
    if pa.types.is_dictionary(field.type):
        return pa.field(field.name, field.type.value_type)
    return field


class _CsvWriter:
    def __init__(self, writer: Any, schema: pa.Schema) -> None:
        self._writer = writer
        self._schema = schema

    def write_table(self, table: pa.Table) -> None:
        self._writer.write_table(table.cast(self._schema))

    def close(self) -> None:
        self._writer.close()


def _write_book(
    target: Path, world: _core.World, opportunities: int, progress: Progress | None
) -> dict[str, int]:
    from salespipe.book import Book

    book = Book(timezone="Europe/Stockholm", _native=world.book())
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    if progress:
        progress(opportunities, opportunities)
    return {"opportunities": len(book), "events": book.last_sequence}
