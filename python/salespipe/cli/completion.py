"""What TAB offers where the program knows: metrics, dimensions, and what a book or table holds.

Attached to every parameter of these names, so a new command has it at once. A file is only read
where that is quick: whoever presses TAB does not want to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import salespipe

#: The largest book that is opened, and the largest workbook.
QUICK = 20_000_000
_PERIODS = ("day", "week", "month", "quarter", "year")
_OF_A_BOOK = ("owner", "source", "account", "product", "pipeline", "stage", "forecast_category",
              "lost_reason")  # fmt: skip
_FIGURES = ("decimal", "int", "float", "double", "date", "timestamp", "bool")


@dataclass(frozen=True)
class Offer:
    """One word, as the shells' completion of Typer takes it."""

    value: str
    help: str | None = None
    type: str = "plain"


def attach(command: Any) -> None:
    """Gives every parameter of the tree what it can be completed with."""
    for each in getattr(command, "commands", {}).values():
        attach(each)
    for parameter in command.params:
        source = _source(command, parameter)
        if source is not None:
            several = parameter.name in ("by", "metrics")
            parameter.shell_complete = partial(_complete, source, several)


def _source(command: Any, parameter: Any) -> Callable[[Any], Iterable[Offer]] | None:
    if parameter.name == "names" and command.name == "metrics":
        return _metrics
    return _SOURCES.get(parameter.name)


def _complete(
    source: Callable[[Any], Iterable[Offer]], several: bool, context: Any, incomplete: str
) -> list[Offer]:
    before, comma, last = incomplete.rpartition(",") if several else ("", "", incomplete)
    front = before + comma
    try:
        offers = list(source(context))
    except Exception:  # a file that cannot be read is told when the command is run
        return []
    wanted = last.casefold()
    return [
        Offer(front + offer.value, offer.help)
        for offer in offers
        if offer.value.casefold().startswith(wanted)
    ]


def _metrics(context: Any) -> Iterator[Offer]:
    from salespipe import catalogue

    return (Offer(entry["name"], entry["title"]) for entry in catalogue())


def _dimensions(context: Any) -> Iterator[Offer]:
    path = _path(context)
    columns = _columns(path) if path is not None and path.is_file() else None
    for name in columns if columns is not None else _OF_A_BOOK:
        yield Offer(name)
    for name in _PERIODS:
        yield Offer(name, "splits the period")


def _columns(path: Path) -> list[str] | None:
    """The columns of a table that may hold names; None for a book."""
    from salespipe.cli.inputs import is_book

    if is_book(path):
        return None
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet

        schema = pyarrow.parquet.read_schema(path)
        return [one.name for one in schema if not str(one.type).startswith(_FIGURES)]
    if path.stat().st_size > QUICK:
        return []
    from salespipe import read_opportunities

    schema = read_opportunities(path).opportunities.schema
    return [one.name for one in schema if not str(one.type).startswith(_FIGURES)]


def _of_book(names: Callable[[salespipe.Book], Iterable[str]], context: Any) -> Iterator[Offer]:
    path = _path(context)
    if path is None or not path.is_file() or path.stat().st_size > QUICK:
        return
    from salespipe.cli.books import open_existing

    with open_existing(path, None) as book:
        for name in sorted({name for name in names(book) if name}):
            yield Offer(name)


def _path(context: Any) -> Path | None:
    for name in ("path", "book", "into"):
        given = context.params.get(name)
        if given is not None:
            return Path(given)
    # Behind an option that still lacks its value, nothing has been told apart yet.
    words = [*getattr(context, "args", ())]
    return next((Path(word) for word in words if Path(word).is_file()), None)


def _pipelines(book: salespipe.Book) -> Iterator[str]:
    return (pipeline.name for pipeline in book.pipelines)


def _people(book: salespipe.Book) -> Iterator[str]:
    yield from (deal.owner for deal in book.deals)
    yield from (task.assignee for task in book.open_tasks)


def _deals(book: salespipe.Book) -> Iterator[str]:
    return (deal.name for deal in book.deals)


def _accounts(book: salespipe.Book) -> Iterator[str]:
    return (account.name for account in book.accounts)


def _zones(context: Any) -> Iterator[Offer]:
    from zoneinfo import available_timezones

    return (Offer(name) for name in sorted(available_timezones()))


#: By the name of the parameter, whichever command it belongs to.
_SOURCES: dict[str, Callable[[Any], Iterable[Offer]]] = {
    "metrics": _metrics,
    "by": _dimensions,
    "timezone": _zones,
    "pipeline": partial(_of_book, _pipelines),
    "actor": partial(_of_book, _people),
    "assignee": partial(_of_book, _people),
    "owner": partial(_of_book, _people),
    "deal": partial(_of_book, _deals),
    "last": partial(_of_book, _deals),
    "account": partial(_of_book, _accounts),
}
