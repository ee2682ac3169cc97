"""The owners by a metric."""

from __future__ import annotations

from decimal import Decimal

from salespipe.errors import InvalidArgumentError
from salespipe.plots.style import ACCENT, BEFORE, Axes, axes, plain, short, shown
from salespipe.report.document import Document
from salespipe.report.figures import figure_text, is_share, unit_text, whole_units


def draw_reps(report: Document, metric: str, most: int, ax: Axes | None) -> Axes:
    info = report.metric(metric)
    rows = [row for row in report.rows[1:] if row.kind == "group" and metric in row.metrics]
    if not rows:
        raise InvalidArgumentError(f"no owner has a value of {metric}: {report.why(metric)}")
    rows.sort(key=lambda row: (-Decimal(str(row.metrics[metric])), row.by["owner"]))
    left_out = len(rows) - most
    rows = rows[:most]
    ax = axes(ax, (8.0, 0.34 * len(rows) + 1.1))
    values = [float(row.metrics[metric]) for row in rows]
    places = range(len(rows))
    ax.barh(places, values, color=ACCENT, height=0.62, label=str(report.total.period))
    before = [(place, row) for place, row in enumerate(rows) if metric in row.previous]
    for number, (place, row) in enumerate(before):
        was = float(row.previous[metric])
        label = str(report.total.previous_period) if number == 0 else None
        ax.plot([was, was], [place - 0.42, place + 0.42], color=BEFORE, linewidth=2.4, label=label)
    whole = whole_units(row.metrics[metric] for row in rows) if info.unit == "money" else None
    for place, row in enumerate(rows):
        text = figure_text(info, row.metrics[metric], whole=whole)
        ax.text(
            1.01, place, text, transform=ax.get_yaxis_transform(), va="center", fontsize="small"
        )
    ax.set_yticks(list(places), [shown(row.label("owner")) for row in rows])
    ax.invert_yaxis()
    plain(ax, grid="x")
    ax.xaxis.set_major_formatter((lambda at, _: f"{at:.0%}") if is_share(info) else short)
    if before:
        ax.legend(frameon=False, loc="lower right", fontsize="small")
    unit = unit_text(info, report.currency)
    title = f"{info.title}{f', {unit}' if unit else ''}, {report.total.period}"
    if left_out > 0:
        title += f": the first {most} of {most + left_out}"
    ax.set_title(title, loc="left", fontsize="medium")
    return ax
