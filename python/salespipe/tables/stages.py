"""The stages of a table: their names, order and kinds, from the caller or from well-known names."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic
from salespipe.errors import InvalidArgumentError, TableError
from salespipe.tables.bad_rows import BadRows
from salespipe.tables.model import STAGE_KINDS, StageKind, StageSpec
from salespipe.tables.names import normal_name
from salespipe.tables.source import RawTable
from salespipe.tables.text import Encoded

Stages = str | Sequence[str | StageSpec] | None

#: Well-known stage names in the order of a sale, compared like column names. Standard pipeline,
#: Salesforce's, HubSpot's (names and internal values) and Pipedrive's defaults among them.
_OPEN = """
suspect; lead in; lead; new lead; prospect; prospecting; new; new deal; new opportunity; inbound;
open; attempted to contact; contacting; contacted; connected; engaging; engaged; appointment;
appointment scheduled; meeting scheduled; first meeting; discovery; discovery call; qualifying;
qualification; sales qualification; qualified; sales qualified; qualified lead; qualified to buy;
contact made; needs analysis; needs defined; value proposition; id decision makers;
identify decision makers; perception analysis; demo; demo scheduled; presentation;
presentation scheduled; product demo; solution; solution design; evaluation; trial; pilot;
proof of concept; poc; decision maker bought in; developing; proposal; proposal made; proposal sent;
proposal price quote; proposal quote; price quote; quote; quote sent; quoted; offer; offer sent;
negotiation; negotiating; negotiations; negotiation review; negotiations started; in negotiation;
contract; contract sent; contracting; verbal; verbal commitment; verbal agreement; commit
"""
_WON = "won; closed won; deal won; close won; closed and won; win"
_LOST = """
lost; closed lost; deal lost; close lost; closed and lost; dead; disqualified; unqualified;
abandoned; cancelled; canceled; rejected; no decision
"""
_PARKED = "fridge; parked; on hold; hold; paused; nurture; nurturing; postponed; not now; stalled"


def _names(text: str) -> list[str]:
    return [normal_name(name) for name in text.split(";")]


_KINDS: dict[str, StageKind] = {
    **dict.fromkeys(_names(_OPEN), "open"),
    **dict.fromkeys(_names(_WON), "won"),
    **dict.fromkeys(_names(_LOST), "lost"),
    **dict.fromkeys(_names(_PARKED), "parked"),
}
_RANKS = {name: rank for rank, name in enumerate(_KINDS)}


def well_known_stage(name: str) -> tuple[int, StageKind] | None:
    """The place of a well-known stage in the order of a sale, and its kind; None for another."""
    key = normal_name(name)
    return (_RANKS[key], _KINDS[key]) if key in _RANKS else None


def parse_stages(stages: Stages) -> list[StageSpec] | None:
    """``"Prospecting,Engaging,Won,Lost"`` or a sequence of names, each as ``Name`` or
    ``Name=won|lost|parked|open``; without a kind it is the one of the well-known name, else open.

    None stays None. Errors: InvalidArgumentError for an empty list, two equal names, no such kind.
    """
    if stages is None:
        return None
    written = stages.split(",") if isinstance(stages, str) else stages
    specs = [
        item if isinstance(item, StageSpec) else _parse_stage(item)
        for item in written
        if isinstance(item, StageSpec) or item.strip()
    ]
    if not specs:
        raise InvalidArgumentError(
            'stages is empty; name them in order, such as "Prospecting,Engaging,Won,Lost"'
        )
    seen: dict[str, str] = {}
    for spec in specs:
        key = spec.name.casefold()
        if key in seen:
            raise InvalidArgumentError(f"stages names '{spec.name}' twice")
        seen[key] = spec.name
    return specs


def _parse_stage(text: str) -> StageSpec:
    name, equals, kind = text.rpartition("=")
    if not equals or not kind.strip():  # ids of some systems end in "="
        name = text.strip()
        return StageSpec(name, _KINDS.get(normal_name(name), "open"))
    for known in STAGE_KINDS:
        if kind.strip().lower() == known and name.strip():
            return StageSpec(name.strip(), known)
    raise InvalidArgumentError(
        f"'{text.strip()}' in stages: after = comes one of {', '.join(STAGE_KINDS)}"
    )


def settle_stages(
    raw: RawTable,
    column: str,
    encoded: Encoded,
    given: list[StageSpec] | None,
    *,
    bad: BadRows,
    diagnostics: list[Diagnostic],
) -> tuple[list[StageSpec], pa.ChunkedArray]:
    """The stages in order, and the column as dictionary<int32, utf8> of their names.

    With ``given`` stages, other names in the data are bad rows. Without, all names must be
    well-known; TableError ambiguous lists them otherwise. Names are compared without case.
    """
    specs = given if given is not None else _well_known(raw, column, encoded)
    by_key = {spec.name.casefold(): index for index, spec in enumerate(specs)}
    texts: list[str | None] = encoded.values.to_pylist()
    found = [None if text is None else by_key.get(text.casefold()) for text in texts]
    unknown = pa.array(
        [text is not None and at is None for text, at in zip(texts, found, strict=True)],
        pa.bool_(),
    )
    rows = encoded.rows_where(unknown)
    if rows:
        names = ", ".join(spec.name for spec in specs)
        bad.add(
            rows,
            column=column,
            reason=f"is not one of the stages {names}",
            code="unknown_stage",
            cells=encoded.spread(encoded.values),
        )
    _report_spellings(column, texts, found, specs, diagnostics)
    if given is not None and not any(spec.kind == "won" for spec in specs):
        diagnostics.append(
            Diagnostic(
                "warning",
                "no_won_stage",
                "no stage is of the kind won, so nothing counts as won; name it as in "
                '--stages "...,Signed=won"',
            )
        )
    index = encoded.spread(pa.array(found, pa.int32()))
    names_array = pa.array([spec.name for spec in specs], pa.string())
    chunks = [pa.DictionaryArray.from_arrays(chunk, names_array) for chunk in index.chunks]
    return specs, pa.chunked_array(chunks, type=pa.dictionary(pa.int32(), pa.string()))


def known_stages(encoded: Encoded) -> list[StageSpec] | None:
    """The stages of a column in order when all of them are well-known, else None."""
    names = dict.fromkeys(text for text in encoded.values.to_pylist() if text is not None)
    if any(normal_name(name) not in _RANKS for name in names):
        return None
    return merge_stages([StageSpec(name, _KINDS[normal_name(name)]) for name in names])


def merge_stages(*lists: Sequence[StageSpec]) -> list[StageSpec]:
    """One list of all the stages, names compared without case: in the order of a sale when all
    are well-known, else the first list followed by what the others add."""
    merged: dict[str, StageSpec] = {}
    for specs in lists:
        for spec in specs:
            merged.setdefault(spec.name.casefold(), spec)
    found = list(merged.values())
    if any(normal_name(spec.name) not in _RANKS for spec in found):
        return found
    return sorted(found, key=lambda spec: (_RANKS[normal_name(spec.name)], spec.name))


def _well_known(raw: RawTable, column: str, encoded: Encoded) -> list[StageSpec]:
    known = known_stages(encoded)
    if known is None:
        names = list(dict.fromkeys(text for text in encoded.values.to_pylist() if text is not None))
        raise _unsettled(raw, column, names)
    return known


def _unsettled(raw: RawTable, column: str, names: list[str]) -> TableError:
    unknown = [name for name in names if normal_name(name) not in _RANKS]
    shown = ", ".join(f"'{name}'" for name in unknown[:20])
    more = f" and {len(unknown) - 20:,} more" if len(unknown) > 20 else ""
    guess = sorted(names, key=lambda name: (_RANKS.get(normal_name(name), -1), name))
    example = ",".join(guess[:20])
    return TableError(
        f"the order and kind of the stages {shown}{more} in '{column}' are not known; name all "
        f'stages in order, such as --stages "{example}" (stages= in Python), with =won, =lost or '
        "=parked behind a name that does not say so itself",
        code="ambiguous",
        problem="unknown_stage_order",
        place=raw.place,
    )


def _report_spellings(
    column: str,
    texts: Sequence[str | None],
    found: Sequence[int | None],
    specs: Sequence[StageSpec],
    diagnostics: list[Diagnostic],
) -> None:
    other = sorted(
        {
            text
            for text, at in zip(texts, found, strict=True)
            if text is not None and at is not None and text != specs[at].name
        }
    )
    if other:
        shown = ", ".join(f"'{text}'" for text in other)
        diagnostics.append(
            Diagnostic(
                "info",
                "stage_spelling",
                f"{shown} in '{column}' differ from a stage only in case and are read as that",
                where={"column": column},
            )
        )


def kind_mask(
    column: pa.ChunkedArray, specs: Sequence[StageSpec], kinds: Sequence[StageKind]
) -> pa.ChunkedArray:
    """Which rows of a settled stage column are in a stage of these kinds; no stage is not."""
    wanted = pa.array([spec.kind in kinds for spec in specs], pa.bool_())
    chunks = [pc.coalesce(wanted.take(chunk.indices), pa.scalar(False)) for chunk in column.chunks]
    return pa.chunked_array(chunks, type=pa.bool_())
