"""What open deals are expected to bring, by the month of their expected close."""

from __future__ import annotations

from collections.abc import Sequence

from salespipe.report.cards import explained
from salespipe.report.charts import nice_ticks, short_number
from salespipe.report.document import Document, Row
from salespipe.report.figures import exact_text, figure_text
from salespipe.report.pictures.picture import Chart, Picture, table, ticks

TITLE = "What is expected to close, and when?"
_COUNT, _VALUE = "open_count_closing", "open_value_closing"


def closings_picture(overdue: Document, ahead: Document, last_day: str) -> Picture:
    """``overdue`` is of all days up to the data's last one, ``ahead`` of the months behind it; both
    as things stand then."""
    months = [row for row in ahead.rows[1:] if row.kind == "subtotal"]
    late = overdue.total
    rows = [("overdue", late), *((str(row.period), row) for row in months)]
    while len(rows) > 1 and not rows[-1][1].metrics.get(_COUNT):
        rows.pop()
    if not any(row.metrics.get(_COUNT) for _, row in rows):
        return Picture.missing(TITLE, "no open deal has an expected close", half=True)
    name = _VALUE if any(float(row.metrics.get(_VALUE, 0)) > 0 for _, row in rows) else _COUNT
    if any(float(row.metrics.get(name, 0)) < 0 for _, row in rows):
        name = _COUNT
    chart = _chart(ahead, rows, name)
    open_deals = int(late.metrics.get("open_count", 0))
    dated = sum(int(row.metrics.get(_COUNT, 0)) for _, row in rows)
    says = (
        f"As of {last_day}, {dated:,} of the {open_deals:,} open deals are expected to close by "
        "then or in the months shown; the days are the deals' own, not a forecast."
    )
    metrics = [ahead.metric(_COUNT), ahead.metric(_VALUE)]
    body = [
        (text, *(exact_text(metric, row.metrics.get(metric.name), "") for metric in metrics))
        for text, row in rows
    ]
    figures = table(["Month", *(explained(metric) for metric in metrics)], body)
    return Picture(TITLE, says, [chart], figures, half=True)


def _chart(document: Document, rows: Sequence[tuple[str, Row]], name: str) -> Chart:
    metric = document.metric(name)
    values = [float(row.metrics.get(name, 0)) for _, row in rows]
    columns = [
        {
            "label": text,
            "value": value,
            "before": None,
            "cut": text == "overdue",
            "tip": [
                text,
                exact_text(metric, row.metrics.get(name), document.currency),
                f"{figure_text(document.metric(_COUNT), row.metrics.get(_COUNT))} deals",
            ],
        }
        for (text, row), value in zip(rows, values, strict=True)
    ]
    spec = {
        "kind": "columns",
        "ticks": ticks([(at, short_number(at)) for at in nice_ticks(max(values))]),
        "columns": columns,
        "marks": [],
    }
    unit = f", {document.currency}" if name == _VALUE and document.currency else ""
    legend = [("", f"{metric.title}{unit}"), ("cut", "overdue")]
    return Chart("closings", f"{metric.title} by month", spec, legend)
