"""The open pipeline over time in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from salespipe.notebook.frame import bar, frame, table
from salespipe.report.markup import Child, tag
from salespipe.report.shapes.evolution import evolution_shape

_STEPS_AT_MOST = 12
_LAYERS_AT_MOST = 6


def series_html(document: Mapping[str, Any]) -> str:
    """Of a series document: the last steps, each with what was open, by group where it has few."""
    shape = evolution_shape(document)
    currency = "" if document["currency"] == "XXX" else f", {document['currency']}"
    is_split = len(shape.layers) > 1 or shape.layers[0].name != ""
    layers = shape.layers if is_split and len(shape.layers) <= _LAYERS_AT_MOST else ()
    head: list[Child] = ["End of the day" if shape.every == "day" else f"End of the {shape.every}"]
    head += ["", "Open deals", f"Open value{currency}"]
    head += [layer.name or "(none)" for layer in layers]
    steps = range(max(0, len(shape.ends) - _STEPS_AT_MOST), len(shape.ends))
    highest = max((shape.counts[step] for step in steps), default=0) or 1
    rows: list[list[Child]] = [
        [
            shape.ends[step].isoformat(),
            bar(shape.counts[step] / highest),
            f"{shape.counts[step]:,}",
            _amount(shape.values[step]),
            *(f"{layer.counts[step]:,}" for layer in layers),
        ]
        for step in steps
    ]
    period = document["query"]["period"]
    said = f"{period['from']} up to {period['to']}, {len(shape.ends):,} steps"
    if len(shape.ends) > _STEPS_AT_MOST:
        said += f", the last {_STEPS_AT_MOST}"
    return frame(tag("p", tag("small", said)), table(head, rows))


def _amount(value: Decimal) -> str:
    return f"{value:,}"
