"""Exact money: minor units as int, one rounding at the end, half to even."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

NO_CURRENCY = "XXX"  # ISO 4217: no currency
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3, "TND": 3}


class CurrencyMismatchError(ValueError):
    """Amounts in several currencies and no rates."""


def minor_digits(currency: str) -> int:
    return MINOR_DIGITS.get(currency, 2)


def to_minor(amount: Any, digits: int = 2) -> int | None:
    """A Decimal, whole int or exact decimal text, in whole units, as minor units. Floats are not
    money; digits below the minor unit are refused."""
    if amount is None:
        return None
    if isinstance(amount, bool | float):
        raise TypeError(f"money is never {type(amount).__name__}: {amount!r}")
    minor: Fraction = Fraction(Decimal(amount) if isinstance(amount, str) else amount) * 10**digits
    if minor.denominator != 1:
        raise ValueError(f"{amount} has more than {digits} decimals")
    return int(minor.numerator)


def half_even(amount: int | Fraction) -> int:
    """To the nearest integer, ties to even (what Python's round does for a Fraction)."""
    return round(Fraction(amount))


def to_text(amount: int | Fraction, digits: int = 2) -> str:
    """Minor units as a decimal string: 123456 is "1234.56"."""
    minor = half_even(amount)
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    if digits == 0:
        return f"{sign}{minor}"
    whole, part = divmod(minor, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"


def one_currency(rows: list[dict[str, Any]]) -> str:
    """The currency of the table, XXX where none is named, an error where there are several."""
    seen = Counter(row["currency"] for row in rows if row.get("currency"))
    if len(seen) > 1:
        counts = ", ".join(f"{name} ({rows_} rows)" for name, rows_ in sorted(seen.items()))
        raise CurrencyMismatchError(f"amounts in several currencies and no rates: {counts}")
    return next(iter(seen), NO_CURRENCY)
