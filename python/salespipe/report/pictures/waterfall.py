"""The waterfall of a page: why the open value moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salespipe.report.cards import explained
from salespipe.report.charts import nice_ticks, short_number
from salespipe.report.document import Document
from salespipe.report.figures import exact_text, figure_text, with_unit
from salespipe.report.markup import Markup
from salespipe.report.pictures.picture import Chart, Picture, table, ticks
from salespipe.report.shapes.waterfall import Step, waterfall_steps

TITLE = "Why has the open value moved?"


def waterfall_picture(document: Document) -> Picture:
    """Of the total of a report."""
    steps = waterfall_steps(document.total.metrics)
    if not steps:
        return Picture.missing(TITLE, document.why("waterfall_start"))
    if len(steps) == 2 and not steps[0].amount and not steps[1].amount:
        return Picture.missing(TITLE, "no deal with a value was open in the period")
    first, last = steps[0], steps[-1]
    says = (
        f"{_amount(document, first)} were open when it began, {_amount(document, last)} when it "
        "ended. The steps between add up to the cent."
    )
    charts = [] if any(step.low < 0 for step in steps) else [_chart(document, steps)]
    return Picture(TITLE, says, charts, _table(document, steps))


def _amount(document: Document, step: Step) -> str:
    return with_unit(document.metric(step.metric), str(step.amount), document.currency)


def _name(document: Document, step: Step) -> str:
    return document.metric(step.metric).title


def _signed(document: Document, step: Step) -> str:
    text = figure_text(document.metric(step.metric), str(abs(step.amount)))
    return text if step.is_level else f"{'+' if step.is_gain else '−'}{text}"


def _exact(document: Document, step: Step) -> str:
    text = exact_text(document.metric(step.metric), str(abs(step.amount)), document.currency)
    return text if step.is_level else f"{'+' if step.is_gain else '−'}{text}"


def _chart(document: Document, steps: Sequence[Step]) -> Chart:
    highest = float(max(step.high for step in steps))
    spec = {
        "kind": "waterfall",
        "ticks": ticks([(at, short_number(at)) for at in nice_ticks(highest)]),
        "steps": [_step(document, step) for step in steps],
    }
    said = ", ".join(f"{_name(document, step)} {_signed(document, step)}" for step in steps)
    legend = [("", "open"), ("gain", "adds"), ("loss", "takes away")]
    return Chart("waterfall", f"Waterfall: {said}", spec, legend)


def _step(document: Document, step: Step) -> dict[str, Any]:
    low, high = float(step.low), float(step.high)
    metric = document.metric(step.metric)
    falls = not step.is_level and not step.is_gain
    return {
        "name": metric.title,
        "from": high if falls else low,
        "to": low if falls else high,
        "text": _signed(document, step),
        "tone": "level" if step.is_level else "gain" if step.is_gain else "loss",
        "tip": [metric.title, _exact(document, step), metric.documentation],
    }


def _table(document: Document, steps: Sequence[Step]) -> Markup:
    body = [(explained(document.metric(step.metric)), _exact(document, step)) for step in steps]
    return table(["Step", "Amount"], body)
