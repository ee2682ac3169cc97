"""The open pipeline over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from salespipe.report.charts import nice_ticks, short_number
from salespipe.report.markup import Markup
from salespipe.report.pictures.picture import Chart, Picture, table, ticks
from salespipe.report.shapes.evolution import EvolutionShape, Layer, layer_colours

TITLE = "How has the pipeline moved?"
_FEWEST = 2
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def evolution_picture(shape: EvolutionShape, currency: str) -> Picture:
    """Of a series by stage."""
    if not any(shape.counts):
        return Picture.missing(TITLE, "no deal was open in the period")
    charts = []
    if len(shape.ends) >= _FEWEST:
        counts = [(layer, [float(count) for count in layer.counts]) for layer in shape.layers]
        charts.append(_chart(shape, "Open deals", counts, [f"{n:,}" for n in shape.counts]))
        if shape.has_values:
            values = [(layer, [float(value) for value in layer.values]) for layer in shape.layers]
            title = f"Open value, {currency}" if currency else "Open value"
            charts.append(_chart(shape, title, values, [f"{v:,}" for v in shape.values], True))
    says = (
        f"What was open at the end of each {shape.every}: {shape.counts[0]:,} deals after the "
        f"first, {shape.counts[-1]:,} after the last."
    )
    return Picture(TITLE, says, charts, _table(shape, currency))


def _chart(
    shape: EvolutionShape,
    title: str,
    layers: Sequence[tuple[Layer, Sequence[float]]],
    totals: Sequence[str],
    is_money: bool = False,
) -> Chart:
    highest = max(sum(values[place] for _, values in layers) for place in range(len(shape.ends)))
    spec: dict[str, Any] = {
        "kind": "areas",
        "ticks": ticks([(at, short_number(at)) for at in nice_ticks(highest)]),
        "labels": [_short(shape, end) for end in shape.ends],
        "layers": [
            {"name": layer.name, "color": _colour(shape, place), "values": list(values)}
            for place, (layer, values) in enumerate(layers)
        ],
        "tips": [
            [
                f"{end}: {totals[place]}",
                *(
                    f"{layer.name or 'all'}: {_text(layer, place, is_money)}"
                    for layer, _ in reversed(layers)
                ),
            ]
            for place, end in enumerate(shape.ends)
        ],
    }
    legend = [("", title)] if len(layers) == 1 else _legend(shape, title)
    name = "open_value" if is_money else "open_count"
    return Chart(name, f"{title} by stage over time", spec, legend)


def _legend(shape: EvolutionShape, title: str) -> list[tuple[str, str]]:
    named = [(f"l{_colour(shape, place)}", layer.name) for place, layer in enumerate(shape.layers)]
    return [("none", title), *named]


def _colour(shape: EvolutionShape, place: int) -> int:
    return layer_colours(len(shape.layers))[place]


def _text(layer: Layer, place: int, is_money: bool) -> str:
    return _money(layer.values[place]) if is_money else f"{layer.counts[place]:,}"


def _money(value: Decimal) -> str:
    return f"{value:,}"


def _short(shape: EvolutionShape, end: date) -> str:
    if shape.every in ("day", "week"):
        return f"{end.day} {_MONTHS[end.month - 1]}"
    if shape.every == "year":
        return str(end.year)
    return f"{_MONTHS[end.month - 1]} {end.year % 100:02d}"


def _table(shape: EvolutionShape, currency: str) -> Markup:
    head: list[str] = [f"End of the {shape.every}"]
    named = len(shape.layers) > 1
    for layer in shape.layers if named else ():
        head.append(f"{layer.name}, deals")
        if shape.has_values:
            head.append(f"{layer.name}, value")
    head += ["All deals", *(["Value"] if shape.has_values else [])]
    body = []
    for place, end in enumerate(shape.ends):
        row: list[str] = [end.isoformat()]
        for layer in shape.layers if named else ():
            row.append(f"{layer.counts[place]:,}")
            if shape.has_values:
                row.append(_money(layer.values[place]))
        row.append(f"{shape.counts[place]:,}")
        if shape.has_values:
            row.append(_money(shape.values[place]))
        body.append(row)
    return table(head, body)
