"""A report on a terminal: the dashboard, the tables of `by`, and what to know about the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from salespipe.report.document import Document, Row, Section, Span, dimension_title
from salespipe.report.figures import (
    NO_VALUE,
    Mood,
    change_text,
    counted,
    figure_text,
    has_something,
    signed_title,
    unit_text,
    whole_units,
)
from salespipe.report.layout import answer_of, dashboard, ordered, section_metrics
from salespipe.report.text import visible

_STYLES: Mapping[Mood, str] = {"good": "green", "bad": "red", "plain": "dim"}
#: Names may be folded on a narrow terminal, but not below this.
_NAME_WIDTH = 10
_SEVERITIES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def print_report(
    document: Document, console: Console, *, source: str = "", stages: Sequence[str] = ()
) -> None:
    """Draws the report on a console. ``source`` names the data, ``stages`` their order."""
    console.print(_headline(document, source))
    console.print()
    console.print(_dashboard(document))
    for section in document.sections:
        console.print()
        _print_section(document, section, console, stages)
    if document.diagnostics:
        console.print()
        print_diagnostics(document.diagnostics, console)


def print_diagnostics(diagnostics: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Errors first, then warnings, then what is only worth knowing."""
    ranks = list(_SEVERITIES)
    for item in sorted(diagnostics, key=lambda item: ranks.index(item["severity"])):
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        style = _SEVERITIES[item["severity"]]
        body = Text(visible(str(item["message"])))
        body.append(f"  [{visible(str(item['code']))}]", style="dim")
        grid.add_row(Text(f"{item['severity']}:", style=style), body)
        console.print(grid)


def _headline(document: Document, source: str) -> Text:
    total = document.total
    line = Text()
    line.append(f"{visible(source)}  " if source else "", style="bold")
    line.append(str(total.period), style="bold")
    if total.previous_period is not None:
        line.append(f"  compared with {total.previous_period}", style="dim")
    if "as_of" in document.query:
        line.append(f"  as of {document.query['as_of']}", style="dim")
    if document.currency:
        line.append(f"  amounts in {document.currency}", style="dim")
    return line


def _dashboard(document: Document) -> Table:
    """The total, question by question."""
    table = Table(box=None, show_header=document.is_compared, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    table.add_column(_heading(document.total.period), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    if document.is_compared:
        table.add_column(_heading(document.total.previous_period), justify="right", no_wrap=True)
        table.add_column("Change", no_wrap=True)
    for index, (question, names) in enumerate(dashboard(document)):
        if index:
            table.add_row()
        table.add_row(Text(question.text, style="bold cyan"))
        answer = answer_of(document, question, names)
        for name in names:
            table.add_row(*_figure_cells(document, name, is_answer=name == answer))
    return table


def _heading(period: Span | None) -> str:
    """A period as the head of a column of figures: a long one on two lines."""
    return str(period).replace(" to ", " to\n")


def _figure_cells(document: Document, name: str, *, is_answer: bool) -> list[Text]:
    metric, row = document.metric(name), document.total
    value = row.metrics.get(name)
    style = "bold" if is_answer else ""
    unit = unit_text(metric, document.currency) if value is not None else ""
    of = counted(row, metric)
    cells = [
        Text(f"  {signed_title(metric)}", style=style),
        Text(figure_text(metric, value), style=style if value is not None else "dim"),
        Text(unit or of, style="dim"),
    ]
    if document.is_compared:
        change = change_text(metric, row)
        cells.append(Text(figure_text(metric, row.previous.get(name)), style="dim"))
        cells.append(Text(change.text, style=_STYLES[change.mood]))
    return cells


def _print_section(
    document: Document, section: Section, console: Console, stages: Sequence[str]
) -> None:
    names = section_metrics(document, section)
    rows = ordered(document, section, names, stages)
    shown, hidden = list(names), 0
    table = _section_table(document, section, rows, shown)
    while len(shown) > 1 and _width(console, table) > console.width:
        shown.pop()
        hidden += 1
        table = _section_table(document, section, rows, shown)
    console.print(Text(section.title, style="bold cyan"))
    console.print(table)
    if hidden:
        left_out = ", ".join(document.metric(name).title for name in names[-hidden:])
        note = f"Left out for lack of width: {left_out}. Choose with --metrics."
        console.print(Padding(Text(note, style="dim"), (0, 0, 0, 2)))


def _width(console: Console, table: Table) -> int:
    """The width that a table would like to have, however wide the console is."""
    return Measurement.get(console, console.options.update(max_width=10_000), table).maximum


def _two_lines(title: str) -> str:
    """A long heading broken at the space nearest to its middle."""
    spaces = [place for place, letter in enumerate(title) if letter == " "]
    if len(title) <= len("Won revenue") or not spaces:
        return title
    middle = min(spaces, key=lambda place: abs(place - len(title) / 2))
    return f"{title[:middle]}\n{title[middle + 1 :]}"


def _section_table(
    document: Document, section: Section, rows: Sequence[Row], names: Sequence[str]
) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, dimension in enumerate(section.dimensions):
        heading = ("  " if place == 0 else "") + dimension_title(dimension).capitalize()
        table.add_column(heading, vertical="bottom", overflow="fold", min_width=_NAME_WIDTH)
    for name in names:
        metric = document.metric(name)
        unit = unit_text(metric, document.currency if document.currency else "")
        heading = _two_lines(f"{metric.title}{f', {unit}' if unit else ''}")
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
        if document.is_compared and name == names[0]:
            table.add_column("Change", vertical="bottom", no_wrap=True)
    whole = {
        name: whole_units(row.metrics[name] for row in rows if name in row.metrics)
        for name in names
        if document.metric(name).unit == "money"
    }
    for row in rows:
        table.add_row(*_row_cells(document, section, row, names, whole))
    return table


def _row_cells(
    document: Document,
    section: Section,
    row: Row,
    names: Sequence[str],
    whole: Mapping[str, bool],
) -> list[Text]:
    cells = []
    for place, dimension in enumerate(section.dimensions):
        text = visible(row.label(dimension))
        style = "" if row.by.get(dimension) and row.kind != "other" else "dim"
        cells.append(Text(("  " if place == 0 else "") + text, style=style))
    for name in names:
        metric = document.metric(name)
        value = row.metrics.get(name)
        is_empty = value is None or not has_something(row, [name])
        text = figure_text(metric, value, whole=whole.get(name))
        cells.append(Text(text, style="dim" if is_empty else ""))
        if document.is_compared and name == names[0]:
            change = change_text(metric, row)
            cells.append(Text(change.text or NO_VALUE, style=_STYLES[change.mood]))
    return cells
