"""The pipeline that a new book gets from a table's stages."""

from __future__ import annotations

import json
from collections.abc import Sequence

import salespipe
from salespipe.diagnostics import Diagnostic
from salespipe.errors import InvalidArgumentError, Place
from salespipe.tables import NO_CURRENCY, StageKind, StageSpec, TableImport

#: What a definition must have, and the names of stages that are added where a table lacks them.
#: Nobody stands in an added stage, so it changes no figure.
_NEEDED: tuple[tuple[StageKind, int, tuple[str, ...]], ...] = (
    ("open", 2, ("Lead", "New", "Contacted")),
    ("won", 1, ("Won", "Closed won")),
    ("lost", 1, ("Lost", "Closed lost")),
)


def new_pipeline(name: str, deals: TableImport, notes: list[Diagnostic]) -> salespipe.Pipeline:
    """A pipeline with the stages of a table, open ones first as a definition wants them.

    What a definition needs and the table lacks is added in front of its like, and told in
    ``notes``. InvalidArgumentError when the table names no currency.
    """
    if deals.currency == NO_CURRENCY:
        raise InvalidArgumentError(
            "the table names no currency and a book counts in one; say --currency EUR",
            place=Place(file=deals.source_name),
        )
    entries = [
        {
            "name": stage.name,
            "kind": stage.kind,
            "probability": _probability(stage),
            "qualified": stage.qualified,
        }
        for stage in _completed(name, deals.stages, notes)
    ]
    if any(stage.kind == "open" and stage.probability_ppm is None for stage in deals.stages):
        message = (
            f"the win probabilities of pipeline '{name}' are 0 % until you set them: a table does "
            "not tell them (--definition FILE does)"
        )
        notes.append(Diagnostic("info", "probabilities_unset", message, where={"pipeline": name}))
    document = {
        "salespipe": "pipeline",
        "version": 1,
        "name": name,
        "currency": deals.currency,
        "stages": entries,
    }
    return salespipe.Pipeline.from_json(json.dumps(document))


def _completed(name: str, stages: Sequence[StageSpec], notes: list[Diagnostic]) -> list[StageSpec]:
    known = {stage.name.casefold() for stage in stages}
    out, added = [], []
    for kind, least, names in _NEEDED:
        have = [stage for stage in stages if stage.kind == kind]
        free = [one for one in names if one.casefold() not in known]
        more = [StageSpec(one, kind) for one in free[: max(0, least - len(have))]]
        added += [stage.name for stage in more]
        out += [*more, *have]
    out += [stage for stage in stages if stage.kind == "parked"]
    if added:
        listed = ", ".join(f"'{one}'" for one in added)
        message = (
            f"pipeline '{name}' got {listed}, which the table does not name but a pipeline needs "
            "(--stages names them all)"
        )
        notes.append(Diagnostic("info", "stages_added", message, where={"pipeline": name}))
    return out


def _probability(stage: StageSpec) -> float:
    if stage.kind == "open":
        return (stage.probability_ppm or 0) / 1_000_000
    return 1.0 if stage.kind == "won" else 0.0
