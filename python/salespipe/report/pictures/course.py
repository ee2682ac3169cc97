"""The course of a figure over the parts of the period."""

from __future__ import annotations

from collections.abc import Sequence

from salespipe.report.charts import nice_ticks, short_number
from salespipe.report.document import Document, Row, Section, Span
from salespipe.report.figures import is_share, unit_text, with_unit
from salespipe.report.pictures.picture import Chart, ticks

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 120


def course_chart(
    document: Document, section: Section, rows: Sequence[Row], name: str
) -> Chart | None:
    """Columns over time; none where a column would mislead: too few parts, or values below zero."""
    values = [float(row.metrics[name]) for row in rows if name in row.metrics]
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
    many_years = len({row.period.first.year for row in rows}) > 1
    spec = {
        "kind": "columns",
        "ticks": ticks(
            [
                (at, f"{at * 100:g}%" if is_percent else short_number(at))
                for at in nice_ticks(highest)
            ]
        ),
        "columns": [
            {
                "label": _short(section.split, row.period, many_years),
                "value": float(row.metrics[name]) if name in row.metrics else None,
                "before": was,
                "cut": row.is_cut(section.split),
                "tip": _tip(document, row, name, section.split),
            }
            for row, was in zip(rows, before, strict=True)
        ],
        "marks": [],
    }
    unit = unit_text(metric, document.currency)
    legend = [("", f"{metric.title}{f', {unit}' if unit else ''}")]
    if is_year_before:
        legend.append(("was", "a year earlier"))
    if any(row.is_cut(section.split) for row in rows):
        legend.append(("cut", f"a {section.split} that lies in the period partly"))
    return Chart(f"course_{section.split}", f"{metric.title} by {section.split}", spec, legend)


def _tip(document: Document, row: Row, name: str, split: str) -> list[str]:
    metric = document.metric(name)
    tip = [row.label(split), with_unit(metric, row.metrics.get(name), document.currency)]
    if name in row.previous:
        tip.append(f"before: {with_unit(metric, row.previous[name], document.currency)}")
    return tip


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
