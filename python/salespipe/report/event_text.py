"""What an event of a deal says, in words for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from salespipe._core import Event

Payload = Mapping[str, Any]


def describe(event: Event, stages: Mapping[str, str]) -> str:
    """One line: "Proposal made -> Lost: Price". ``stages`` gives the names of stage ids."""
    payload: Payload = json.loads(event.to_json())["payload"]
    tell = _TELLERS.get(event.type)
    return event.type.replace("_", " ") if tell is None else tell(payload, stages)


def value_text(value: Payload | None) -> str:
    """An amount as a person writes it: "500.00 EUR/month x 24 + 900.00 EUR"."""
    if value is None:
        return "not known"
    parts = []
    if "recurring" in value:
        intervals = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
        times = value["term_months"] // intervals[value["interval"]]
        parts.append(f"{value['recurring']} {value['currency']}/{value['interval']} x {times}")
    if not parts or float(value["one_off"]) != 0:
        parts.append(f"{value['one_off']} {value['currency']}")
    return " + ".join(parts)


def _created(payload: Payload, stages: Mapping[str, str]) -> str:
    said = [f"created in {_stage(payload, stages)}"]
    if "value" in payload:
        said.append(value_text(payload["value"]))
    if "expected_close" in payload:
        said.append(f"expected to close {payload['expected_close']}")
    if "owner" in payload:
        said.append(f"of {payload['owner']}")
    return ", ".join(said)


def _entered(payload: Payload, stages: Mapping[str, str]) -> str:
    said = f"{_stage(payload, stages)} ({payload['transition']})"
    if "lost_reason" in payload:
        said += f": {payload['lost_reason']}"
    if "wake_up" in payload:
        said += f", until {payload['wake_up']}"
    if "overridden" in payload:
        said += f", in spite of {', '.join(payload['overridden'])}"
    return said + _note(payload)


def _moved(payload: Payload, stages: Mapping[str, str]) -> str:
    return f"pipeline {payload['pipeline']}, {_stage(payload, stages)}" + _note(payload)


def _ticked(payload: Payload, stages: Mapping[str, str]) -> str:
    done = "done" if payload["done"] else "not done after all"
    return f"{payload['criterion']} for {_stage(payload, stages)}: {done}" + _note(payload)


def _assessed(payload: Payload, stages: Mapping[str, str]) -> str:
    said = f"{payload['criterion']}: {payload['state'].replace('_', ' ')}"
    return said + (f" ({payload['evidence']})" if "evidence" in payload else "")


def _logged(payload: Payload, stages: Mapping[str, str]) -> str:
    said = str(payload["type"]).replace("_", " ")
    return said + (f": {payload['summary']}" if "summary" in payload else "")


def _undone(payload: Payload, stages: Mapping[str, str]) -> str:
    return f"undone: {', '.join(payload['events'])}" + (
        f" ({payload['reason']})" if "reason" in payload else ""
    )


def _refused(payload: Payload, stages: Mapping[str, str]) -> str:
    return f"refused: {payload['change'].replace('_', ' ')} (may not {payload['verb']})"


def _stage(payload: Payload, stages: Mapping[str, str]) -> str:
    return stages.get(payload["stage"], str(payload["stage"]))


def _note(payload: Payload) -> str:
    return f" ({payload['note']})" if "note" in payload else ""


def _field(payload: Payload, stages: Mapping[str, str]) -> str:
    return f"{payload['field']}: {payload['value']}" if "value" in payload else payload["field"]


def _task(payload: Payload, stages: Mapping[str, str]) -> str:
    said = f"task: {payload['description']}"
    if "due" in payload:
        said += f", due {payload['due']}"
    return said + (f", of {payload['assignee']}" if "assignee" in payload else "")


def _rule_fired(payload: Payload, _: Mapping[str, str]) -> str:
    did = f"was held ({payload['held']})" if "held" in payload else "spoke"
    troubles = "".join(f"; {one}" for one in payload.get("troubles", []))
    return f"rule {payload['rule']} {did}: {payload.get('why', '')}{troubles}"


def _told(what: str, member: str) -> Callable[[Payload, Mapping[str, str]], str]:
    """A teller that says ``what``, and why where ``member`` tells it."""
    return lambda payload, _: what + (f": {payload[member]}" if member in payload else "")


#: One line for each type of event of a deal, its account and its tasks.
_TELLERS: dict[str, Callable[[Payload, Mapping[str, str]], str]] = {
    "opportunity_created": _created,
    "stage_entered": _entered,
    "moved_to_pipeline": _moved,
    "value_changed": lambda payload, _: f"value {value_text(payload.get('value'))}",
    "owner_changed": lambda payload, _: f"owner {payload.get('owner', 'nobody')}",
    "expected_close_changed": lambda payload, _: (
        f"expected to close {payload.get('expected_close', 'on no known day')}"
    ),
    "renamed": lambda payload, _: f"named {payload['name']}",
    "tag_added": lambda payload, _: f"tag {payload['tag']}",
    "tag_removed": lambda payload, _: f"no tag {payload['tag']}",
    "field_set": _field,
    "criterion_assessed": _assessed,
    "exit_criterion_ticked": _ticked,
    "interaction_logged": _logged,
    "account_added": lambda payload, _: f"account {payload['name']}",
    "contact_added": lambda payload, _: f"contact {payload['name']}",
    "task_added": _task,
    "task_completed": _told("task done", "outcome"),
    "task_snoozed": lambda payload, _: f"task put off to {payload['due']}",
    "task_assigned": lambda payload, _: f"task of {payload.get('assignee', 'nobody')}",
    "task_edited": lambda payload, _: f"task: {payload['description']}",
    "task_dismissed": _told("task dismissed", "reason"),
    "events_undone": _undone,
    "access_refused": _refused,
    "rule_fired": _rule_fired,
}
