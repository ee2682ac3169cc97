"""From what an export says of a deal to what happened to it: how it was created, then each change.

Pure: no book, no clock. A timeline is the same for the same rows, so its events have the same ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

#: Kinds of stages in which a close date is the day of the close. A parked deal is not closed.
CLOSED = ("won", "lost")


@dataclass(slots=True)
class Change:
    """A field of a deal got a value: a row of a history. ``id``: the row's own, or ""."""

    at: int
    field: str
    value: Any
    id: str = ""
    actor: str | None = None
    #: What it was before; with ``has_old``, as an export of single changes tells it.
    old: Any = None
    has_old: bool = False
    #: The close date of a whole version of a closed deal, if that is what the row is.
    closed_at: int | None = None


@dataclass(slots=True)
class Deal:
    """A deal as its row has it. Stages are keys of its pipeline's stages. ``told`` names the
    fields that the export has columns for: others have not become empty."""

    id: str
    name: str
    pipeline: Any
    row: int
    stage: str
    told: frozenset[str]
    currency: str = ""
    value: Decimal | None = None
    owner: str | None = None
    account: str | None = None
    contacts: list[str] = field(default_factory=list)
    created: int | None = None
    closed: int | None = None
    expected_close: str | None = None
    #: The day of the close of a closed deal, the expected one of an open deal, in one column.
    close_day: str | None = None
    stage_changed: int | None = None
    modified: int | None = None
    source: str | None = None
    lost_reason: str | None = None
    status: str | None = None
    tags: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """A change that really is one: the field was something else before."""

    at: int | None
    field: str
    value: Any
    id: str
    actor: str | None = None
    #: No row of a history tells it: the deal stands so, and it must have come about.
    is_final: bool = False
    #: The id of its event, where that is settled.
    event: str = ""


@dataclass(slots=True)
class Timeline:
    """``start``: field -> (value, when a row of a history told it, id of the row) at the creation;
    ``steps`` in the order of their times; ``current``: how the deal stands, by its own row."""

    created: int | None
    start: dict[str, tuple[Any, int | None, str]]
    steps: list[Step]
    current: dict[str, Any]


_at = attrgetter("at")


def _step_order(step: Step) -> tuple[int, bool]:
    """By time; what changed in the moment of a move was so when the deal moved."""
    return (-(2**63) if step.at is None else step.at, step.field == "stage")


def build(deal: Deal, kind_of: Callable[[str], str], first_open: str) -> Timeline:
    """The timeline of one deal. ``kind_of`` tells the kind of a stage, ``first_open`` is where
    deals begin that were created closed, or whose first stage nobody knows."""
    changes = sorted(deal.changes, key=_at)
    created = deal.created
    if changes and (created is None or changes[0].at < created):
        created = changes[0].at
    by_field: dict[str, list[Change]] = {}
    for change in changes:
        by_field.setdefault(change.field, []).append(change)
    start: dict[str, tuple[Any, int | None, str]] = {}
    steps: list[Step] = []
    _stages(deal, by_field.get("stage", []), created, kind_of, first_open, start, steps)
    if "close_date" in by_field:
        by_field["expected_close"] = _expected(by_field["close_date"], start, steps, kind_of)
    is_closed = kind_of(deal.stage) in CLOSED
    current = {"stage": deal.stage, "value": deal.value, "owner": deal.owner, "name": deal.name}
    if not is_closed or deal.expected_close is not None:
        day = deal.expected_close or (None if is_closed else deal.close_day)
        current["expected_close"] = day
    for name in ("value", "owner", "expected_close", "name"):
        _plain(name, by_field.get(name, []), current, start, steps)
    _final(deal, created, current, start, steps, kind_of)
    if len(steps) > 1:
        steps.sort(key=_step_order)
    told = {name: value for name, value in current.items() if name in deal.told}
    return Timeline(created, start, steps, told)


def _stages(
    deal: Deal,
    moves: list[Change],
    created: int | None,
    kind_of: Callable[[str], str],
    first_open: str,
    start: dict[str, tuple[Any, int | None, str]],
    steps: list[Step],
) -> None:
    if not moves:
        if kind_of(deal.stage) == "open":
            known = deal.stage_changed is not None and deal.stage != first_open
            late = known and (created is None or deal.stage_changed > created)  # type: ignore[operator]
            start["stage"] = (first_open if late else deal.stage, None, "")
        else:
            start["stage"] = (first_open, None, "")
        return
    first = moves[0]
    if first.has_old and first.old is not None:
        start["stage"] = (first.old, None, "")
    else:
        start["stage"] = (first.value, first.at, first.id)
        moves = moves[1:]
    at = start["stage"][0]
    if kind_of(at) != "open":
        start["stage"] = (first_open, None, "")
        if first.has_old:  # it stood there before the first change that is told
            steps.append(Step(created, "stage", at, ""))
        else:
            entered = first.at
            if first.closed_at is not None:
                entered = min(entered, first.closed_at)
            if created is not None:
                entered = max(entered, created)
            steps.append(Step(entered, "stage", at, first.id, first.actor))
    for move in moves:
        if move.value != at:
            steps.append(Step(move.at, "stage", move.value, move.id, move.actor))
            at = move.value


def _expected(
    rows: list[Change],
    start: dict[str, tuple[Any, int | None, str]],
    steps: list[Step],
    kind_of: Callable[[str], str],
) -> list[Change]:
    """The changes of a close date that are of the expected close: those while the deal was open.
    From the moment of its close on, the date is the day that it closed."""
    out = []
    for row in rows:
        stage = start["stage"][0]
        for step in steps:
            if step.at is None or step.at <= row.at:
                stage = step.value
        if kind_of(stage) not in CLOSED:
            out.append(row)
        elif row.has_old:  # it tells what was expected until then
            out.append(replace(row, value=row.old))
    return out


def _plain(
    name: str,
    rows: list[Change],
    current: dict[str, Any],
    start: dict[str, tuple[Any, int | None, str]],
    steps: list[Step],
) -> None:
    if not rows:
        start[name] = (current.get(name), None, "")
        return
    first = rows[0]
    if first.has_old:
        start[name] = (first.old, None, "")
    else:
        start[name] = (first.value, first.at, first.id)
        rows = rows[1:]
    at = start[name][0]
    for row in rows:
        if row.value != at:
            steps.append(Step(row.at, name, row.value, row.id, row.actor))
            at = row.value


def _final(
    deal: Deal,
    created: int | None,
    current: dict[str, Any],
    start: dict[str, tuple[Any, int | None, str]],
    steps: list[Step],
    kind_of: Callable[[str], str],
) -> None:
    """Where the history does not lead to how the deal stands, the rest of the way."""
    last: dict[str, tuple[Any, int | None]] = {
        name: (value, at) for name, (value, at, _) in start.items()
    }
    for step in steps:  # those of one field are in the order of their times
        last[step.field] = (step.value, step.at)
    for name, value in current.items():
        before, at = last.get(name, (None, None))
        if value == before or name not in deal.told:
            continue
        floor = created if at is None else at
        when = final_moment(deal, name, kind_of)
        if when is not None and floor is not None:
            when = max(when, floor)
        if when is None:  # behind all that is known; nothing known: nobody knows when it closed
            when = at if name == "stage" else floor
        if when is None and name != "stage":
            continue  # nothing tells when: how it stood first is how it stands
        steps.append(Step(when, name, value, "", is_final=True))


def final_moment(deal: Deal, name: str, kind_of: Callable[[str], str]) -> int | None:
    """When a field got the value that the deal's row has, as far as the row tells."""
    if name == "stage":
        if kind_of(deal.stage) in CLOSED:
            return deal.closed
        return deal.stage_changed if deal.stage_changed is not None else deal.modified
    return deal.modified
