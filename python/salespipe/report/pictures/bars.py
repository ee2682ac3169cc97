"""Each rep beside the others."""

from __future__ import annotations

from typing import Any

from salespipe.report.cards import explained
from salespipe.report.document import Document, MetricInfo, Row
from salespipe.report.figures import (
    change_text,
    exact_text,
    figure_text,
    is_share,
    whole_units,
    with_unit,
)
from salespipe.report.markup import Markup, tag
from salespipe.report.pictures.picture import Chart, Picture, table
from salespipe.report.shapes.reps import RepsShape, reps_shape

TITLE = "Who earns, who closes, who is active?"


def reps_picture(document: Document) -> Picture:
    """Of a report by owner."""
    shape = reps_shape(document)
    if not shape.rows or not shape.metrics:
        return Picture.missing(TITLE, "no deal of the period names its owner")
    reps = sum(row.kind == "group" for row in document.rows[1:])
    says = f"{len(shape.rows)} of {reps} owners." if reps > len(shape.rows) else ""
    if document.is_compared:
        says = f"{says} The marks stand where it was in {document.total.previous_period}.".strip()
    legend = []
    if document.is_compared:
        legend = [("", str(document.total.period)), ("was", str(document.total.previous_period))]
    spec = {
        "kind": "bars",
        "rows": [row.label("owner") for row in shape.rows],
        "columns": [_column(document, shape, metric) for metric in shape.metrics],
    }
    said = ", ".join(metric.title for metric in shape.metrics)
    chart = Chart("reps", f"Per owner: {said}", spec, legend)
    return Picture(TITLE, says, [chart], _table(document, shape))


def _column(document: Document, shape: RepsShape, metric: MetricInfo) -> dict[str, Any]:
    values = shape.values(metric)
    before = [_before(row, metric) for row in shape.rows]
    most = max((value for value in (*values, *before) if value is not None), default=0.0)
    if is_share(metric) and metric.name != "attainment":
        most = max(most, 1.0)
    whole = _whole(shape, metric)
    unit = document.currency if metric.unit == "money" else "days" if metric.unit == "days" else ""
    return {
        "title": f"{metric.title}, {unit}" if unit else metric.title,
        "most": most,
        "bars": [
            {
                "value": value,
                "before": was,
                "text": figure_text(metric, row.metrics.get(metric.name), whole=whole),
                "tip": [*_tip(document, row, metric), metric.documentation],
            }
            for row, value, was in zip(shape.rows, values, before, strict=True)
        ],
    }


def _whole(shape: RepsShape, metric: MetricInfo) -> bool | None:
    """Whether the amounts of a column are told without minor units."""
    if metric.unit != "money":
        return None
    return whole_units(row.metrics[metric.name] for row in shape.rows if metric.name in row.metrics)


def _before(row: Row, metric: MetricInfo) -> float | None:
    value = row.previous.get(metric.name)
    return None if value is None or float(value) < 0 else float(value)


def _tip(document: Document, row: Row, metric: MetricInfo) -> list[str]:
    value = row.metrics.get(metric.name)
    tip = [row.label("owner"), f"{metric.title}: {exact_text(metric, value, document.currency)}"]
    if metric.name in row.previous:
        was = with_unit(metric, row.previous[metric.name], document.currency)
        tip.append(f"before: {was} {change_text(metric, row).text}".rstrip())
    return tip


def _table(document: Document, shape: RepsShape) -> Markup:
    head: list[Markup | str] = ["Owner"]
    for metric in shape.metrics:
        head.append(explained(metric))
        if document.is_compared:
            head.append("Change")
    body = []
    for row in shape.rows:
        cells: list[Markup | str] = [row.label("owner")]
        for metric in shape.metrics:
            value = row.metrics.get(metric.name)
            exact = exact_text(metric, value, document.currency)
            cells.append(
                tag("td", figure_text(metric, value, whole=_whole(shape, metric)), title=exact)
            )
            if document.is_compared:
                change = change_text(metric, row)
                cells.append(tag("td", change.text or "–", class_=change.mood))
        body.append(cells)
    return table(head, body)
