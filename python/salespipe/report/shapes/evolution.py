"""The open pipeline over time, a layer for each stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

#: Places on a scale of eight colours, from the palest on: a few layers take neither end, where one
#: would be the ground and the other ink.
_FEW_COLOURS = {1: (4,), 2: (2, 5), 3: (1, 3, 6), 4: (1, 3, 5, 7)}
COLOURS = 8


def layer_colours(count: int) -> list[int]:
    """The place on the scale of each of so many layers."""
    if count in _FEW_COLOURS:
        return list(_FEW_COLOURS[count])
    return [round(place * (COLOURS - 1) / max(count - 1, 1)) for place in range(count)]


@dataclass(frozen=True)
class Layer:
    """What of one stage (or owner, ...) was open at the end of each step."""

    name: str
    counts: Sequence[int]
    values: Sequence[Decimal]


@dataclass(frozen=True)
class EvolutionShape:
    """``ends`` are the last days of the steps. The layers of each day add up to its total."""

    every: str
    ends: Sequence[date]
    layers: Sequence[Layer]
    counts: Sequence[int]
    values: Sequence[Decimal]

    @property
    def has_values(self) -> bool:
        """Whether there is money to draw: some, and none below zero."""
        amounts = [amount for layer in self.layers for amount in layer.values]
        return any(amounts) and min(amounts) >= 0


def evolution_shape(document: Mapping[str, Any], order: Sequence[str] = ()) -> EvolutionShape:
    """The shape of a series document that was asked by one dimension, or by none (one layer).
    ``order``: the names in the order of the layers, the first at the bottom; what it does not name
    follows as it comes."""
    total, *groups = document["groups"]
    by = list(document["query"]["by"])
    layers = [_layer(str(group["by"].get(by[0], "")), group) for group in groups if by]
    places = {name: place for place, name in enumerate(order)}
    layers.sort(key=lambda layer: places.get(layer.name, len(places)))
    whole = _layer("", total)
    seen = [layer for layer in layers if any(layer.counts) or any(layer.values)]
    return EvolutionShape(
        every=str(document["query"]["every"]),
        ends=[_last_day(point) for point in total["points"]],
        layers=seen or [whole],
        counts=whole.counts,
        values=whole.values,
    )


def _layer(name: str, group: Mapping[str, Any]) -> Layer:
    points = group["points"]
    return Layer(
        name,
        [int(point["count"]) for point in points],
        [Decimal(str(point["value"])) for point in points],
    )


def _last_day(point: Mapping[str, Any]) -> date:
    after = date.fromisoformat(point["to"])
    return date.fromordinal(after.toordinal() - 1)
