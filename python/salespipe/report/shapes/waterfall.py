"""The waterfall of the open value: what was open, what came and went, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from salespipe.errors import InternalError
from salespipe.report.questions import SIGNS

_START, _END = "waterfall_start", "waterfall_end"


@dataclass(frozen=True)
class Step:
    """A column from ``low`` to ``high``. A level stands on zero; a flow hangs where the steps
    before it have led, and ``amount`` has its sign."""

    metric: str
    amount: Decimal
    low: Decimal
    high: Decimal
    is_level: bool = False

    @property
    def is_gain(self) -> bool:
        return self.amount > 0


def waterfall_steps(metrics: Mapping[str, Any]) -> Sequence[Step]:
    """The steps of a report row's waterfall, those of zero left out. Empty when the row has no
    waterfall: it was not asked for, or has no value. Raises InternalError if the steps do not add
    up: a picture must not hide that."""
    if _START not in metrics or _END not in metrics:
        return ()
    level = Decimal(str(metrics[_START]))
    steps = [_level(_START, level)]
    for name, sign in SIGNS.items():
        amount = Decimal(str(metrics.get(name, 0)))
        if sign == "-":
            amount = -amount
        if amount == 0:
            continue
        after = level + amount
        steps.append(Step(name, amount, min(level, after), max(level, after)))
        level = after
    end = Decimal(str(metrics[_END]))
    if level != end:
        raise InternalError(
            f"the waterfall leads to {level}, but {end} is open at the end; please report this"
        )
    return [*steps, _level(_END, end)]


def _level(name: str, amount: Decimal) -> Step:
    zero = Decimal(0)
    return Step(name, amount, min(zero, amount), max(zero, amount), is_level=True)
