"""What the readers give back, and the small values they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from salespipe.diagnostics import Diagnostic

StageKind = Literal["open", "won", "lost", "parked"]
STAGE_KINDS: tuple[StageKind, ...] = ("open", "won", "lost", "parked")

#: ISO 4217 "no currency": stands where a source names none. Two decimals.
NO_CURRENCY = "XXX"


@dataclass(frozen=True)
class StageSpec:
    """A stage of a pipeline as an import knows it: its name and its kind.

    A table does not say how likely a stage is to be won (``probability_ppm``, parts per million)
    nor whether reaching it means that the deal is qualified; a caller who knows may fill them in.
    ``str()`` is the form that ``stages=`` takes: "Name=kind".
    """

    name: str
    kind: StageKind
    probability_ppm: int | None = None
    qualified: bool = False

    def __str__(self) -> str:
        return f"{self.name}={self.kind}"


@dataclass(frozen=True)
class TableImport:
    """Opportunities read from a table.

    ``opportunities`` has the canonical columns that the source has: ``id`` and ``stage`` (utf8;
    stage as dictionary), ``created``, ``closed``, ``expected_close`` (date32, or timestamp where
    the source has a time of day), ``value`` and ``annual_value`` (decimal128(19, minor
    digits of the currency)), ``currency``, the dimensions ``owner``, ``account``, ``source``,
    ``product``, ``pipeline``, ``lost_reason`` (dictionary<int32, utf8>), then
    every other column as utf8 under its own name.

    ``stages`` are in pipeline order; ``currency`` is an ISO 4217 code, "XXX" when none is named;
    ``mapping`` says which column each field came from; ``source_name`` is for messages.
    """

    opportunities: pa.Table
    stages: list[StageSpec]
    currency: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    source_name: str = ""


@dataclass(frozen=True)
class HistoryImport:
    """What changed and when, read from a table.

    ``history`` has ``opportunity`` (utf8), ``at`` (date32 or timestamp) and those of ``stage``,
    ``value``, ``owner``, ``expected_close`` that the source has; a cell that is not null means
    "from ``at`` on, it is this". Rows keep the order of the source. ``stages`` is empty when
    neither the caller nor the well-known names settled them.
    """

    history: pa.Table
    stages: list[StageSpec]
    currency: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    source_name: str = ""


@dataclass(frozen=True)
class InteractionsImport:
    """Interactions read from a table.

    ``interactions`` has ``at`` (date32 or timestamp), ``type`` (one of ``INTERACTION_TYPES``, as
    dictionary) and those of ``owner``, ``account``, ``opportunity``, ``external_id`` that the
    source has.
    """

    interactions: pa.Table
    diagnostics: list[Diagnostic] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    source_name: str = ""
