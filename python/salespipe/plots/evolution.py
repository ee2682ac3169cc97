"""The open pipeline over time, a layer for each stage."""

from __future__ import annotations

from typing import Any

from salespipe.errors import InvalidArgumentError
from salespipe.plots.style import LAYERS, Axes, axes, plain, short, shown
from salespipe.report.shapes.evolution import EvolutionShape, layer_colours


def draw_evolution(shape: EvolutionShape, currency: str, of: str, ax: Axes | None) -> Axes:
    if of not in ("", "value", "count"):
        raise InvalidArgumentError(f"of is 'value' or 'count', not '{of}'")
    is_value = of == "value" or (of == "" and shape.has_values)
    if is_value and not shape.has_values:
        raise InvalidArgumentError("no open deal has a value that could be drawn; ask of='count'")
    ax = axes(ax, (9.0, 4.2))
    layers = [
        [float(value) for value in (layer.values if is_value else layer.counts)]
        for layer in shape.layers
    ]
    names = [shown(layer.name) or "open" for layer in shape.layers]
    from matplotlib import dates as typeless

    dates: Any = typeless  # its functions have no types
    ends = [float(dates.date2num(end)) for end in shape.ends]
    colours = [LAYERS[place] for place in layer_colours(len(layers))]
    ax.stackplot(ends, layers, labels=names, colors=colours, linewidth=0)
    plain(ax)
    ax.yaxis.set_major_formatter(short)
    places = dates.AutoDateLocator(maxticks=9)
    ax.xaxis.set_major_locator(places)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(places))
    if len(ends) > 1:
        ax.set_xlim(ends[0], ends[-1])
    ax.set_ylim(bottom=0)
    if len(layers) > 1:
        handles, labels = ax.get_legend_handles_labels()
        ax.legend(
            handles[::-1], labels[::-1], frameon=False, loc="upper left", bbox_to_anchor=(1, 1)
        )
    what = f"Open value{f', {currency}' if currency else ''}" if is_value else "Open deals"
    ax.set_title(f"{what}, at the end of each {shape.every}", loc="left", fontsize="medium")
    return ax
