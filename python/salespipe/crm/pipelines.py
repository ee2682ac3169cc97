"""Pipelines from an export: from its tables of stages, else from where its deals stood."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import salespipe
from salespipe.crm.mapping import CrmMapping
from salespipe.crm.table import CrmTable
from salespipe.importing.findings import Findings
from salespipe.importing.journal import short_text
from salespipe.tables.model import StageKind
from salespipe.tables.names import normal_name
from salespipe.tables.stages import well_known_stage
from salespipe.tables.text import counted

#: Where a deal stands whose export does not say where.
NO_STAGE = "No stage"
#: What a definition must have, and the names of what is added. Nobody stands in an added stage.
_NEEDED: tuple[tuple[StageKind, int, tuple[str, ...]], ...] = (
    ("open", 2, ("Lead", "New", "Contacted")),
    ("won", 1, ("Won", "Closed won")),
    ("lost", 1, ("Lost", "Closed lost")),
)


@dataclass
class StageDraft:
    """A stage while it is being found out. ``key`` is its id in the CRM, else its name."""

    key: str
    name: str
    kind: StageKind | None = None
    probability: Decimal | None = None
    order: tuple[Decimal, int] = (Decimal(0), 0)
    max_age_days: int = 0
    has_id: bool = False
    won: int = 0
    lost: int = 0
    probabilities: Counter[Decimal] = field(default_factory=Counter)
    id: str = ""

    @property
    def settled_kind(self) -> StageKind:
        assert self.kind is not None
        return self.kind


@dataclass
class PipelineDraft:
    """A pipeline while it is being found out: ``stages`` by key."""

    key: str
    name: str
    stages: dict[str, StageDraft] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    currencies: Counter[str] = field(default_factory=Counter)
    has_table: bool = False
    is_used: bool = False

    def add(self, stage: StageDraft) -> StageDraft:
        self.stages[stage.key] = stage
        self.by_name.setdefault(stage.name.casefold(), stage.key)
        return stage

    def find(self, text: str) -> StageDraft | None:
        """A stage by its id, else by its name; also as "name (pipeline)", as HubSpot writes it."""
        found = self.stages.get(text)
        if found is None and (key := self.by_name.get(text.casefold())) is not None:
            found = self.stages[key]
        if found is None and self.has_table and (name := normal_name(text)):
            alike = [one for one in self.stages.values() if normal_name(one.name) == name]
            found = alike[0] if len(alike) == 1 else None
        suffix = f" ({self.name})"
        if found is None and text.endswith(suffix):
            return self.find(text.removesuffix(suffix))
        return found


@dataclass(frozen=True)
class BookPipeline:
    """A pipeline of the book that deals of an export go into."""

    pipeline: salespipe.Pipeline
    stage_ids: dict[str, str]
    kinds: dict[str, str]
    first_open: str

    @property
    def id(self) -> str:
        return self.pipeline.id

    @property
    def currency(self) -> str:
        return self.pipeline.currency


class Pipelines:
    """All pipelines of an export: first told of tables and deals, then put into the book."""

    def __init__(self, mapping: CrmMapping, findings: Findings, name: str | None) -> None:
        self._mapping = mapping
        self._findings = findings
        self._default = mapping.default_pipeline
        self._default_name = name
        self.drafts: dict[str, PipelineDraft] = {}
        self._by_name: dict[str, str] = {}
        self._stage_owner: dict[str, set[str]] = {}
        self._book: dict[tuple[str, str], BookPipeline] = {}
        self._transitions: dict[tuple[str, str, str], str] = {}

    # What the export's own tables say.

    def read_pipelines(self, table: CrmTable) -> None:
        for row, (key, name) in enumerate(zip(table.texts("id"), table.texts("name"), strict=True)):
            if key is None:
                table.leave_out(row, "id", "", "a pipeline needs an id", "missing_id")
                continue
            self._draft(key, name or key)
        table.forgo_others()

    def read_stages(self, table: CrmTable) -> None:
        keyed = table.has("id")
        keys = table.texts("id") if keyed else table.texts("name")
        names, owners = table.texts("name"), table.texts("pipeline")
        owner_names = table.texts("pipeline_name")
        orders, chances = table.amounts("order"), table.amounts("probability")
        closed, won = table.flags("is_closed"), table.flags("is_won")
        ages = table.amounts("max_age_days")
        for row, key in enumerate(keys):
            if key is None:
                table.leave_out(row, "id", "", "a stage needs an id or a name", "missing_id")
                continue
            owner = owners[row] or self._default[0]
            draft = self._draft(owner, owner_names[row] or self._name_of(owner))
            draft.has_table = True
            if key in draft.stages:
                table.leave_out(row, "id", key, "the stage was there before", "duplicate_id")
                continue
            chance = self._chance(chances[row])
            stage = StageDraft(key, short_text(names[row] or key), has_id=keyed)
            stage.order = (orders[row] if orders[row] is not None else Decimal(row), row)  # type: ignore[assignment]
            stage.probability = chance
            stage.kind = self._kind_told(closed[row], won[row], chance)
            stage.max_age_days = int(ages[row] or 0)
            draft.add(stage)
            self._stage_owner.setdefault(key, set()).add(draft.key)
        table.forgo_others()

    def _kind_told(
        self, closed: bool | None, won: bool | None, chance: Decimal | None
    ) -> StageKind | None:
        if won:
            return "won"
        if closed:
            return "won" if chance == 1 and won is None else "lost"
        if self._mapping.option("probability_zero_is_lost") and chance is not None:
            # HubSpot: a probability of 1 is won and of 0 is lost, whatever else a copy says.
            return "won" if chance == 1 else "lost" if chance == 0 else "open"
        return "open" if closed is False else None

    def _chance(self, value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        if self._mapping.option("stage_probability_is_percent"):
            value = value / 100
        return min(max(value, Decimal(0)), Decimal(1)).quantize(Decimal("0.000001")).normalize()

    def _draft(self, key: str, name: str) -> PipelineDraft:
        draft = self.drafts.get(key)
        if draft is None and (known := self._by_name.get(normal_name(key))) is not None:
            draft = self.drafts[known]
        if draft is None:
            draft = self.drafts[key] = PipelineDraft(key, short_text(name))
            self._by_name.setdefault(normal_name(name), key)
        return draft

    def _name_of(self, key: str) -> str:
        if key == self._default[0]:
            return self._default_name or self._default[1]
        return key

    # Where deals stand and stood.

    def of_deal(
        self, text: str | None, stage: str | None, name: str | None = None
    ) -> PipelineDraft:
        """The pipeline of a deal by the id or name that its row gives, else by its stage."""
        if text is None and stage is not None:
            owners = self._stage_owner.get(stage, set())
            if len(owners) == 1:
                text = next(iter(owners))
        if text is None:
            text = self._default[0]
        draft = self._draft(text, name or self._name_of(text))
        draft.is_used = True
        return draft

    def stage(
        self,
        draft: PipelineDraft,
        text: str | None,
        *,
        closed: bool | None = None,
        won: bool | None = None,
        probability: Decimal | None = None,
        category: str | None = None,
        name: str | None = None,
    ) -> StageDraft:
        """The stage that a row names; what the row says of it is taken as evidence of its kind."""
        text = text or NO_STAGE
        stage = draft.find(text)
        if stage is None:
            text = text.removesuffix(f" ({draft.name})") or text
            if draft.has_table and text != NO_STAGE:
                self._findings.say(
                    "warning",
                    "unknown_stage",
                    f"the stage '{text}' is not in the export's table of stages; pipeline "
                    f"'{draft.name}' gets it",
                    where={"pipeline": draft.name, "stage": text},
                )
            stage = StageDraft(text, short_text(name or text), has_id=bool(name))
            stage.order = (Decimal(-1 if text == NO_STAGE else 10**6), len(draft.stages))
            draft.add(stage)
        if stage.kind is None:
            word = normal_name(category or "")
            if won or word == "closed":
                stage.won += 1
            elif closed or word == "omitted":
                stage.lost += 1
            if probability is not None:
                stage.probabilities[probability] += 1
        return stage

    # Into the book.

    def settle(self) -> None:
        """Give every stage its kind, probability and place; nothing is evidence after that."""
        for draft in self.drafts.values():
            if self._mapping.option("status_closes"):
                for name in ("Won", "Lost"):
                    if draft.find(name) is None:
                        draft.add(StageDraft(name, name, "won" if name == "Won" else "lost"))
            for stage in draft.stages.values():
                if stage.kind is None:
                    stage.kind = _kind_of(stage)
                if stage.probability is None and stage.probabilities:
                    stage.probability = self._chance(stage.probabilities.most_common(1)[0][0])
            self._unique_names(draft)

    @staticmethod
    def _unique_names(draft: PipelineDraft) -> None:
        seen: set[str] = set()
        for stage in draft.stages.values():
            if stage.name.casefold() in seen:
                stage.name = short_text(f"{stage.name} ({stage.key})")
            seen.add(stage.name.casefold())

    def put_into(self, book: salespipe.Book, currency: str | None, at: Any) -> int:
        """Add the pipelines that deals need, one for each currency; returns how many are new or
        changed. A pipeline that the book has gets the stages that it lacks."""
        known = {pipeline.id: pipeline for pipeline in book.pipelines}
        changes = 0
        for draft in self.drafts.values():
            if not draft.is_used and not (draft.has_table and len(draft.stages) > 1):
                self._findings.say(
                    "info",
                    "pipeline_not_needed",
                    f"pipeline '{draft.name}' has no stages and no deals in the export, and is "
                    "left out",
                    where={"pipeline": draft.name},
                )
                continue
            base_id = short_text(self._mapping.id_prefix + draft.key)
            base = known.get(base_id)
            codes = [code for code, _ in draft.currencies.most_common()]
            first = base.currency if base else (codes[0] if codes else currency)
            first = first or self._some_currency(known)
            for code in dict.fromkeys([first, *codes]):
                is_base = code == first
                key = base_id if is_base else short_text(f"{base_id}-{code.lower()}")
                name = draft.name if is_base else short_text(f"{draft.name} ({code})")
                if not is_base:
                    self._findings.say(
                        "info",
                        "pipeline_by_currency",
                        f"a pipeline of the book counts in one currency, so "
                        f"{counted(draft.currencies[code], 'deal')} of '{draft.name}' in {code} "
                        f"stand in '{name}'",
                        draft.currencies[code],
                        {"pipeline": name, "currency": code},
                    )
                there = known.get(key)
                if there is None:
                    made = _definition(draft, key, name, code, self._findings)
                    there = book.add_pipeline(made)
                    changes += 1
                else:
                    grown = _grown(there, draft, self._findings)
                    if grown is not None:
                        changes += int(book.change_pipeline(grown, at=at))
                        there = next(one for one in book.pipelines if one.id == key)
                self._book[draft.key, code] = _in_book(there, draft)
                if is_base:
                    self._book[draft.key, ""] = self._book[draft.key, code]
        return changes

    def _some_currency(self, known: dict[str, salespipe.Pipeline]) -> str:
        codes = Counter(code for draft in self.drafts.values() for code in draft.currencies)
        codes.update(pipeline.currency for pipeline in known.values())
        if codes:
            return codes.most_common(1)[0][0]
        raise salespipe.InvalidArgumentError(
            "the export names no currency and a book counts in one; say --currency EUR "
            "(currency= in Python)"
        )

    def in_book(self, draft: PipelineDraft, currency: str) -> BookPipeline:
        return self._book[draft.key, currency]

    def transition(self, pipeline: BookPipeline, from_stage: str, to_stage: str) -> str:
        """What a move is; asked of the definition once for each pair."""
        key = (pipeline.id, from_stage, to_stage)
        if key not in self._transitions:
            self._transitions[key] = pipeline.pipeline.classify(from_stage, to_stage)
        return self._transitions[key]


def _kind_of(stage: StageDraft) -> StageKind:
    if stage.won or stage.lost:
        return "won" if stage.won >= stage.lost else "lost"
    known = well_known_stage(stage.name)
    if known is not None:
        return known[1]
    word = normal_name(stage.name)
    if word.endswith("won"):
        return "won"
    return "lost" if word.endswith("lost") else "open"


def _ordered(draft: PipelineDraft) -> list[StageDraft]:
    """Open stages first. Without a table of stages: well-known names as in a sale; else by their
    probability; else as they were met."""
    stages = list(draft.stages.values())
    kinds = ("open", "won", "lost", "parked")

    def by_table(stage: StageDraft) -> tuple[Any, ...]:
        return (kinds.index(stage.settled_kind), *stage.order)

    def by_name(stage: StageDraft) -> tuple[Any, ...]:
        known = well_known_stage(stage.name)
        rank = -1 if known is None else known[0]
        return (kinds.index(stage.settled_kind), rank, *stage.order)

    def by_probability(stage: StageDraft) -> tuple[Any, ...]:
        return (kinds.index(stage.settled_kind), stage.probability or Decimal(0), *stage.order)

    if draft.has_table:
        return sorted(stages, key=by_table)
    if all(well_known_stage(one.name) or one.name == NO_STAGE for one in stages):
        return sorted(stages, key=by_name)
    return sorted(stages, key=by_probability)


def _entry(stage: StageDraft) -> dict[str, Any]:
    kind = stage.settled_kind
    chance = {"won": Decimal(1), "open": stage.probability or Decimal(0)}.get(kind, Decimal(0))
    entry: dict[str, Any] = {"name": stage.name, "kind": kind, "probability": float(chance)}
    if stage.has_id:
        entry["id"] = short_text(stage.key)
    if stage.max_age_days > 0 and kind == "open":
        entry["max_age_days"] = min(stage.max_age_days, 36500)
    return entry


def _definition(
    draft: PipelineDraft, key: str, name: str, currency: str, findings: Findings
) -> salespipe.Pipeline:
    stages = _ordered(draft)
    taken = {stage.name.casefold() for stage in stages}
    entries: list[dict[str, Any]] = []
    added: list[str] = []
    for kind, least, names in _NEEDED:
        have = [stage for stage in stages if stage.kind == kind]
        free = [one for one in names if one.casefold() not in taken][: max(0, least - len(have))]
        added += free
        chance = 1.0 if kind == "won" else 0.0
        entries += [{"name": one, "kind": kind, "probability": chance} for one in free]
        entries += [_entry(stage) for stage in have]
    entries += [_entry(stage) for stage in stages if stage.kind == "parked"]
    if added:
        listed = ", ".join(f"'{one}'" for one in added)
        findings.say(
            "info",
            "stages_added",
            f"pipeline '{name}' got {listed}, which the export does not name but a pipeline needs",
            where={"pipeline": name},
        )
    document = {
        "salespipe": "pipeline", "version": 1, "id": key, "name": name, "currency": currency,
        "stages": entries,
    }  # fmt: skip
    return salespipe.Pipeline.from_json(json.dumps(document))


def _grown(
    there: salespipe.Pipeline, draft: PipelineDraft, findings: Findings
) -> salespipe.Pipeline | None:
    """The book's definition with the stages that it lacks, each behind the one that it follows in
    the export; None when it lacks none. What the host has changed in it stays."""
    document = json.loads(there.to_json())
    entries: list[dict[str, Any]] = document["stages"]
    before: dict[str, str] = {}
    added = []
    for stage in _ordered(draft):
        at = _place_of(entries, stage)
        kind = stage.settled_kind
        if at is None:
            place = _place_behind(entries, kind, before.get(kind))
            entries.insert(place, _entry(stage))
            added.append(stage.name)
        before[kind] = stage.name
    if not added:
        return None
    document["revision"] = int(document.get("revision", 1)) + 1
    listed = ", ".join(f"'{name}'" for name in added)
    findings.say(
        "info",
        "stages_added",
        f"pipeline '{there.name}' of the book got {listed} from the export",
        where={"pipeline": there.name},
    )
    return salespipe.Pipeline.from_json(json.dumps(document))


def _place_of(entries: list[dict[str, Any]], stage: StageDraft) -> int | None:
    for at, entry in enumerate(entries):
        if entry.get("id") == short_text(stage.key):
            return at
    for at, entry in enumerate(entries):
        if entry["name"].casefold() == stage.name.casefold():
            return at
    return None


def _place_behind(entries: list[dict[str, Any]], kind: str, name: str | None) -> int:
    alike = [at for at, entry in enumerate(entries) if entry["kind"] == kind]
    for at in alike:
        if name is not None and entries[at]["name"].casefold() == name.casefold():
            return at + 1
    return alike[0] if alike else len(entries)


def _in_book(pipeline: salespipe.Pipeline, draft: PipelineDraft) -> BookPipeline:
    entries = json.loads(pipeline.to_json())["stages"]
    ids, kinds = {}, {}
    for stage in pipeline.stages:
        kinds[stage.id] = stage.kind
    for key, draft_stage in draft.stages.items():
        at = _place_of(entries, draft_stage)
        assert at is not None
        ids[key] = pipeline.stages[at].id
    open_stages = [stage.id for stage in pipeline.stages if stage.kind == "open"]
    # A stage that was only added because a definition needs two is nobody's beginning.
    named = set(ids.values())
    first = next((stage for stage in open_stages if stage in named), open_stages[0])
    return BookPipeline(pipeline, ids, kinds, first)
