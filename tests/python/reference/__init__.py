"""The slow, plain reference of every figure: the tests compare the fast engine with it.

    from reference import Tables, report, rendered, waterfall, funnel

Standard library only; exact ints and Fractions; obviously correct rather than fast. Where each rule
lives: `loading` and `deal` (the life of a deal), `closings` (won, lost, cycles), `facts` (what a
deal gives to a period), `catalogue` (the formulas), `grouping` and `report` (rows), `waterfall`,
`funnel`, `periods`, `money`, `statistics`, `render` (JSON forms)."""

from __future__ import annotations

from .catalogue import METRICS
from .funnel import funnel
from .loading import load
from .money import CurrencyMismatchError, half_even, to_minor, to_text
from .periods import Period
from .render import rendered
from .report import report
from .tables import Tables
from .waterfall import adds_up, waterfall

__all__ = [
    "METRICS",
    "CurrencyMismatchError",
    "Period",
    "Tables",
    "adds_up",
    "funnel",
    "half_even",
    "load",
    "rendered",
    "report",
    "to_minor",
    "to_text",
    "waterfall",
]
