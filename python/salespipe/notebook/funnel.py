"""A funnel in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salespipe.notebook.frame import bar, frame, table
from salespipe.report.funnel import percent, span
from salespipe.report.markup import Child, tag
from salespipe.report.shapes.funnel import funnel_shape

_HEAD = ["Stage", "", "Reached", "Lost from it", "Still there", "To the next", "95% interval"]


def funnel_html(document: Mapping[str, Any]) -> str:
    """Of a funnel document: a table for each group, bars as wide as the deals that came so far."""
    parts: list[Child] = []
    for place, group in enumerate(document["groups"]):
        shape = funnel_shape(document, place)
        rows: list[list[Child]] = [
            [
                f"{band.stage} (qualified)" if number == shape.qualified else band.stage,
                bar(band.share),
                f"{band.reached:,}",
                f"{band.lost:,}",
                f"{band.still_there:,}",
                percent(band.conversion),
                span(band.low, band.high),
            ]
            for number, band in enumerate(shape.bands)
        ]
        title = ", ".join(f"{name} {value or '(none)'}" for name, value in group["by"].items())
        parts.append(table(_HEAD, rows, caption=title))
        if shape.sentence:
            parts.append(tag("p", tag("small", shape.sentence)))
    if not document["knows_history"]:
        said = "Without a history of stages, every loss counts in the first stage."
        parts.append(tag("p", tag("small", said)))
    return frame(*parts)
