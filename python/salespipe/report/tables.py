"""The tables of a page, with bars where they help to see."""

from __future__ import annotations

from collections.abc import Sequence

from salespipe.report.cards import explained
from salespipe.report.charts import bar
from salespipe.report.document import Document, Row, Section, dimension_title
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
from salespipe.report.markup import Markup, tag
from salespipe.report.pictures.course import course_chart
from salespipe.report.pictures.picture import Chart, Picture, picture_section

_NARROW_COLUMNS = 2


def section_panel(
    document: Document,
    section: Section,
    stages: Sequence[str],
    *,
    narrow: bool = False,
    charts: list[Chart] | None = None,
) -> Markup:
    """A heading and the table. ``narrow`` keeps the first columns only, for panels side by side.
    With ``charts``, rows that are the parts of the period get a chart, which is added to it."""
    names = section_metrics(document, section)
    if narrow and not document.chosen_metrics:
        names = names[:_NARROW_COLUMNS]
    rows = ordered(document, section, names, stages)
    is_course = section.dimensions == (section.split,)
    table = _table(document, section, rows, names, bars=not is_course)
    chart = None
    if is_course and charts is not None:
        chart = course_chart(document, section, rows, names[0])
    if chart is not None and charts is not None:
        charts.append(chart)
        return picture_section(Picture(section.title, charts=[chart], table=table))
    panel = tag("div", tag("div", table, class_="scroll", tabindex="0"), class_="panel")
    return tag("section", tag("h2", section.title), panel)


def _values(rows: Sequence[Row], name: str) -> list[float]:
    return [float(row.metrics[name]) for row in rows if name in row.metrics]


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
            tag("th", tag("i"), str(before), class_="bars") if before else tag("td", class_="bars")
        )
    for place, name in enumerate(names):
        metric = document.metric(name)
        unit = unit_text(metric, "")  # the currency stands at the top of the page
        title = f"{metric.title}, {unit}" if unit else metric.title
        head.append(tag("th", explained(metric, title), scope="col"))
        if place == 0 and document.is_compared:
            head.append(tag("th", "Change", scope="col"))
    body = []
    for row in rows:
        cells = [
            tag(
                "th",
                row.label(name),
                scope="row",
                class_="key" if row.by.get(name) else "key quiet",
            )
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
