"""The funnel of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salespipe.report.funnel import percent, span
from salespipe.report.markup import Markup
from salespipe.report.pictures.picture import Chart, Picture, table
from salespipe.report.shapes.funnel import Band, FunnelShape, funnel_shape

TITLE = "How do deals come through the stages?"
_NO_HISTORY = (
    "No history of stages is given: every deal is taken to leap from the first stage to where it "
    "stands, so losses count in the first stage."
)


def funnel_picture(document: Mapping[str, Any], title: str = TITLE, place: int = 0) -> Picture:
    """Of the total of a funnel document; ``place`` tells several on a page apart."""
    shape = funnel_shape(document)
    if not shape.bands or shape.bands[0].reached == 0:
        return Picture.missing(title, "no deal was created in the period")
    label = "Funnel: " + ", ".join(f"{band.stage} {band.reached:,}" for band in shape.bands)
    says = shape.sentence
    if not shape.knows_history:
        says = _NO_HISTORY
    elif shape.qualified is None:
        says = "No stage of this pipeline means qualified, so where the funnel bends is not asked."
    name = f"funnel_{place}" if place else "funnel"
    return Picture(title, says, [Chart(name, label, _spec(shape))], _table(shape))


def _spec(shape: FunnelShape) -> dict[str, Any]:
    bend = None
    if shape.qualified:
        texts = {
            "bends_at_qualified": "qualified: it bends here",
            "leaks_after_qualified": "qualified: it should bend here, and leaks after",
        }
        bend = {
            "at": shape.qualified,
            "text": texts.get(shape.verdict, "qualified: too few deals to tell"),
            "good": shape.verdict == "bends_at_qualified",
        }
    return {"kind": "funnel", "bands": [_band(band) for band in shape.bands], "bend": bend}


def _band(band: Band) -> dict[str, Any]:
    deals = "deal" if band.reached == 1 else "deals"
    tip = [band.stage, f"{band.reached:,} {deals} reached it, {band.skipped:,} without a stop"]
    tip.append(f"{band.still_there:,} are there, {band.lost:,} were lost from it")
    if band.conversion is not None:
        tip.append(f"{percent(band.conversion)} come further, estimated with those that wait")
        tip.append(f"95% interval {span(band.low, band.high)}")
    interval = span(band.low, band.high)
    return {
        "stage": band.stage,
        "share": band.share,
        "text": f"{band.reached:,} {deals}",
        "next": f"{percent(band.conversion)} come further" if band.conversion is not None else "",
        "interval": f"95%: {interval}" if interval else "",
        "lost": f"{band.lost:,} lost" if band.lost else "",
        "tip": tip,
    }


def _table(shape: FunnelShape) -> Markup:
    head = ["Stage", "Reached", "Skipped", "Still there", "Lost from it", "To the next"]
    body = [
        (
            band.stage,
            f"{band.reached:,}",
            f"{band.skipped:,}",
            f"{band.still_there:,}",
            f"{band.lost:,}",
            percent(band.conversion),
            span(band.low, band.high),
        )
        for band in shape.bands
    ]
    return table([*head, "95% interval"], body)
