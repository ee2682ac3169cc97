"""A funnel for people: a table of its stages, and a sentence on where it bends."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.table import Table

from salespipe.report.text import visible

_COUNTS = (("Reached", "reached"), ("Skipped", "skipped"), ("Still there", "still_there"))


def stage_table(group: dict[str, Any], name: str, *, details: bool = False) -> Table:
    """The stages of one group of a funnel document: the estimated conversion with its 95% interval,
    and with ``details`` the other conversions beside it."""
    title = ", ".join(f"{visible(key)} {visible(value)}" for key, value in group["by"].items())
    table = Table(title=title or visible(name), title_justify="left", box=None, pad_edge=False)
    table.add_column("Stage")
    for heading in _headings(details):
        table.add_column(heading, justify="right")
    for stage in group["stages"]:
        won = stage["kind"] == "won"
        table.add_row("Won" if won else visible(stage["stage"]), *_cells(stage, details))
    return table


def _headings(details: bool) -> list[str]:
    counts = [heading for heading, _ in _COUNTS] + ["Lost from"]
    estimates = ["To the next", "95% interval", "Days, median", "Of all"]
    more = ["Pending", "If none / all", "Decided", "Win chance", "Days to close"]
    return [*counts, *estimates, *(more if details else ())]


def _cells(stage: dict[str, Any], details: bool) -> Iterator[str]:
    for _, key in _COUNTS:
        yield f"{stage[key]:,}"
    won = stage["kind"] == "won"
    yield "" if won else f"{stage['lost_from']:,}"
    yield percent(stage.get("conversion_estimated"))
    yield span(stage.get("conversion_low"), stage.get("conversion_high"))
    yield f"{stage['stay_days_median']:,}" if "stay_days_median" in stage else ""
    yield percent(stage.get("cumulative_conversion_estimated"))
    if not details:
        return
    yield "" if won else f"{stage['pending']:,}"
    yield span(stage.get("conversion"), stage.get("conversion_upper_bound"))
    yield percent(stage.get("conversion_decided"))
    yield percent(stage.get("win_probability"))
    yield f"{stage['expected_days']:,.1f}" if "expected_days" in stage else ""


def percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return percent(low) if low == high else f"{low:.1%} to {high:.1%}"


def bend_sentence(document: dict[str, Any], group: dict[str, Any]) -> str:
    """What the funnel does at the stage that means qualified; "" when no stage does."""
    bend = group.get("bend")
    if bend is None:
        return ""
    stage = visible(bend["qualified"])
    if bend["verdict"] == "not_enough_data":
        return f"Whether the funnel bends at {stage} cannot be told: {_why_not(document, bend)}."
    rates = (
        f"steps before it convert {percent(bend['before']['value'])}, "
        f"from it on {percent(bend['after']['value'])} "
        f"({_points(bend['difference']['value'])} points, 95% interval "
        f"{_points(bend['difference']['low'])} to {_points(bend['difference']['high'])})"
    )
    if bend["verdict"] == "bends_at_qualified":
        return f"The funnel bends at {stage}: {rates}."
    return f"The funnel leaks after {stage}: {rates}.{_worst(document, bend)}"


def _why_not(document: dict[str, Any], bend: dict[str, Any]) -> str:
    if not document["knows_history"]:
        return "no history of stages is given"
    if "before" not in bend or "after" not in bend:
        return "no step is decided on one side of it"
    decided = f"{bend['before']['decided']:,} steps are decided before it, "
    decided += f"{bend['after']['decided']:,} from it on"
    return f"{decided}, and their conversions are too close for so few"


def _worst(document: dict[str, Any], bend: dict[str, Any]) -> str:
    if "worst_stage" not in bend:
        return ""
    stage = visible(bend["worst_stage"])
    if "worst_stage_cost" not in bend:
        return f" Most is lost from {stage}."
    cost = f"{Decimal(bend['worst_stage_cost']):,.0f}"
    currency = "" if document["currency"] == "XXX" else f" {document['currency']}"
    return f" Most is lost from {stage}: its lost deals would have brought {cost}{currency}."


def _points(value: float) -> str:
    return f"{100 * value:+.1f}"
