"""Amounts of several currencies, converted one by one, exactly, and rounded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .money import NO_CURRENCY, CurrencyMismatchError, half_even, minor_digits, to_minor
from .tables import Row


@dataclass(frozen=True)
class Rates:
    """`rows`: day, currency, rate. A rate holds from its day until the next of its currency."""

    rows: Sequence[Row]
    base: str

    def on(self, currency: str, day: date) -> Fraction | None:
        held = [row for row in self.rows if row["currency"] == currency and row["day"] <= day]
        return Fraction(Decimal(max(held, key=lambda row: row["day"])["rate"])) if held else None

    def minor(self, amount: Decimal | None, currency: str | None, day: date) -> int | None:
        """Minor units of the base currency."""
        code = currency if currency and currency != NO_CURRENCY else self.base
        own = to_minor(amount, minor_digits(code))
        if own is None or own == 0 or code == self.base:
            return own
        rate = self.on(code, day)
        if rate is None:
            raise CurrencyMismatchError(f"no rate of {code} on {day}")
        shift = minor_digits(self.base) - minor_digits(code)
        return half_even(own * rate * Fraction(10) ** shift)
