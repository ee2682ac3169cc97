"""What a book has for automation: rules as data, running them, and why they spoke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from salespipe import _core
from salespipe.deal import Deal
from salespipe.diagnostics import Diagnostic
from salespipe.errors import NotFoundError


@dataclass(frozen=True)
class MetCondition:
    """One condition of a rule and what was ``found`` when it was asked, empty where nothing is
    known. Within ``any`` and ``not`` a part may not hold."""

    field: str
    test: str
    holds: bool
    found: str = ""


@dataclass(frozen=True)
class ActionOutcome:
    """What became of an action: ``result`` is done, nothing_new or refused, then with ``trouble``;
    ``events`` are the ids of what it recorded, ``messages`` the keys of what it posted."""

    do: str
    result: str
    what: str
    trouble: str = ""
    events: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Firing:
    """A rule that spoke for a deal (``opportunity``, an id), and why.

    ``cause`` is the id of the event that set it off, empty where the time had come; ``depth`` says
    how many rules are behind it; ``held`` why it did nothing (depth, per_deal_and_day,
    not_allowed), empty where it went ahead.
    """

    id: str
    rule: str
    opportunity: str
    trigger: str
    why: str
    depth: int
    conditions: list[MetCondition]
    actions: list[ActionOutcome]
    cause: str = ""
    held: str = ""


@dataclass(frozen=True)
class AutomationRun:
    """What a run did, or with ``dry_run`` would do. ``finished`` is False where the limit of a run
    stopped it; the next one goes on."""

    firings: list[Firing]
    diagnostics: list[Diagnostic]
    events: int
    through: int
    finished: bool
    dry_run: bool


class Automation:
    """The part of :class:`salespipe.Book` that docs/automation.md describes."""

    _core: _core.Book

    if TYPE_CHECKING:

        def query(self, query: str, /, **members: Any) -> dict[str, Any]: ...
        def command(self, command: str, /, *, at: datetime, **members: Any) -> dict[str, Any]: ...

    def configure_automation(
        self, rules: Mapping[str, Any], *, at: datetime, **context: Any
    ) -> bool:
        """Put rules in force, in place of those before: a document of
        docs/schemas/automation.schema.json, whose "salespipe" and "version" may be left out. They
        run for the ``actor``, and look at what happens from here on. Returns False when they are
        in force already. Raises InvalidArgumentError where :meth:`lint_automation` finds an
        error."""
        told = self.command("configure_automation", at=at, rules=_document(rules), **context)
        return bool(told["changed"])

    @property
    def automation(self) -> dict[str, Any] | None:
        """The rules in force; None: there are none."""
        found: dict[str, Any] | None = self.query("automation")["automation"]
        return found

    def lint_automation(self, rules: Mapping[str, Any] | None = None) -> list[Diagnostic]:
        """What is wrong or unwise in rules, by default in those in force: errors first."""
        asked = {} if rules is None else {"rules": _document(rules)}
        return _diagnostics(self.query("lint_automation", **asked)["diagnostics"])

    def enrol(self, deal: Deal, sequence: str, *, at: datetime, **context: Any) -> bool:
        """Let a deal go through a sequence of the rules in force, from its first step on. Returns
        False when it does already."""
        rules = self.automation or {}
        known = [one["id"] for one in rules.get("sequences", [])]
        if sequence not in known:
            there_are = ", ".join(known) or "none"
            raise NotFoundError(f"there is no sequence '{sequence}'; there are {there_are}")
        return deal.tag(f"sequence:{sequence}", at=at, **context)

    def unenrol(self, deal: Deal, sequence: str, *, at: datetime, **context: Any) -> bool:
        """Take a deal out of a sequence. Returns False when it is in none of that name."""
        return deal.untag(f"sequence:{sequence}", at=at, **context)

    def automate(
        self, *, at: datetime, dry_run: bool = False, with_time: bool = True
    ) -> AutomationRun:
        """Run the rules: what events since the last run set off, then (``with_time``) what has
        become due. All of it is one transaction, and a part of the one that is under way. With
        ``dry_run`` nothing is kept."""
        told = self.command("automate", at=at, dry_run=dry_run, with_time=with_time)
        return AutomationRun(
            [_firing(one) for one in told["firings"]],
            _diagnostics(told["diagnostics"]),
            told["events"],
            told["through"],
            told["finished"],
            told["dry_run"],
        )


def _document(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {"salespipe": "automation", "version": 1, **rules}


def _diagnostics(told: list[dict[str, Any]]) -> list[Diagnostic]:
    return [Diagnostic(**one) for one in told]


def _firing(told: dict[str, Any]) -> Firing:
    parts = {
        "conditions": [MetCondition(**one) for one in told["conditions"]],
        "actions": [ActionOutcome(**one) for one in told["actions"]],
    }
    return Firing(**{**told, **parts})
