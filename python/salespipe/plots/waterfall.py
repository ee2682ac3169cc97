"""The waterfall of the open value."""

from __future__ import annotations

from collections.abc import Sequence

from salespipe.plots.style import ACCENT, GAIN, LOSS, Axes, amount, axes, plain, short
from salespipe.report.document import Document
from salespipe.report.shapes.waterfall import Step


def draw_waterfall(report: Document, steps: Sequence[Step], ax: Axes | None) -> Axes:
    ax = axes(ax, (max(6.0, 1.05 * len(steps)), 4.2))
    lows = [float(step.low) for step in steps]
    highs = [float(step.high) for step in steps]
    colours = [ACCENT if step.is_level else GAIN if step.is_gain else LOSS for step in steps]
    places = range(len(steps))
    heights = [high - low for low, high in zip(lows, highs, strict=True)]
    ax.bar(places, heights, bottom=lows, color=colours, width=0.66)
    for place, step in enumerate(steps):
        ax.annotate(
            amount(step.amount, "", signed=not step.is_level),
            (place, highs[place]),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize="small",
        )
        if place + 1 < len(steps):
            level = float(step.high if step.is_level or step.is_gain else step.low)
            ax.plot([place + 0.33, place + 0.67], [level, level], color="#888888", linewidth=0.8)
    names = [report.metric(step.metric).title.replace(" at the ", "\nat the ") for step in steps]
    ax.set_xticks(list(places), names, fontsize="small")
    plain(ax)
    ax.yaxis.set_major_formatter(short)
    ax.margins(y=0.12)
    ax.set_ylim(bottom=min(0.0, *lows))
    unit = f", {report.currency}" if report.currency else ""
    title = f"Why the open value moved in {report.total.period}{unit}"
    ax.set_title(title, loc="left", fontsize="medium")
    return ax
