"""What an import found: for each file what was mapped, kept and left out, and every row and value
that could not be read, with its line. Nothing is dropped without a word here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salespipe.diagnostics import Diagnostic, Severity
from salespipe.errors import BadRow
from salespipe.tables.source import RawTable


@dataclass
class FileReport:
    """What became of one file.

    ``columns``: field -> column; ``custom_fields``: columns whose texts became fields of deals;
    ``not_kept``: columns with texts that a book has no place for, with how many there were;
    ``read``: rows that were understood, ``left_out``: rows that were not, each told in ``bad``.
    """

    file: str
    table: str
    rows: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    custom_fields: list[str] = field(default_factory=list)
    not_kept: dict[str, int] = field(default_factory=dict)
    left_out_rows: set[int] = field(default_factory=set)
    bad: list[BadRow] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return len(self.left_out_rows)

    @property
    def read(self) -> int:
        return self.rows - self.left_out

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "table": self.table,
            "rows": self.rows,
            "read": self.read,
            "left_out": self.left_out,
            "columns": dict(self.columns),
            "custom_fields": list(self.custom_fields),
            "not_kept": dict(self.not_kept),
            "unread": [
                {
                    "line": bad.line,
                    "row": bad.row,
                    "column": bad.column,
                    "value": bad.value,
                    "reason": bad.reason,
                    "code": bad.code,
                }
                for bad in self.bad
            ],
        }


class Findings:
    """Collects everything there is to tell; lines are looked up once, at the end."""

    def __init__(self) -> None:
        self.files: list[FileReport] = []
        self.diagnostics: list[Diagnostic] = []
        self._raws: dict[int, RawTable] = {}
        self._bad: dict[int, list[tuple[int, str, str, str, str]]] = {}

    def add_file(self, raw: RawTable, table: str) -> FileReport:
        report = FileReport(raw.name, table, raw.table.num_rows + len({b.line for b in raw.bad}))
        # Rows whose fields do not fit the header never were in the table.
        report.bad.extend(raw.bad)
        report.left_out_rows.update(-bad.line for bad in raw.bad)
        self._raws[id(report)] = raw
        self.files.append(report)
        return report

    def bad(
        self,
        report: FileReport,
        row: int,
        column: str,
        value: str,
        reason: str,
        code: str,
        *,
        is_left_out: bool,
    ) -> None:
        """A value of a row (0-based) that could not be read; with ``is_left_out`` the whole row."""
        self._bad.setdefault(id(report), []).append((row, column, value, reason, code))
        if is_left_out:
            report.left_out_rows.add(row)

    def say(
        self,
        severity: Severity,
        code: str,
        message: str,
        rows: int = 0,
        where: Mapping[str, str] | None = None,
    ) -> None:
        self.diagnostics.append(Diagnostic(severity, code, message, rows, where or {}))

    def say_all(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics.extend(diagnostics)

    def finish(self) -> None:
        """Put the lines to the rows."""
        for report in self.files:
            found = self._bad.pop(id(report), [])
            if not found:
                continue
            rows = sorted({row for row, *_ in found})
            lines = dict(zip(rows, self._raws[id(report)].lines(rows), strict=True))
            report.bad.extend(
                BadRow(lines[row], row + 1, column, value, reason, code)
                for row, column, value, reason, code in found
            )
            report.bad.sort(key=lambda bad: (bad.line, bad.row))
