"""Judges what rules did by the journal alone: folds it with code of its own, and asks of each
firing whether its trigger was there and its conditions held at that moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Event = dict[str, Any]
ACTIVITY = {"opportunity_created", "stage_entered", "interaction_logged", "task_completed"}


@dataclass
class Deal:
    stage: str
    owner: str
    source: str
    value: int
    close: str
    tags: set[str] = field(default_factory=set)
    lost_reason: str = ""
    kind: str = "open"
    #: The last activity, and the last one before the moment of that.
    active: tuple[str, str] = ("", "")

    def stir(self, at: str) -> None:
        if at != self.active[0]:
            self.active = (at, self.active[0])

    def active_before(self, at: str) -> str:
        return self.active[1] if self.active[0] == at else self.active[0]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).date()


class Judge:
    """``unjust`` holds what was found wrong, ``judged`` counts firings."""

    def __init__(self, rules: Mapping[str, Any], stages: Mapping[str, str]) -> None:
        self.rules = {rule["id"]: rule for rule in rules["rules"]}
        self.stages = stages
        self.deals: dict[str, Deal] = {}
        self.task_deals: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.events: dict[str, Event] = {}
        self.unjust: list[str] = []
        self.judged = 0

    def read(self, lines: Iterable[str]) -> None:
        events = [json.loads(line) for line in lines]
        firings = {one["id"]: one for one in events if one["type"] == "rule_fired"}
        seen: set[str] = set()
        for event in events:
            self.events[event["id"]] = event
            firing = firings.get(event["id"].rsplit("/", 1)[0])
            # What it did stands before the firing, and is judged by what was there before that.
            if firing is not None and firing["id"] not in seen:
                seen.add(firing["id"])
                self._judge(firing)
            self._fold(event)

    def _judge(self, firing: Event) -> None:
        self.judged += 1
        told = firing["payload"]
        rule = self.rules[told["rule"]]
        deal = self.deals[told["opportunity"]]
        if not self._is_set_off(rule["when"], told, deal, firing["occurred_at"]):
            self.unjust.append(f"{firing['id']}: its trigger was not there")
        if not self._holds(rule.get("if", {"all": []}), deal):
            self.unjust.append(f"{firing['id']}: its conditions did not hold: {told['why']}")

    def _is_set_off(
        self, when: Mapping[str, Any], told: Mapping[str, Any], deal: Deal, at: str
    ) -> bool:
        if when["event"] == "inactive":
            silent = _day(at)
            silent -= timedelta(days=when["days"])
            last = _day(deal.active_before(at))
            in_stage = "stage" not in when or self.stages[deal.stage] == when["stage"]
            return deal.kind == "open" and in_stage and last <= silent
        if when["event"] == "date_reached":
            today = _day(at)
            due = date.fromisoformat(deal.close) + timedelta(days=when["days"])
            return deal.kind == "open" and timedelta(0) <= today - due <= timedelta(days=7)
        cause = self.events[told["cause"]]
        payload = cause["payload"]
        match when["event"]:
            case "stage_entered":
                return self.stages[payload["stage"]] == when["stage"] == self.stages[deal.stage]
            case "tag_given":
                return payload.get("tag") == when["tag"] and when["tag"] in deal.tags
            case "task_completed":
                return self.tasks[cause["stream"]["id"]].startswith(when["task"])
            case "interaction":
                return payload["type"] == when["type"]
            case "verdict":
                return cause["type"] == "criterion_assessed"
        return False

    def _holds(self, condition: Mapping[str, Any], deal: Deal) -> bool:
        if "all" in condition:
            return all(self._holds(part, deal) for part in condition["all"])
        if "any" in condition:
            return any(self._holds(part, deal) for part in condition["any"])
        if "not" in condition:
            return not self._holds(condition["not"], deal)
        name = condition["field"]
        if name == "tag":
            return (
                condition["is"] in deal.tags
                if "is" in condition
                else (condition["is_not"] not in deal.tags)
            )
        if name == "value":
            return deal.value >= int(condition["at_least"].split()[0])
        found = {
            "owner": deal.owner,
            "source": deal.source,
            "stage": self.stages[deal.stage],
            "stage_kind": deal.kind,
            "lost_reason": deal.lost_reason,
        }[name]
        if "in" in condition:
            return found in condition["in"]
        return found == condition["is"] if "is" in condition else found != condition["is_not"]

    def _fold(self, event: Event) -> None:
        payload, stream = event["payload"], event["stream"]
        deal = self.deals.get(stream["id"])
        match event["type"]:
            case "opportunity_created":
                deal = self.deals[stream["id"]] = Deal(
                    payload["stage"],
                    payload["owner"],
                    payload["source"],
                    int(float(payload["value"]["one_off"])),
                    payload["expected_close"],
                )
            case "stage_entered":
                assert deal is not None
                deal.stage, deal.kind = payload["stage"], payload["stage_kind"]
                deal.lost_reason = payload.get("lost_reason", "")
            case "tag_added":
                assert deal is not None
                deal.tags.add(payload["tag"])
            case "tag_removed":
                assert deal is not None
                deal.tags.discard(payload["tag"])
            case "owner_changed":
                assert deal is not None
                deal.owner = payload["owner"]
            case "task_added":
                self.tasks[stream["id"]] = payload["description"]
                self.task_deals[stream["id"]] = payload["opportunity"]
            case "task_completed":
                deal = self.deals[self.task_deals[stream["id"]]]
            case "interaction_logged":
                deal = self.deals[payload["opportunity"]]
        if event["type"] in ACTIVITY and deal is not None:
            deal.stir(event["occurred_at"])
