"""Order statistics over a plain list, in exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def ratio(numerator: int | Fraction, denominator: int | Fraction) -> Fraction | None:
    """No value (never 0) when there is nothing to divide by."""
    return None if denominator == 0 else Fraction(numerator) / Fraction(denominator)


def mean(values: Sequence[int]) -> Fraction | None:
    return ratio(sum(values), len(values))


def percentile(values: Sequence[int], share: Fraction) -> Fraction | None:
    """Type 7: linear between the order statistics at position share * (n - 1)."""
    if not values:
        return None
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = position.numerator // position.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def median(values: Sequence[int]) -> Fraction | None:
    return percentile(values, Fraction(1, 2))


def p90(values: Sequence[int]) -> Fraction | None:
    return percentile(values, Fraction(9, 10))
