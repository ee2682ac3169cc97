"""The one list of everything in a table that keeps it from being read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa

from salespipe.diagnostics import Diagnostic
from salespipe.errors import BadRow, TableError
from salespipe.tables.source import RawTable


class _Finding(NamedTuple):
    row: int
    column: str
    value: str
    reason: str
    code: str
    other_row: int


class BadRows:
    """Collects findings by 0-based row; lines are looked up once, at the end."""

    def __init__(self) -> None:
        self._findings: list[_Finding] = []

    def add(
        self,
        rows: Sequence[int],
        *,
        column: str,
        reason: str,
        code: str,
        cells: pa.ChunkedArray | None = None,
    ) -> None:
        """Every row in ``rows`` is bad for one reason; ``cells`` is the column to quote from."""
        if not rows:
            return
        values = [""] * len(rows) if cells is None else _quote(cells, rows)
        self._findings.extend(
            _Finding(row, column, value, reason, code, -1)
            for row, value in zip(rows, values, strict=True)
        )

    def add_pair(
        self, row: int, other_row: int, *, column: str, value: str, reason: str, code: str
    ) -> None:
        """A row that clashes with an earlier one; ``reason`` has ``{other}`` for its place."""
        self._findings.append(_Finding(row, column, value, reason, code, other_row))

    def __bool__(self) -> bool:
        return bool(self._findings)

    def found(self) -> list[tuple[int, str, str, str, str]]:
        """(row, column, value, reason, code) of everything that is bad, for callers that go on."""
        return [
            (found.row, found.column, found.value, found.reason, found.code)
            for found in self._findings
        ]

    def raise_if_any(self, raw: RawTable, diagnostics: Iterable[Diagnostic]) -> None:
        """Raise one TableError with every bad row in the order of the file."""
        if not self._findings and not raw.bad:
            return
        rows = self._with_lines(raw)
        kinds = sorted({row.code for row in rows})
        one = len(rows) == 1
        raise TableError(
            f"{len(rows):,} bad value{'' if one else 's'}; nothing was read "
            f"({', '.join(kind.replace('_', ' ') for kind in kinds)})",
            code="overflow" if kinds == ["huge_amount"] else "schema_violation",
            problem="bad_rows",
            place=raw.place,
            rows=rows,
            diagnostics=diagnostics,
        )

    def _with_lines(self, raw: RawTable) -> list[BadRow]:
        wanted = sorted(
            {row for finding in self._findings for row in (finding.row, finding.other_row)} - {-1}
        )
        lines = dict(zip(wanted, raw.lines(wanted), strict=True)) if wanted else {}

        def place(row: int) -> str:
            return f"line {lines[row]:,}" if lines[row] else f"row {row + 1:,}"

        rows = [
            BadRow(
                lines[finding.row],
                finding.row + 1,
                finding.column,
                finding.value,
                finding.reason.replace("{other}", place(finding.other_row))
                if finding.other_row >= 0
                else finding.reason,
                finding.code,
            )
            for finding in self._findings
        ]
        return sorted([*raw.bad, *rows], key=lambda bad: (bad.line, bad.row))


def _quote(cells: pa.ChunkedArray, rows: Sequence[int]) -> list[str]:
    values = cells.take(pa.array(rows, pa.int64())).to_pylist()
    return ["" if value is None else str(value) for value in values]
