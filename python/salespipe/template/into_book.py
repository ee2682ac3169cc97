"""A filled template into a book: what is new is added, what stands otherwise is changed.

A row is compared with what the book would write into a template itself: so the same workbook again
changes nothing, and one that a book wrote comes back into it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import salespipe
from salespipe import _core
from salespipe.diagnostics import Diagnostic
from salespipe.errors import BadRow, Place, TableError
from salespipe.importing.journal import Known, Writer, event_id, micros_of
from salespipe.tables.text import counted
from salespipe.template.content import ActivityRow, Content, DealRow, StageRow, TaskRow
from salespipe.template.from_book import content_of

_SOURCE = "template"
#: Rules of a definition that a template does not have, where a book has the pipeline already.
_SHARED = ("name", "kind", "probability", "max_age_days", "qualified", "forecast_category")


@dataclass
class TemplateImport:
    """What an import did."""

    imported: dict[str, int] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def count(self, what: str, many: int = 1) -> None:
        self.imported[what] = self.imported.get(what, 0) + many


def definition(content: Content) -> dict[str, Any]:
    """The settings of a template as the definition of a pipeline."""
    return {
        "salespipe": "pipeline",
        "version": 1,
        "name": content.pipeline,
        "currency": content.currency,
        "stages": [_stage(stage) for stage in content.stages],
    }


def _stage(stage: StageRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": stage.name,
        "kind": stage.kind,
        "probability": stage.probability_ppm / 1_000_000,
        "qualified": stage.qualified,
        "max_age_days": stage.max_age_days,
    }
    if stage.forecast_category:
        told["forecast_category"] = stage.forecast_category
    return told


def import_content(
    book: salespipe.Book, content: Content, *, at: datetime, source: Path | None = None
) -> TemplateImport:
    """Bring the content of a template into a book. Call it within a transaction: an error leaves
    what was appended before it to be rolled back."""
    done = TemplateImport()
    pipeline = _pipeline(book, content, at, done)
    before = content_of(book, pipeline=pipeline)
    _Import(book, pipeline, content, before, at, done, source).run()
    if content.quotas:
        done.diagnostics.append(
            Diagnostic(
                "warning", "quotas_not_kept",
                "a book has no place for quotas: give them to report as a table (--quotas)",
                len(content.quotas),
            )
        )  # fmt: skip
    return done


def _pipeline(
    book: salespipe.Book, content: Content, at: datetime, done: TemplateImport
) -> _core.Pipeline:
    named = [one for one in book.pipelines if one.name == content.pipeline]
    if not named:
        book.add_pipeline(salespipe.Pipeline.from_json(json.dumps(definition(content))), at=at)
        done.count("pipelines")
        return next(one for one in book.pipelines if one.name == content.pipeline)
    old = named[0]
    document = json.loads(old.to_json())
    have = {stage["name"]: stage for stage in document["stages"]}
    stages = []
    for stage in content.stages:
        told = _stage(stage)
        kept = have.get(stage.name, {})
        stages.append({**kept, **told})
    merged = {**document, "currency": content.currency, "stages": stages}
    changed = salespipe.Pipeline.from_json(json.dumps(merged))
    if _same(old, changed):
        return old
    if book.change_pipeline(changed, at=at):
        done.count("pipelines changed")
    return next(one for one in book.pipelines if one.id == old.id)


def _same(one: _core.Pipeline, other: _core.Pipeline) -> bool:
    def told(pipeline: _core.Pipeline) -> Any:
        document = json.loads(pipeline.to_json())
        return [[stage.get(key) for key in _SHARED] for stage in document["stages"]]

    return bool(told(one) == told(other) and one.currency == other.currency)


class _Import:
    def __init__(
        self, book: salespipe.Book, pipeline: _core.Pipeline, content: Content, before: Content,
        at: datetime, done: TemplateImport, source: Path | None,
    ) -> None:  # fmt: skip
        self._book, self._pipeline, self._content, self._before = book, pipeline, content, before
        self._at, self._done, self._source = at, done, source
        self._zone = ZoneInfo(book.timezone)
        self._ids = {stage.name: stage.id for stage in pipeline.stages}
        self._kinds = {stage.name: stage.kind for stage in pipeline.stages}
        self._order = [stage.name for stage in pipeline.stages]
        self._known = Known.of(book, _SOURCE)
        self._writer = Writer(book, self._known, at)
        self._bad: list[BadRow] = []
        self._not_changed: dict[str, set[str]] = {}
        self._accounts = {account.name: account.id for account in book.accounts}

    def run(self) -> None:
        theirs = {deal.id: deal for deal in self._before.deals}
        taken = set(self._book._core.opportunity_ids())
        for deal in self._content.deals:
            if deal.id in theirs:
                self._change_deal(theirs[deal.id], deal)
            elif deal.id in taken:
                self._wrong("deal", deal.id, "is a deal of another pipeline of the book")
            else:
                self._add_deal(deal)
        self._writer.flush()
        self._tasks()
        self._activities()
        if self._bad:
            many = len(self._bad)
            raise TableError(
                f"{counted(many, 'row')} cannot be taken over; nothing was imported",
                code="schema_violation", problem="bad_rows",
                place=Place(file=str(self._source or "")), rows=self._bad,
            )  # fmt: skip
        for what, deals in self._not_changed.items():
            self._done.diagnostics.append(
                Diagnostic(
                    "warning", "not_changed",
                    f"the book keeps its own '{what}' of {counted(len(deals), 'deal')}, such as "
                    f"'{min(deals)}': it cannot be changed afterwards",
                    len(deals), {"column": what},
                )
            )  # fmt: skip

    def _wrong(self, what: str, name: str, reason: str) -> None:
        self._bad.append(BadRow(0, 0, what, name, reason, "refused"))

    def _moment(self, day: date, minutes: int = 0) -> datetime:
        """Noon of a day of the book's zone: the same day in nearly every other zone too."""
        noon = datetime.combine(day, time(12), self._zone)
        return noon.astimezone(timezone.utc) + timedelta(minutes=minutes)

    def _account(self, name: str, day: date | None) -> str:
        """The id of an account, added when there is none of that name."""
        if name not in self._accounts:
            identity = event_id(_SOURCE, "account", name)
            moment = self._at if day is None else self._moment(day)
            self._writer.add(
                event_id(_SOURCE, "account", name, "added"), "account_added",
                ("account", identity), micros_of(moment), {"name": self._writer.line(name)},
            )  # fmt: skip
            self._accounts[name] = identity
            self._done.count("accounts")
        return self._accounts[name]

    def _amount(self, value: Decimal) -> dict[str, str]:
        return {
            "currency": self._content.currency,
            "one_off": f"{value:.{self._content.digits}f}",
        }

    # A deal that the book does not have.

    def _add_deal(self, deal: DealRow) -> None:
        steps = self._steps(deal)
        first = deal.value if deal.first_value is None else deal.first_value
        payload: dict[str, Any] = {
            "pipeline": self._pipeline.id,
            "stage": self._ids[steps[0][1]],
            "name": self._writer.line(deal.name) or deal.id,
        }
        optional = (
            ("account", self._account(deal.account, deal.created) if deal.account else None),
            ("owner", deal.owner),
            ("value", None if first is None else self._amount(first)),
            ("source", deal.source),
            ("product", deal.product),
            ("expected_close", deal.expected_close and deal.expected_close.isoformat()),
        )
        payload.update((name, given) for name, given in optional if given)
        stream = ("opportunity", deal.id)
        base = (_SOURCE, "deal", self._pipeline.id, deal.id)
        created = None if deal.created is None else micros_of(self._moment(deal.created))
        self._writer.add(
            event_id(*base, "created"), "opportunity_created", stream, created, payload
        )
        if deal.first_value is not None and deal.first_value != deal.value:
            moment = self._at if deal.created is None else self._moment(deal.created, 1)
            changed = {} if deal.value is None else {"value": self._amount(deal.value)}
            self._writer.add(
                event_id(*base, "value"), "value_changed", stream, micros_of(moment), changed
            )
        stage = steps[0][1]
        for number, (day, name) in enumerate(steps[1:], start=1):
            entered = {
                "transition": self._pipeline.classify(self._ids[stage], self._ids[name]),
                "stage": self._ids[name],
                "stage_kind": self._kinds[name],
            }
            if self._kinds[name] == "lost" and deal.lost_reason and name == deal.stage:
                entered["lost_reason"] = self._writer.line(deal.lost_reason)
            when = None if day is None else micros_of(self._moment(day, 1 + number))
            self._writer.add(
                event_id(*base, "step", number), "stage_entered", stream, when, entered
            )
            stage = name
        self._done.count("opportunities")

    def _steps(self, deal: DealRow) -> list[tuple[date | None, str]]:
        """The stages that the row tells, each with its day; the first is that of creation."""
        opens = [name for name in self._order if self._kinds[name] == "open"]
        marked = [
            stage.name for stage in self._content.stages if stage.qualified and stage.kind == "open"
        ]
        kind = self._kinds[deal.stage]
        steps: list[tuple[date | None, str]] = [(deal.created, opens[0])]

        def enter(day: date | None, name: str) -> None:
            if day == deal.created and len(steps) == 1 and self._kinds[name] == "open":
                steps[0] = (day, name)
            elif steps[-1][1] == name:
                # It came back to the stage: by way of another one, which no figure of a day shows.
                steps.extend([(day, self._aside(name, opens)), (day, name)])
            else:
                steps.append((day, name))

        if deal.qualified is not None and marked:
            is_there = deal.stage == marked[0] and (deal.since or deal.created) == deal.qualified
            if not is_there:
                enter(deal.qualified, marked[0])
        day = deal.closed if kind in ("won", "lost") else deal.since or deal.created
        if day is None and len(steps) == 1 and kind == "open":
            return [(None, deal.stage)]
        if day is None:
            steps.append((None, deal.stage))
        elif (day, deal.stage) != steps[-1]:
            enter(day, deal.stage)
        return steps

    def _aside(self, name: str, opens: list[str]) -> str:
        """Another stage for the moment between leaving a stage and coming back to it."""
        marked = [stage.name for stage in self._content.stages if stage.qualified]
        first = opens.index(marked[0]) if marked and marked[0] in opens else len(opens)
        low = [one for one in opens[:first] if one != name]
        parked = [one for one in self._order if self._kinds[one] == "parked"]
        lost = [one for one in self._order if self._kinds[one] == "lost"]
        return (low or parked or lost)[0]

    # A deal that the book has.

    def _change_deal(self, old: DealRow, new: DealRow) -> None:
        if old == new:
            return
        deal, at = self._book.deal(old.id), self._at
        changed = False
        if new.name != old.name and new.name:
            changed |= deal.rename(self._writer.line(new.name), at=at)
        if new.value != old.value:
            text = None if new.value is None else f"{new.value} {self._content.currency}"
            changed |= deal.change_value(text, at=at)
        if new.owner != old.owner:
            changed |= deal.change_owner(new.owner, at=at)
        if new.expected_close != old.expected_close:
            changed |= deal.change_expected_close(new.expected_close, at=at)
        if new.stage != old.stage:
            changed |= self._move(deal, new)
            old = replace(
                old,
                since=new.since,
                closed=new.closed,
                lost_reason=new.lost_reason,
                qualified=new.qualified,
                first_value=new.first_value,
            )
        else:
            old = replace(old, first_value=new.first_value)
        for key in (
            "account",
            "source",
            "product",
            "created",
            "qualified",
            "since",
            "closed",
            "lost_reason",
        ):
            if getattr(old, key) != getattr(new, key):
                self._not_changed.setdefault(key, set()).add(new.id)
        if changed:
            self._done.count("deals changed")

    def _move(self, deal: salespipe.Deal, new: DealRow) -> bool:
        day = new.closed or new.since
        moment = self._at if day is None else self._moment(day)
        entered = deal.state.stage_entered_at
        if entered is not None and moment < entered:
            moment = entered + timedelta(minutes=1)
        decision = deal.move(
            new.stage, at=moment, lost_reason=new.lost_reason, recorded_at=max(self._at, moment)
        )
        if not decision.allowed:
            reasons = "; ".join(reason.message for reason in decision.reasons)
            self._wrong("stage", new.id, f"cannot go to '{new.stage}': {reasons}")
        return bool(decision.allowed)

    # Tasks and activities.

    def _tasks(self) -> None:
        theirs = {task.id: task for task in self._before.tasks}
        for task in self._content.tasks:
            if task.id in theirs:
                self._change_task(theirs[task.id], task)
            else:
                self._add_task(task)
        self._writer.flush()

    def _add_task(self, task: TaskRow) -> None:
        payload: dict[str, Any] = {"description": self._writer.line(task.description)}
        account = task.account and self._account(task.account, task.created)
        optional: Mapping[str, Any] = {
            "opportunity": task.deal, "account": account, "assignee": task.assignee,
            "due": task.due and task.due.isoformat(),
        }  # fmt: skip
        payload.update((name, given) for name, given in optional.items() if given)
        created = self._at if task.created is None else self._moment(task.created)
        base = (_SOURCE, "task", task.id)
        stream = ("task", task.id)
        if not self._writer.add(
            event_id(*base, "added"), "task_added", stream, micros_of(created), payload
        ):
            return
        self._done.count("tasks")
        if task.state != "open":
            finished = created if task.finished is None else self._moment(task.finished, 1)
            kind = "task_completed" if task.state == "completed" else "task_dismissed"
            said = "outcome" if task.state == "completed" else "reason"
            told = {said: self._writer.free(task.outcome)} if task.outcome else {}
            self._writer.add(
                event_id(*base, "finished"), kind, stream, micros_of(max(finished, created)), told
            )

    def _change_task(self, old: TaskRow, new: TaskRow) -> None:
        if old == new or old.state != "open":
            return
        book, at = self._book, self._at
        changed = False
        if new.description != old.description:
            changed |= book.edit_task(old.id, self._writer.line(new.description), at=at)
        if new.assignee != old.assignee:
            changed |= book.assign_task(old.id, new.assignee, at=at)
        if new.due != old.due and new.due is not None:
            changed |= book.snooze_task(old.id, new.due, at=at)
        if new.state == "completed":
            book.complete_task(old.id, at=self._finished(new), outcome=new.outcome)
            changed = True
        elif new.state == "dismissed":
            book.dismiss_task(old.id, at=self._finished(new), reason=new.outcome)
            changed = True
        if changed:
            self._done.count("tasks changed")

    def _finished(self, task: TaskRow) -> datetime:
        return self._at if task.finished is None else self._moment(task.finished)

    def _activities(self) -> None:
        have = {one.id for one in self._before.activities} | self._known.external_ids
        for one in self._content.activities:
            if one.id not in have:
                self._add_activity(one)
        self._writer.flush()

    def _add_activity(self, one: ActivityRow) -> None:
        assert one.at is not None  # read_template has refused it
        self._book.log_interaction(
            one.type,
            at=self._moment(one.at),
            deal=self._book.deal(one.deal) if one.deal else None,
            account=one.account,
            owner=one.owner,
            summary=self._writer.line(one.summary) if one.summary else "",
            external_id=one.id,
            recorded_at=self._at,
        )
        self._done.count("interactions")
