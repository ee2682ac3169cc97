"""The funnel in its true shape: each band as wide as the deals that reached its stage."""

from __future__ import annotations

from salespipe.errors import InvalidArgumentError
from salespipe.plots.style import ACCENT, BEFORE, EARLY, Axes, axes, shown, text_colour
from salespipe.report.funnel import percent, span
from salespipe.report.shapes.funnel import FunnelShape

_BAND = 0.44


def draw_funnel(shape: FunnelShape, ax: Axes | None) -> Axes:
    if not shape.bands or shape.bands[0].reached == 0:
        raise InvalidArgumentError("no deal was created in the period, so there is no funnel")
    ax = axes(ax, (8.5, 0.95 * len(shape.bands) + 0.9))
    for place, band in enumerate(shape.bands):
        is_after = shape.qualified is None or place >= shape.qualified
        ax.barh(
            place,
            band.share,
            left=-band.share / 2,
            height=_BAND,
            color=ACCENT if is_after else EARLY,
        )
        ax.text(-0.53, place, shown(band.stage), ha="right", va="center", fontweight="bold")
        ax.text(0.53, place, f"{band.reached:,} deals", ha="left", va="center")
        if place + 1 == len(shape.bands):
            break
        following = shape.bands[place + 1].share
        low, high = place + _BAND / 2, place + 1 - _BAND / 2
        ax.fill(
            [-band.share / 2, band.share / 2, following / 2, -following / 2],
            [low, low, high, high],
            color=EARLY,
            alpha=0.25,
            linewidth=0,
        )
        if band.conversion is not None:
            said = percent(band.conversion)
            interval = span(band.low, band.high)
            ax.text(
                0,
                place + 0.5,
                f"{said}  (95%: {interval})" if interval else said,
                ha="center",
                va="center",
                fontsize="small",
            )
    if shape.qualified:
        line = shape.qualified - _BAND / 2 - 0.06
        ax.axhline(line, color=BEFORE, linestyle="--", linewidth=1.2)
        ax.text(0.5, line - 0.04, "qualified", ha="right", va="bottom", fontsize="small")
    ax.set_xlim(-0.5, 0.5)
    ax.set_ylim(len(shape.bands) - 0.5, -0.6)
    ax.axis("off")
    said = shape.sentence.split(":")[0] or "How deals come through the stages"
    ax.set_title(shown(said), loc="left", color=text_colour(), fontsize="medium")
    return ax
