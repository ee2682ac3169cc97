"""Every cell of a dashboard against the engine."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import salespipe as sp
from salespipe.template.dashboard import Cell, figure_cells
from template.cases import Case, quota_table

#: How the engine calls deals without an owner, a source, a reason.
_NONE = ""


class Engine:
    """The engine's figures of a case, asked once for each period and dimension."""

    def __init__(self, case: Case) -> None:
        self._prepared = case.book.prepare(quotas=quota_table(case.content))
        self._case = case
        self.rows = cache(self._rows)

    def _rows(self, suffix: str, dimension: str) -> dict[str, dict[str, Any]]:
        period = self._case.period if suffix == "p" else self._case.previous
        last = period.end - timedelta(days=1)
        cut: date = min(last, self._case.today)
        told = self._prepared.metrics(
            period=(period.start, period.end),
            as_of=cut,
            by=[dimension] if dimension else [],
            abandoned_after_days=self._case.content.abandoned_days,
        ).to_dict()
        return {
            row["by"].get(dimension, "total"): row["metrics"]
            for row in told["rows"]
            if (row["kind"] == "total") == (not dimension)
        }

    def figure(self, cell: Cell, name: str | None) -> Any:
        if cell.group is None:
            return self.rows(cell.suffix, "")["total"].get(cell.metric)
        groups = self.rows(cell.suffix, cell.group[0])
        key = _NONE if name is None or name.startswith("(none") else name
        return groups.get(key, {}).get(cell.metric)


def differences(case: Case, sheet: Any, none: str = "(none") -> tuple[int, int, list[str]]:
    """How many cells were compared, how many of them hold a figure, and those that differ."""
    engine = Engine(case)
    compared, figures, wrong = 0, 0, []
    for cell in figure_cells(case.content):
        shown = sheet.cell(cell.row + 1, cell.column + 1).value
        name = None
        if cell.group is not None:
            name = sheet.cell(cell.group[1] + 1, cell.group[2] + 1).value
            if name is not None and name.startswith(none):
                name = "(none)"
            if name in (None, ""):
                assert shown in (None, ""), f"a figure without a name in {cell}"
                continue
        compared += 1
        expected = engine.figure(cell, name)
        if shown not in (None, "") and shown != 0:
            figures += 1
        if not _alike(shown, expected, is_part=cell.group is not None):
            wrong.append(
                f"{cell.metric}_{cell.suffix} of {name or 'all'}: {shown!r}, not {expected!r}"
            )
    return compared, figures, wrong


def _alike(shown: Any, expected: Any, *, is_part: bool) -> bool:
    """Equal to the last digit that a double keeps of a sum; money is rounded already."""
    if shown in (None, ""):
        return expected is None
    if expected is None:
        return is_part and shown == 0  # a group in which nothing of the kind happened
    return abs(float(shown) - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))


__all__ = ["Engine", "differences", "sp"]
