"""Groups: which rows a report has, in which order, and what becomes of the rows beyond the top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .catalogue import METRICS, Value, metric
from .facts import Fact

Key = tuple[str, ...]


def key_of(fact: Fact, dimensions: Sequence[str]) -> Key:
    return tuple(fact.keys.get(name, "") for name in dimensions)


def byte_order(key: Key) -> tuple[bytes, ...]:
    return tuple(part.encode() for part in key)


def keys_with(facts: Sequence[Fact], dimensions: Sequence[str], names: Sequence[str]) -> set[Key]:
    """The keys of the facts that any of these metrics looks at. Quotas belong to owners and to
    nothing else; the team's quota is no row's."""
    slots = {slot for name in names for slot in metric(name).slots}
    return {
        key_of(fact, dimensions)
        for fact in facts
        if fact.slot in slots
        and (fact.slot != "quota" or (list(dimensions) == ["owner"] and fact.keys["owner"]))
    }


def ranking_metric(names: Sequence[str], chosen: str | None) -> str:
    """The chosen metric, else the first asked one that is money or a count, else won_revenue."""
    if chosen is not None:
        return chosen
    return next((n for n in names if METRICS[n].unit in ("money", "count")), "won_revenue")


def ranked(keys: Sequence[Key], worth: Callable[[Key], Value]) -> list[Key]:
    """By worth, greatest first, no value last; ties by name."""

    def place(key: Key) -> tuple[bool, Value, tuple[bytes, ...]]:
        value = worth(key)
        return value is None, -(value or 0), byte_order(key)

    return sorted(keys, key=place)
