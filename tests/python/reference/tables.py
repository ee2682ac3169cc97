"""The canonical tables as lists of dicts: what a caller hands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .pipeline import StageRow

Row = dict[str, Any]

# Columns of an opportunity that are not dimensions; every other column is one.
RESERVED = frozenset(
    (
        "id",
        "stage",
        "created",
        "closed",
        "expected_close",
        "value",
        "currency",
        "owner",
        "recorded_at",
    )
)
STANDARD_DIMENSIONS = ("account", "source", "product", "pipeline", "lost_reason")


@dataclass
class Tables:
    """opportunities: id, stage, created, closed, expected_close, value, currency, owner and any
    dimension. history: opportunity, at and any of stage, value, owner, expected_close.
    interactions: at, type, owner, account, opportunity. quotas: owner, from, to, value. The first
    three may have recorded_at; history and quotas a currency. rates: day, currency, rate.
    stages: (name, kind, probability ppm, qualified) in order, or a mapping pipeline -> that.
    max_ages: days that deals may stay in a stage, by its name; 0 or nothing: no limit."""

    opportunities: list[Row]
    stages: Sequence[StageRow] | Mapping[str, Sequence[StageRow]]
    history: list[Row] = field(default_factory=list)
    interactions: list[Row] = field(default_factory=list)
    quotas: list[Row] = field(default_factory=list)
    max_ages: Mapping[str, int] = field(default_factory=dict)
    rates: list[Row] | None = None
