"""A book as the rows of a template."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import salespipe
from salespipe import _core
from salespipe.errors import AmbiguousError, InvalidArgumentError
from salespipe.template.content import (
    ActivityRow,
    Content,
    DealRow,
    PeriodChoice,
    QuotaRow,
    StageRow,
    TaskRow,
)


@dataclass
class _Way:
    """What the journal says of a deal, and its present state does not."""

    first_value: Decimal | None = None
    value: Decimal | None = None
    owner: str = ""
    #: With what it went into the stage in which it stands.
    entered_value: Decimal | None = None
    entered_owner: str = ""
    qualified: datetime | None = None


def content_of(
    book: salespipe.Book,
    *,
    pipeline: _core.Pipeline | None = None,
    quotas: Sequence[QuotaRow] = (),
    today: date | None = None,
    abandoned_days: int = 30,
    period: PeriodChoice | None = None,
) -> Content:
    """The deals of a pipeline (the book's only one unless it is named) with tasks and activities,
    and the settings that they need. ``today``: the day that the workbook stands at; None: it
    follows the calendar."""
    pipeline = pipeline or _only(book)
    if len(pipeline.stages) == 0:
        raise InvalidArgumentError("the pipeline has no stages")
    zone = ZoneInfo(book.timezone)
    ways = _ways(book, pipeline)
    accounts = {account.id: account.name for account in book.accounts}
    names = {stage.id: stage.name for stage in pipeline.stages}
    deals = []
    for deal_id in book._core.opportunity_ids():
        state = book._core.opportunity(deal_id)
        if state.pipeline == pipeline.id:
            deals.append(_deal(state, ways[deal_id], names, accounts, zone))
    here = {deal.id for deal in deals}
    tasks = [
        _task(task, accounts, zone)
        for task in book.tasks(state="any")
        if not task.opportunity or task.opportunity in here
    ]
    activities = [
        _activity(number, one, accounts, zone)
        for number, one in enumerate(book._core.interactions(), start=1)
        if not one.opportunity or one.opportunity in here
    ]
    owners = dict.fromkeys(
        [deal.owner for deal in deals]
        + [task.assignee for task in tasks]
        + [one.owner for one in activities]
        + [quota.owner for quota in quotas]
    )
    return Content(
        pipeline=pipeline.name,
        currency=pipeline.currency,
        stages=tuple(_stage(stage) for stage in pipeline.stages),
        owners=_sorted(owners),
        sources=_sorted(dict.fromkeys(deal.source for deal in deals)),
        products=_sorted(dict.fromkeys(deal.product for deal in deals)),
        lost_reasons=_sorted(dict.fromkeys(deal.lost_reason for deal in deals)),
        deals=tuple(deals),
        tasks=tuple(tasks),
        activities=tuple(activities),
        quotas=tuple(quotas),
        today=today,
        abandoned_days=abandoned_days,
        period=period or PeriodChoice(),
    )


def _only(book: salespipe.Book) -> _core.Pipeline:
    pipelines = book.pipelines
    if len(pipelines) == 1:
        return pipelines[0]
    known = ", ".join(f"'{one.name}'" for one in pipelines) or "none"
    raise AmbiguousError(f"a template holds one pipeline, and the book has {known}; name one")


def _sorted(names: dict[str, None]) -> tuple[str, ...]:
    """Without the empty one, and each once as a spreadsheet compares them: without case."""
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            found.setdefault(name.strip().casefold(), name)
    return tuple(found[key] for key in sorted(found))


def _stage(stage: _core.Stage) -> StageRow:
    return StageRow(
        stage.name, stage.kind, stage.probability_ppm, stage.max_age_days, stage.qualified,
        stage.forecast_category,
    )  # fmt: skip


def _ways(book: salespipe.Book, pipeline: _core.Pipeline) -> dict[str, _Way]:
    """One pass over the journal."""
    order = {stage.id: number for number, stage in enumerate(pipeline.stages)}
    marked = [order[stage.id] for stage in pipeline.stages if stage.qualified]
    qualified = {
        stage.id
        for stage in pipeline.stages
        if marked and stage.kind == "open" and order[stage.id] >= marked[0]
    }
    undone = set(book.undone())
    ways: dict[str, _Way] = {}
    for event in book.events():
        kind = event.type
        if kind not in _TOLD or event.sequence in undone:
            continue
        document = json.loads(event.to_json())
        payload = document["payload"]
        way = ways.setdefault(document["stream"]["id"], _Way())
        if kind == "opportunity_created":
            way.first_value = way.value = _amount(payload.get("value"))
            way.owner = payload.get("owner", "")
        elif kind == "value_changed":
            way.value = _amount(payload.get("value"))
        elif kind == "owner_changed":
            way.owner = payload.get("owner", "")
        if kind in _ENTERING:
            way.entered_value, way.entered_owner = way.value, way.owner
            if way.qualified is None and payload.get("stage") in qualified:
                way.qualified = event.occurred_at
    return ways


_ENTERING = ("opportunity_created", "stage_entered", "moved_to_pipeline")
_TOLD = frozenset({*_ENTERING, "value_changed", "owner_changed"})


def _amount(value: dict[str, Any] | None) -> Decimal | None:
    """The total of a value as an event has it."""
    if value is None:
        return None
    total = Decimal(value.get("one_off", "0"))
    if "recurring" in value:
        total += Decimal(value["recurring"]) * int(value.get("term", 1))
    return total


def _deal(
    state: _core.OpportunityState, way: _Way, names: dict[str, str], accounts: dict[str, str],
    zone: ZoneInfo,
) -> DealRow:  # fmt: skip
    created, entered = _day(state.created_at, zone), _day(state.stage_entered_at, zone)
    is_closed = state.stage_kind in ("won", "lost")
    value = way.entered_value if is_closed else way.value
    return DealRow(
        id=state.id,
        name=state.name,
        account=accounts.get(state.account, ""),
        owner=way.entered_owner if is_closed else state.owner,
        source=state.source,
        product=state.product,
        stage=names[state.stage],
        value=value,
        created=created,
        qualified=_day(way.qualified, zone),
        since=None if is_closed or entered == created else entered,
        expected_close=state.expected_close,
        closed=_day(state.closed_at, zone) if is_closed else None,
        lost_reason=state.lost_reason,
        first_value=way.first_value if way.first_value != value and way.first_value else None,
    )


def _task(task: _core.Task, accounts: dict[str, str], zone: ZoneInfo) -> TaskRow:
    return TaskRow(
        id=task.id,
        description=task.description,
        deal=task.opportunity,
        account="" if task.opportunity else accounts.get(task.account, ""),
        assignee=task.assignee,
        created=_day(task.created_at, zone),
        due=task.due,
        state=task.state,
        finished=_day(task.finished_at, zone),
        outcome=task.outcome,
    )


def _activity(
    number: int, one: _core.Interaction, accounts: dict[str, str], zone: ZoneInfo
) -> ActivityRow:
    return ActivityRow(
        id=one.external_id or f"activity-{number}",
        at=_day(one.at, zone),
        type=one.type,
        owner=one.owner,
        account="" if one.opportunity else accounts.get(one.account, ""),
        deal=one.opportunity,
        summary=one.summary,
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()
