"""How long the won deals took, as columns."""

from __future__ import annotations

from salespipe.report.charts import nice_ticks, short_number
from salespipe.report.pictures.picture import Chart, Picture, table, ticks
from salespipe.report.shapes.cycle import CycleShape

TITLE = "How long do won deals take?"


def cycle_picture(shape: CycleShape | None, unit: str = "days") -> Picture:
    """Of the histogram of the sales cycle; ``unit`` is "days" or "business days"."""
    if shape is None:
        return Picture.missing(
            TITLE, "no deal was won in the period whose first day is known", half=True
        )
    marks = []
    for text, at in (("median", shape.median), ("nine in ten", shape.p90)):
        if at is not None:
            marks.append({"at": at / shape.width, "text": f"{text}: {at:,.1f}"})
    spec = {
        "kind": "columns",
        "ticks": ticks([(at, short_number(at)) for at in nice_ticks(max(shape.counts))]),
        "columns": [
            {
                "label": str(place * shape.width),
                "value": count,
                "before": None,
                "cut": False,
                "tip": [f"{shape.days(place)} {unit}", f"{count:,} deals won"],
            }
            for place, count in enumerate(shape.counts)
        ],
        "marks": marks,
    }
    says = f"{shape.deals:,} {'deal' if shape.deals == 1 else 'deals'} won."
    if shape.deals > 1 and shape.median is not None and shape.p90 is not None:
        says = (
            f"Half of the {shape.deals:,} deals won took {shape.median:,.1f} {unit} or less, nine "
            f"in ten {shape.p90:,.1f} or less."
        )
    chart = Chart("cycle", says, spec, [("", f"deals won, by {unit} from start to won")])
    body = [(shape.days(place), f"{count:,}") for place, count in enumerate(shape.counts) if count]
    figures = table([unit.capitalize(), "Deals won"], body)
    return Picture(TITLE, says, [chart], figures, half=True)
