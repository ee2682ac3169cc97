"""A dashboard in a notebook: the questions with their answers, then the tables of its groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salespipe.notebook.frame import bar, frame, table
from salespipe.report.document import Document, MetricInfo, Row, Section
from salespipe.report.figures import (
    change_text,
    exact_text,
    figure_text,
    signed_title,
    unit_text,
    whole_units,
    with_unit,
)
from salespipe.report.layout import dashboard, ordered, section_metrics
from salespipe.report.markup import Child, Markup, tag

_COLUMNS_AT_MOST = 6


def board_html(
    document: Mapping[str, Any],
    catalogue: Sequence[Mapping[str, Any]] = (),
    stages: Sequence[str] = (),
) -> str:
    """Of a report document."""
    if not catalogue:
        from salespipe.dashboard import catalogue as known

        catalogue = known()
    report = Document(document, catalogue)
    parts: list[Child] = [_heading(report), _answers(report)]
    parts += [_section(report, section, stages) for section in report.sections]
    warnings = [item for item in report.diagnostics if item["severity"] != "info"]
    parts += [tag("p", tag("small", str(item["message"]))) for item in warnings]
    return frame(*parts)


def _heading(report: Document) -> Markup:
    said = [str(report.total.period)]
    if report.is_compared:
        said.append(f"beside {report.total.previous_period}")
    if report.currency:
        said.append(f"in {report.currency}")
    return tag("p", tag("strong", said[0]), " ", tag("small", " · ".join(said[1:])))


def _answers(report: Document) -> Markup:
    head = ["Question", "", "Now"]
    if report.is_compared:
        head += ["Before", "Change"]
    rows: list[list[Child]] = []
    for question, names in dashboard(report):
        for place, name in enumerate(names):
            rows.append(_answer(report, question.text if place == 0 else "", report.metric(name)))
    return table(head, rows, texts=2, most=len(rows))  # a dashboard is never cut short


def _answer(report: Document, question: str, metric: MetricInfo) -> list[Child]:
    total = report.total
    value = total.metrics.get(metric.name)
    exact = exact_text(metric, value, report.currency)
    cells: list[Child] = [
        question,
        tag("td", signed_title(metric), class_="text", title=metric.documentation or None),
        tag("td", with_unit(metric, value, ""), title=exact),
    ]
    if report.is_compared:
        change = change_text(metric, total)
        cells.append(with_unit(metric, total.previous.get(metric.name), ""))
        cells.append(tag("td", change.text, class_=change.mood))
    return cells


def _section(report: Document, section: Section, stages: Sequence[str]) -> Markup:
    names = section_metrics(report, section)[:_COLUMNS_AT_MOST]
    rows = ordered(report, section, names, stages)
    first = [_number(row, names[0]) for row in rows if row.kind != "other"]
    highest = max(first, default=0.0)
    bars = not section.split and highest > 0 and min(first) >= 0
    metrics = [report.metric(name) for name in names]
    head: list[Child] = [name.replace("_", " ").capitalize() for name in section.dimensions]
    texts = len(head)
    if bars:
        head.append("")
    for metric in metrics:
        unit = unit_text(metric, "")
        head.append(f"{metric.title}, {unit}" if unit else metric.title)
    whole = {
        metric.name: whole_units(
            row.metrics[metric.name] for row in rows if metric.name in row.metrics
        )
        for metric in metrics
        if metric.unit == "money"
    }
    body: list[list[Child]] = []
    for row in rows:
        cells: list[Child] = [row.label(name) for name in section.dimensions]
        if bars:
            share = 0.0 if row.kind == "other" else _number(row, names[0]) / highest
            cells.append(bar(share))
        for metric in metrics:
            value = row.metrics.get(metric.name)
            shown = figure_text(metric, value, whole=whole.get(metric.name))
            cells.append(tag("td", shown, title=exact_text(metric, value, report.currency)))
        body.append(cells)
    return table(head, body, caption=section.title, texts=texts)


def _number(row: Row, name: str) -> float:
    return float(row.metrics.get(name, 0))
