"""What a person should know that does not stop the work: findings of imports, lints and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

Severity = Literal["info", "warning", "error"]


class DiagnosticDict(TypedDict):
    """A diagnostic as it stands in the JSON of a report."""

    severity: Severity
    code: str
    message: str
    rows: int
    where: dict[str, str]


@dataclass(frozen=True)
class Diagnostic:
    """One finding.

    ``code`` is stable and lower case with underscores (``created_unknown``), for machines and for
    the documentation; ``message`` says what, where and what to do, for a person; ``rows`` counts
    the rows that it concerns, 0 when it is not about rows; ``where`` holds details for machines.
    """

    severity: Severity
    code: str
    message: str
    rows: int = 0
    where: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> DiagnosticDict:
        """The diagnostic as plain data, ready for ``json.dumps``."""
        return {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "rows": self.rows,
            "where": dict(self.where),
        }


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the findings is an error."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)
