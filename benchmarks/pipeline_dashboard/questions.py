"""The eleven questions, and the form that every answer is compared in.

An answer is a sorted list of tuples of texts, whole numbers (counts, cents) and floats (medians
of days). Months are "2024-01". "Now" is the end of the last day of the data. Rows that are all
zero are left out.

1. closed       (month, stage): deals won and lost that month, count and cents
2. created      (month, stage): deals created that month by the stage they are in now
3. open         (stage): open now, count, cents, cents weighted by the stage's probability
4. reps         (owner): won, lost, created in the last year, and open now
5. accounts     the 20 accounts with the highest won revenue
6. sources      (source): won, lost, created
7. lost_reasons (reason): lost, count and cents
8. conversion   (stage): deals that came at least so far; median days of completed visits
9. snapshots    (month, stage): open at each of 36 month ends, count and cents
10. contract    (year): mean and median value of won deals. Stands in for ACV, which needs the
                length of a contract: the simulated deals have none
11. abandoned   (stage): open now and untouched for more than 30 days, count and cents
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

QUESTIONS = (
    "closed",
    "created",
    "open",
    "reps",
    "accounts",
    "sources",
    "lost_reasons",
    "conversion",
    "snapshots",
    "contract",
    "abandoned",
)
START = date(2024, 1, 1)
MONTHS = 36
END = date(2027, 1, 1)
TODAY = date(2026, 12, 31)
LAST_YEAR = date(2026, 1, 1)
TOP = 20
ABANDONED_AFTER = 30
OPEN = ("Lead", "Contacted", "Qualified", "Proposal made")
STEPS = (*OPEN, "Won")
PPM = {"Lead": 100_000, "Contacted": 200_000, "Qualified": 400_000, "Proposal made": 600_000}

Answer = list[tuple[Any, ...]]
Answers = dict[str, Answer]


def month(index: int) -> str:
    """The name of a month, counted from START."""
    return f"{START.year + index // 12}-{index % 12 + 1:02}"


def half_even(numerator: int, denominator: int) -> int:
    """Exact division, rounded half to even."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (1 if twice > denominator or (twice == denominator and whole % 2) else 0)


def cents_of(median: float) -> int:
    """The median of whole cents (a whole or a half) rounded as salespipe rounds it."""
    return half_even(round(median * 2), 2)


def canonical(rows: Answer) -> Answer:
    """Sorted, without the rows whose figures are all zero or absent."""
    kept = [
        row
        for row in rows
        if any(not isinstance(cell, str) and cell not in (0, None) for cell in row)
    ]
    return sorted(kept, key=lambda row: tuple(str(cell) for cell in row))


def difference(ours: Answers, theirs: Answers) -> str | None:
    """What differs, or None when every answer is the same."""
    for question in QUESTIONS:
        mine, other = canonical(ours[question]), canonical(theirs[question])
        if len(mine) != len(other):
            return f"{question}: {len(mine)} rows against {len(other)}"
        for left, right in zip(mine, other, strict=True):
            if not _same(left, right):
                return f"{question}: {left} against {right}"
    return None


def _same(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    if len(left) != len(right):
        return False
    for a, b in zip(left, right, strict=True):
        if isinstance(a, float) or isinstance(b, float):
            if a is None or b is None or not math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9):
                return False
        elif a != b:
            return False
    return True
