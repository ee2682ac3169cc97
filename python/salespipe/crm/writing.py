"""Deals of an export into events of a book: a new deal whole, a known one by what is new of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import salespipe
from salespipe import _core
from salespipe.crm.deals import Deals, settle_status
from salespipe.crm.mapping import CrmMapping
from salespipe.crm.pipelines import BookPipeline, Pipelines
from salespipe.crm.timeline import Deal, Step, Timeline, build, final_moment
from salespipe.importing.findings import Findings
from salespipe.importing.journal import Known, Standing, Writer, event_id, text_of
from salespipe.tables.text import counted

_LARGEST_MINOR = 2**63 - 1
_TYPES = {
    "value": "value_changed",
    "owner": "owner_changed",
    "expected_close": "expected_close_changed",
    "name": "renamed",
}


@dataclass
class DealCounts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    foreign: int = 0
    late: int = 0
    moved_away: int = 0


class DealWriter:
    """Writes the deals of one export."""

    def __init__(
        self,
        book: salespipe.Book,
        mapping: CrmMapping,
        findings: Findings,
        pipelines: Pipelines,
        deals: Deals,
        known: Known,
        writer: Writer,
        now: int,
    ) -> None:
        self._book = book
        self._mapping = mapping
        self._findings = findings
        self._pipelines = pipelines
        self._deals = deals
        self._known = known
        self._writer = writer
        self._now = now
        self._digits: dict[str, int] = {}
        self._unfitting: dict[str, Decimal] = {}
        self.counts = DealCounts()

    def write_all(self, deal_tables: dict[int, Any]) -> None:
        status_closes = bool(self._mapping.option("status_closes"))
        there = set(self._deals.book_accounts)
        for deal in self._deals.all.values():
            if status_closes:
                settle_status(deal, deal.pipeline)
            target = self._pipelines.in_book(deal.pipeline, deal.currency)
            self._to_book_stages(deal, target)
            self._to_book_texts(deal)
            self._check_value(deal, target, deal_tables)
            timeline = build(deal, target.kinds.__getitem__, target.first_open)
            self._name_events(deal, timeline)
            if deal.id not in there:
                self._write_new(deal, target, timeline)
            elif deal.id in self._known.deals:
                self._write_known(deal, target, timeline)
            else:
                self.counts.foreign += 1
            if deal.id in there:
                deal.account = self._deals.book_accounts[deal.id]
        self._tell()

    @staticmethod
    def _to_book_stages(deal: Deal, target: BookPipeline) -> None:
        deal.stage = target.stage_ids[deal.stage]
        for change in deal.changes:
            if change.field == "stage":
                change.value = target.stage_ids[change.value]
                if change.old is not None:
                    change.old = target.stage_ids[change.old]

    def _to_book_texts(self, deal: Deal) -> None:
        """Texts as a book keeps them, so that they are compared as they were kept."""
        writer = self._writer
        deal.name = writer.line(deal.name) or deal.id
        deal.fields = {
            writer.line(name) or "-": writer.free(text) for name, text in deal.fields.items()
        }
        for change in deal.changes:
            if change.field == "name":
                change.value = writer.line(change.value or "") or deal.id
                change.old = writer.line(change.old or "") or deal.id

    def _check_value(self, deal: Deal, target: BookPipeline, tables: dict[int, Any]) -> None:
        """An amount that its currency cannot hold is told, and kept as the text that it is."""
        digits = self._digits.setdefault(target.currency, _core.currency_digits(target.currency))
        for change in deal.changes:
            if change.field == "value":
                change.value = self._fitted(deal, change.value, digits)
                change.old = self._fitted(deal, change.old, digits)
        if deal.value is not None:
            fitting = _fitting(deal.value, digits)
            if fitting is None and (table := tables.get(id(deal))) is not None:
                text = str(deal.value.normalize())
                table.unread(
                    deal.row, "value", text,
                    f"does not fit {target.currency}: it has {digits} decimals, and amounts are "
                    "64-bit minor units",
                    "unfitting_amount",
                )  # fmt: skip
                deal.fields[table.column("value")] = text
            deal.value = fitting

    def _fitted(self, deal: Deal, value: Decimal | None, digits: int) -> Decimal | None:
        """A value of a history; one that does not fit is none, and told."""
        fitting = _fitting(value, digits)
        if fitting is None and value is not None:
            self._unfitting.setdefault(deal.id, value)
        return fitting

    # A deal that the book does not have.

    def _write_new(self, deal: Deal, target: BookPipeline, timeline: Timeline) -> None:
        writer = self._writer
        payload: dict[str, Any] = {
            "pipeline": target.id,
            "stage": timeline.start["stage"][0],
            "name": timeline.start["name"][0] or deal.name,
        }
        value = timeline.start["value"][0]
        optional = (
            ("account", deal.account),
            ("contacts", deal.contacts),
            ("owner", timeline.start["owner"][0]),
            ("value", None if value is None else self._value(value, target)),
            ("source", deal.source and writer.line(deal.source)),
            ("expected_close", timeline.start["expected_close"][0]),
            ("tags", deal.tags),
            ("fields", deal.fields),
        )
        payload.update((name, given) for name, given in optional if given)
        event = event_id(self._mapping.crm, "deal", deal.id, "created")
        stream = ("opportunity", deal.id)
        writer.add(event, "opportunity_created", stream, timeline.created, payload)
        stage = timeline.start["stage"][0]
        lost = _last_lost(timeline.steps, target)
        for step in timeline.steps:
            self._write_step(deal, target, step, stage, lost if step is lost else None)
            if step.field == "stage":
                stage = step.value
        self.counts.new += 1

    def _write_step(
        self, deal: Deal, target: BookPipeline, step: Step, stage: str, lost: Step | None
    ) -> bool:
        stream = ("opportunity", deal.id)
        event = self._id_of(deal, step)
        if step.field != "stage":
            return self._writer.add(
                event, _TYPES[step.field], stream,
                self._now if step.at is None else step.at,
                self._payload(step, target), step.actor,
            )  # fmt: skip
        kind = target.kinds[step.value]
        payload: dict[str, Any] = {
            "transition": self._pipelines.transition(target, stage, step.value),
            "stage": step.value,
            "stage_kind": kind,
        }
        if lost is not None and deal.lost_reason:
            payload["lost_reason"] = self._writer.line(deal.lost_reason)
        return self._writer.add(event, "stage_entered", stream, step.at, payload, step.actor)

    def _name_events(self, deal: Deal, timeline: Timeline) -> None:
        """An id for each step; where an export says twice what it says, or gives an id twice, the
        second one gets another."""
        seen: set[str] = set()
        for step in timeline.steps:
            name = base = self._id_of(deal, step)
            number = 1
            while name in seen:
                number += 1
                name = event_id(base, number)
            seen.add(name)
            step.event = name

    def _id_of(self, deal: Deal, step: Step) -> str:
        if step.event:
            return step.event
        crm = self._mapping.crm
        if step.id:
            return event_id(crm, "deal", deal.id, step.id, step.field)
        at = "" if step.at is None else text_of(step.at)
        return event_id(crm, "deal", deal.id, step.field, at, step.value)

    def _payload(self, step: Step, target: BookPipeline) -> dict[str, Any]:
        if step.field == "name":
            return {"name": step.value}
        if step.value is None:
            return {}
        if step.field == "value":
            return {"value": self._value(step.value, target)}
        return {step.field: step.value}

    def _value(self, value: Decimal, target: BookPipeline) -> dict[str, str]:
        digits = self._digits[target.currency]
        return {"currency": target.currency, "one_off": f"{value:.{digits}f}"}

    # A deal that an import brought before.

    def _write_known(self, deal: Deal, target: BookPipeline, timeline: Timeline) -> None:
        standing = self._known.deals[deal.id]
        book_deal = self._book._core.opportunity(deal.id)
        stage = book_deal.stage
        is_here = book_deal.pipeline == target.id
        written = False
        steps = [
            Step(at, name, value, source)
            for name, (value, at, source) in timeline.start.items()
            if at is not None
        ]
        first = len(steps)
        # The rest of the way is settled below, against what the last import left.
        steps += [step for step in timeline.steps if not step.is_final]
        for number, step in enumerate(steps):
            verdict = self._verdict(deal, step, standing, is_first=number < first)
            if verdict == "late":
                self.counts.late += 1
            if verdict != "new" or (step.field == "stage" and not is_here):
                continue
            if step.field == "stage" and step.value == stage:
                standing["stage"] = (step.value, step.at)
                continue
            lost = step if step.field == "stage" and target.kinds[step.value] == "lost" else None
            written |= self._write_step(deal, target, step, stage, lost)
            standing[step.field] = (step.value, step.at)
            if step.field == "stage":
                stage = step.value
        written |= self._write_current(deal, target, timeline, standing, stage, is_here=is_here)
        self.counts.changed += written
        self.counts.unchanged += not written
        self.counts.moved_away += not is_here

    def _verdict(self, deal: Deal, step: Step, standing: Standing, *, is_first: bool) -> str:
        if self._writer.has(self._id_of(deal, step)):
            return "known"
        value, until = standing.get(step.field, (None, None))
        if step.at is not None and until is not None:
            if is_first and step.at <= until:
                return "known"  # it was what the deal was created with
            if step.at < until:
                return "late"
        return "known" if step.value == value else "new"

    def _write_current(
        self,
        deal: Deal,
        target: BookPipeline,
        timeline: Timeline,
        standing: Standing,
        stage: str,
        *,
        is_here: bool,
    ) -> bool:
        """What the deal's own row says now and did not say at the last import."""
        written = False
        for name, value in timeline.current.items():
            before, at = standing.get(name, (None, None))
            if value == before or (name == "stage" and (not is_here or value == stage)):
                continue
            when = final_moment(deal, name, target.kinds.__getitem__)
            if when is None:
                when = self._now
            if at is not None:
                when = max(when, at)
            step = Step(when, name, value, "")
            lost = step if name == "stage" and target.kinds[value] == "lost" else None
            written |= self._write_step(deal, target, step, stage, lost)
        for name, text in deal.fields.items():
            if standing.get(f"field {name}", (None, None))[0] == text:
                continue
            when = self._now if deal.modified is None else deal.modified
            event = event_id(self._mapping.crm, "deal", deal.id, "field", name, text_of(when), text)
            payload = {"field": name, "value": text}
            stream = ("opportunity", deal.id)
            written |= self._writer.add(event, "field_set", stream, when, payload)
        return written

    def _tell(self) -> None:
        counts = self.counts
        if self._unfitting:
            shown = ", ".join(f"{value} of '{deal}'" for deal, value in self._unfitting.items())
            self._findings.say(
                "warning",
                "unfitting_amount",
                f"histories hold amounts that do not fit the currency of their deals, and count as "
                f"no value: {shown[:300]}",
                len(self._unfitting),
            )
        for rows, code, noun, rest in (
            (
                self._deals.deleted, "deleted_deals", "deal",
                "deleted in the CRM, kept with the tag 'deleted' and the custom field deleted, by "
                "which figures leave it out (--only deleted=false)",
            ),
            (
                counts.foreign, "deal_in_book", "deal",
                "with an id that the book has from elsewhere, left as the book has it",
            ),
            (
                counts.late, "late_history", "change",
                "from before what the book already has of its deal, left out; import the whole "
                "history into a new book",
            ),
            (
                counts.moved_away, "pipeline_differs", "deal",
                "in another pipeline of the book than the export says, its moves left out",
            ),
        ):  # fmt: skip
            if rows:
                self._findings.say("warning", code, counted(rows, noun, rest), rows)


def _last_lost(steps: list[Step], target: BookPipeline) -> Step | None:
    stages = [step for step in steps if step.field == "stage"]
    return stages[-1] if stages and target.kinds[stages[-1].value] == "lost" else None


def _fitting(value: Any, digits: int) -> Decimal | None:
    if value is None:
        return None
    try:
        exact = value.quantize(Decimal(1).scaleb(-digits))
    except ArithmeticError:
        return None
    if exact != value or abs(exact.scaleb(digits)) > _LARGEST_MINOR:
        return None
    return Decimal(exact)
