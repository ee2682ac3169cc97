"""How long the won deals took."""

from __future__ import annotations

from salespipe.plots.style import ACCENT, BEFORE, Axes, axes, plain
from salespipe.report.shapes.cycle import CycleShape


def draw_cycle(shape: CycleShape, unit: str, ax: Axes | None) -> Axes:
    ax = axes(ax, (7.5, 4.0))
    starts = [place * shape.width for place in range(len(shape.counts))]
    ax.bar(starts, shape.counts, width=shape.width * 0.92, align="edge", color=ACCENT)
    top = max(shape.counts)
    for place, (name, at, dash) in enumerate(
        (("median", shape.median, "-"), ("nine in ten", shape.p90, "--"))
    ):
        if at is None:
            continue
        ax.axvline(at, color=BEFORE, linestyle=dash, linewidth=1.6)
        ax.annotate(
            f"{name}: {at:,.1f}",
            (at, top * (1.06 - 0.08 * place)),
            xytext=(5, 0),
            textcoords="offset points",
            fontsize="small",
            va="center",
        )
    plain(ax)
    ax.set_ylim(0, top * 1.12)
    ax.set_xlabel(f"{unit} from start to won")
    ax.set_title(f"How long {shape.deals:,} won deals took", loc="left", fontsize="medium")
    return ax
