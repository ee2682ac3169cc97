"""A deal in a notebook: where it stands, and what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salespipe.notebook.frame import frame, table
from salespipe.report.markup import Child, Markup, join, tag

if TYPE_CHECKING:
    from salespipe.deal import Deal

_TASKS_AT_MOST = 5


def deal_html(deal: Deal) -> str:
    state = deal.state
    facts = {
        "Account": deal.account,
        "Owner": state.owner,
        "Value": state.value or "",
        "Verdict": state.verdict.replace("_", " "),
        "Expected close": str(state.expected_close or ""),
        "Source": state.source,
        "Product": state.product,
        "Lost because": state.lost_reason,
        "Wakes up": str(state.wake_up or ""),
        "Tags": ", ".join(state.tags),
    }
    rows: list[list[Child]] = [[name, value] for name, value in facts.items() if value]
    rows += [
        ["Next" if place == 0 else "", _task(task.description, str(task.due or ""))]
        for place, task in enumerate(deal.open_tasks[:_TASKS_AT_MOST])
    ]
    return frame(tag("p", tag("strong", state.name)), _path(deal), table([], rows, texts=2))


def _path(deal: Deal) -> Markup:
    """The open stages of its pipeline, and the one it stands in."""
    state = deal.state
    names: list[Child] = []
    for stage in deal.pipeline.stages:
        is_here = stage.id == state.stage
        if stage.kind != "open" and not is_here:
            continue
        if names:
            names.append(" → ")
        names.append(tag("span", stage.name, class_="now" if is_here else "soft"))
    return tag("p", join(*names))


def _task(description: str, due: str) -> str:
    return f"{description} (by {due})" if due else description
