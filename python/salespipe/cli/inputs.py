"""BOOK or FILE: what a command reads, and how it is asked for figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import typer

import salespipe
from salespipe.book import is_database
from salespipe.cli.progress import phase
from salespipe.cli.quotas import read_quotas
from salespipe.diagnostics import Diagnostic
from salespipe.errors import Error, IoError, NotFoundError, Place, error_for
from salespipe.metrics import Prepared
from salespipe.simulate import beside
from salespipe.table_reading import amount_digits
from salespipe.tables import (
    NO_CURRENCY,
    HistoryImport,
    InteractionsImport,
    StageSpec,
    TableImport,
    read_history,
    read_interactions,
    read_opportunities,
    read_rates,
)


@dataclass(frozen=True)
class TableOptions:
    """How tables are to be read; None leaves it to the reader."""

    mapping: Mapping[str, str] | None = None
    stages: str | None = None
    currency: str | None = None
    dates: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    history: Path | None = None
    interactions: Path | None = None
    definition: Path | None = None
    rates: Path | None = None

    def given(self) -> list[str]:
        """The options that only make sense for tables and were given."""
        named = {
            "--map": self.mapping,
            "--stages": self.stages,
            "--dates": self.dates,
            "--decimal": self.decimal,
            "--sheet": self.sheet,
            "--history": self.history,
            "--interactions": self.interactions,
            "--definition": self.definition,
        }
        return [name for name, value in named.items() if value is not None]


@dataclass(frozen=True)
class Tables:
    """Opportunities and what was found with them."""

    opportunities: TableImport
    history: HistoryImport | None = None
    interactions: InteractionsImport | None = None
    definition: salespipe.Pipeline | None = None
    notes: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True)
class Input:
    """What a report is made of."""

    name: str
    prepared: Callable[[], Prepared]
    stages: list[str]
    is_book: bool = False
    #: Of each question: what the options of the command have said already.
    filters: Sequence[Mapping[str, Any]] = ()
    currency: str | None = None

    def completed(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a question with what is said of each."""
        out = {**options, "filters": [*options.get("filters", ()), *self.filters]}
        if self.currency:
            out["currency"] = self.currency
        return out


def is_book(path: Path) -> bool:
    """Whether a file is, or is meant to be, a book: by its first bytes, else by its name."""
    try:
        if is_database(path):
            return True
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return False
    return head.replace(b" ", b"").startswith(b'{"salespipe":"journal"') or (
        path.suffix.lower() == ".jsonl"
    )


def open_input(
    path: Path,
    options: TableOptions,
    *,
    timezone: str | None,
    pipeline: str | None,
    quotas: Path | None,
    known_at: date | None = None,
    actor: str | None = None,
) -> Input:
    """A book, as ``actor`` has it, or a table."""
    if is_book(path):
        return _book_input(
            path,
            options,
            timezone=timezone,
            pipeline=pipeline,
            quotas=quotas,
            known_at=known_at,
            actor=actor,
        )
    if actor is not None:
        raise typer.BadParameter(
            f"{path.name} is a table; rules of access belong to a book", param_hint="--actor"
        )
    tables = read_tables(path, options)
    deals = tables.opportunities
    targets = None if quotas is None else read_quotas(quotas)
    columns = set(deals.opportunities.column_names)
    if pipeline is not None and "pipeline" not in columns:
        raise NotFoundError(
            f"no column names the pipeline, so '{pipeline}' cannot be told apart; "
            "name it with --map pipeline=COLUMN",
            place=Place(file=str(path)),
        )

    @cache
    def prepared() -> Prepared:
        phase("putting the deals in order")
        found = salespipe.prepare(
            opportunities=deals,
            history=tables.history,
            interactions=tables.interactions,
            quotas=targets,
            rates=_rates(options),
            pipeline=tables.definition,
            currency=options.currency,
            timezone=timezone or "UTC",
            known_at=known_at,
            diagnostics=tables.notes,
        )
        phase("counting")
        return found

    return Input(
        path.name,
        prepared,
        [stage.name for stage in deals.stages],
        filters=[{"dimension": "pipeline", "values": [pipeline]}] if pipeline is not None else (),
    )


def _book_input(
    path: Path,
    options: TableOptions,
    *,
    timezone: str | None,
    pipeline: str | None,
    quotas: Path | None,
    known_at: date | None,
    actor: str | None,
) -> Input:
    wrong = options.given()
    if wrong:
        raise typer.BadParameter(f"{path.name} is a book; this is for tables", param_hint=wrong[0])
    phase(f"opening {path.name}")
    book = salespipe.open_book(path, timezone=timezone or "UTC")
    if actor is not None:
        book = book.as_actor(actor)
    chosen = [one for one in book.pipelines if pipeline in (None, one.name, one.id)]
    if pipeline is not None and not chosen:
        known = ", ".join(f"'{one.name}'" for one in book.pipelines) or "none"
        raise NotFoundError(
            f"the book has no pipeline '{pipeline}'; it has {known}", place=Place(file=str(path))
        )

    targets = None if quotas is None else read_quotas(quotas)

    @cache
    def prepared() -> Prepared:
        phase("putting the deals in order")
        found = book.prepare(
            pipelines=chosen if pipeline is not None else (),
            quotas=targets,
            rates=_rates(options),
            currency=options.currency if options.rates is not None else None,
            known_at=known_at,
        )
        phase("counting")
        return found

    stages = dict.fromkeys(stage.name for one in chosen for stage in one.stages)
    return Input(path.name, prepared, list(stages), is_book=True, currency=options.currency)


def read_tables(path: Path, options: TableOptions) -> Tables:
    """A table of opportunities, and its history and interactions where they are named or lie
    beside it as NAME.history.SUFFIX and NAME.interactions.SUFFIX."""
    notes: list[Diagnostic] = []
    definition = _definition(path, options, notes)
    stages = options.stages
    if stages is None and definition is not None:
        stages = ",".join(f"{stage.name}={stage.kind}" for stage in definition.stages)
    phase(f"reading {path.name}")
    deals = read_opportunities(
        path,
        mapping=options.mapping,
        stages=stages,
        currency=options.currency,
        date_order=options.dates,
        decimal=options.decimal,
        sheet=options.sheet,
        several_currencies=options.rates is not None,
    )
    deals = _with_open_stage(deals, notes)
    history = options.history or _found(path, "history", notes)
    interactions = options.interactions or _found(path, "interactions", notes)
    changes = contacts = None
    if history is not None:
        phase(f"reading {history.name}")
        changes = read_history(
            history,
            stages=stages,
            currency=options.currency or known_currency(deals),
            date_order=options.dates,
            decimal=options.decimal,
            several_currencies=options.rates is not None,
            digits=amount_digits(deals),
        )
    if interactions is not None:
        phase(f"reading {interactions.name}")
        contacts = read_interactions(interactions, date_order=options.dates)
    return Tables(deals, changes, contacts, definition, notes)


def _definition(
    path: Path, options: TableOptions, notes: list[Diagnostic]
) -> salespipe.Pipeline | None:
    """The pipeline that the deals follow, where it is named or lies beside the table as
    NAME.pipeline.json."""
    file = options.definition
    if file is None and options.stages is None:
        beside_it = path.with_name(f"{path.stem}.pipeline.json")
        if beside_it.is_file():
            file = beside_it
            message = f"the pipeline is read from {file.name}, found beside {path.name}"
            notes.append(Diagnostic("info", "pipeline_found", message, where={"file": file.name}))
    if file is None:
        return None
    try:
        return salespipe.Pipeline.from_json(file.read_text(encoding="utf-8"))
    except Error as error:
        raise error_for(
            error.code,
            error.message,
            place=Place(file=str(file), line=error.place.line, field=error.place.field),
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IoError(f"cannot be read: {error}", place=Place(file=str(file))) from None


def known_currency(deals: TableImport) -> str | None:
    """The currency that a table names."""
    return deals.currency if deals.currency != NO_CURRENCY else None


def _rates(options: TableOptions) -> pa.Table | None:
    return None if options.rates is None else read_rates(options.rates)


def _with_open_stage(deals: TableImport, notes: list[Diagnostic]) -> TableImport:
    """A table of closed deals alone names no open stage, but its deals began in one."""
    if any(stage.kind == "open" for stage in deals.stages):
        return deals
    name = "Open" if all(stage.name != "Open" for stage in deals.stages) else "(open)"
    message = f"the table names no open stage; '{name}' stands for it (--stages names them all)"
    notes.append(Diagnostic("info", "open_stage_added", message, where={"stage": name}))
    return replace(deals, stages=[StageSpec(name, "open"), *deals.stages])


def _found(path: Path, table: str, notes: list[Diagnostic]) -> Path | None:
    candidate = beside(path, table)
    if not candidate.is_file():
        return None
    message = f"the {table} is read from {candidate.name}, found beside {path.name}"
    if table.endswith("s"):
        message = message.replace(" is read", " are read")
    notes.append(Diagnostic("info", f"{table}_found", message, where={"file": candidate.name}))
    return candidate
