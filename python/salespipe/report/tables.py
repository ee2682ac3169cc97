"""The tables of a page, with bars or columns where they help to see."""

from __future__ import annotations

from collections.abc import Sequence

from salespipe.report.cards import explained
from salespipe.report.charts import Point, bar, columns, nice_ticks, short_number
from salespipe.report.document import Document, Row, Section, Span, dimension_title
from salespipe.report.figures import (
    change_text,
    exact_text,
    figure_text,
    is_share,
    unit_text,
    whole_units,
    with_unit,
)
from salespipe.report.layout import ordered, section_metrics
from salespipe.report.markup import Markup, join, tag

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NARROW_COLUMNS = 2
_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 120


def section_panel(
    document: Document, section: Section, stages: Sequence[str], *, narrow: bool = False
) -> Markup:
    """A heading and the table; a chart above it where the rows are the parts of the period.
    ``narrow`` keeps the first columns only, for panels side by side."""
    names = section_metrics(document, section)
    if narrow and not document.chosen_metrics:
        names = names[:_NARROW_COLUMNS]
    rows = ordered(document, section, names, stages)
    is_course = section.dimensions == (section.split,)
    chart = _course(document, section, rows, names[0]) if is_course else None
    return tag(
        "section",
        tag("h2", section.title),
        tag(
            "div",
            chart,
            tag("div", _table(document, section, rows, names, bars=not is_course), class_="scroll"),
            class_="panel",
        ),
    )


def _values(rows: Sequence[Row], name: str) -> list[float]:
    return [float(row.metrics[name]) for row in rows if name in row.metrics]


def _course(document: Document, section: Section, rows: Sequence[Row], name: str) -> Markup | None:
    """Columns over time; none where a column would mislead: too few parts, or values below zero."""
    values = _values(rows, name)
    if not _FEWEST_COLUMNS <= len(rows) <= _MOST_COLUMNS or not values or min(values) < 0:
        return None
    metric = document.metric(name)
    is_year_before = document.query.get("compare") == "last_year"
    before = [
        float(row.previous[name]) if is_year_before and name in row.previous else None
        for row in rows
    ]
    if any(value is not None and value < 0 for value in before):
        return None
    highest = max(values + [value for value in before if value is not None])
    is_percent = is_share(metric)
    ticks = [
        (value, f"{value * 100:g}%" if is_percent else short_number(value))
        for value in nice_ticks(highest)
    ]
    many_years = len({row.period.first.year for row in rows}) > 1
    points = [
        Point(
            _short(section.split, row.period, many_years),
            _read(document, row, name),
            float(row.metrics[name]) if name in row.metrics else None,
            was,
            row.is_cut(section.split),
        )
        for row, was in zip(rows, before, strict=True)
    ]
    unit = unit_text(metric, document.currency)
    legend = [tag("span", tag("i"), f"{metric.title}{f', {unit}' if unit else ''}")]
    if is_year_before:
        legend.append(tag("span", tag("i", class_="was"), "a year earlier"))
    if any(point.is_cut for point in points):
        legend.append(
            tag("span", tag("i", class_="cut"), f"a {section.split} that lies in the period partly")
        )
    return join(tag("div", *legend, class_="legend"), columns(points, ticks=ticks))


def _read(document: Document, row: Row, name: str) -> str:
    metric = document.metric(name)
    said = f"{row.period}: {with_unit(metric, row.metrics.get(name), document.currency)}"
    if name in row.previous:
        said += f" (before: {with_unit(metric, row.previous[name], document.currency)})"
    return said


def _short(split: str, span: Span, many_years: bool) -> str:
    """What a column of that part of the period is called below it."""
    first = span.first
    year = f" {first.year % 100:02d}" if many_years else ""
    if split == "month":
        return _MONTHS[first.month - 1] + year
    if split == "quarter":
        return f"Q{(first.month + 2) // 3}{year}"
    if split == "week":
        return f"W{first.isocalendar().week}"
    return str(first.year if split == "year" else first.day)


def _table(
    document: Document, section: Section, rows: Sequence[Row], names: Sequence[str], *, bars: bool
) -> Markup:
    values = _values(rows, names[0])
    highest = max(_values([row for row in rows if row.kind != "other"], names[0]), default=0.0)
    bars = bars and len(values) > 1 and min(values) >= 0 and highest > 0
    whole = {
        name: whole_units(row.metrics[name] for row in rows if name in row.metrics)
        for name in names
        if document.metric(name).unit == "money"
    }
    head = [
        tag("th", dimension_title(name).capitalize(), class_="key", scope="col")
        for name in section.dimensions
    ]
    if bars:
        before = next((row.previous_period for row in rows if row.previous_period), None)
        head.append(
            tag("th", tag("i"), str(before), class_="bars") if before else tag("th", class_="bars")
        )
    for place, name in enumerate(names):
        metric = document.metric(name)
        unit = unit_text(metric, "")  # the currency stands at the top of the page
        head.append(tag("th", explained(metric), f", {unit}" if unit else None, scope="col"))
        if place == 0 and document.is_compared:
            head.append(tag("th", "Change", scope="col"))
    body = []
    for row in rows:
        cells = [
            tag("td", row.label(name), class_="key" if row.by.get(name) else "key quiet")
            for name in section.dimensions
        ]
        if bars:
            cells.append(tag("td", _bar(document, row, names[0], highest), class_="bars"))
        for place, name in enumerate(names):
            cells += _figure(document, row, name, whole.get(name), with_change=place == 0)
        body.append(tag("tr", *cells, class_="other" if row.kind == "other" else None))
    return tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body), class_="rows")


def _bar(document: Document, row: Row, name: str, highest: float) -> Markup | None:
    if name not in row.metrics or row.kind == "other":
        return None
    metric = document.metric(name)
    scale = max(highest, 1.0) if is_share(metric) else highest
    before = float(row.previous[name]) if name in row.previous else None
    if before is not None and not 0 <= before <= scale:
        before = None
    return bar(float(row.metrics[name]), scale, before)


def _figure(
    document: Document, row: Row, name: str, whole: bool | None, *, with_change: bool
) -> list[Markup]:
    metric = document.metric(name)
    value = row.metrics.get(name)
    exact = exact_text(metric, value, document.currency)
    cells = [
        tag(
            "td",
            figure_text(metric, value, whole=whole),
            title=exact,
            class_="quiet" if value is None else None,
        )
    ]
    if with_change and document.is_compared:
        change = change_text(metric, row)
        was = with_unit(metric, row.previous.get(name), document.currency)
        cells.append(tag("td", change.text or "–", class_=change.mood, title=f"before: {was}"))
    return cells
