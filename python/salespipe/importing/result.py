"""What an import did, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from salespipe.diagnostics import Diagnostic
from salespipe.importing.findings import FileReport


@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    ``source`` is what was read ("salesforce", "mail"...), ``title`` its name for people.
    ``imported`` counts what is new in the book by kind; ``files`` say what became of each file,
    every unread value among it; ``diagnostics`` are what a person should know.
    """

    source: str
    title: str
    imported: dict[str, int]
    files: list[FileReport]
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def unread(self) -> int:
        """Values and rows that could not be read or used."""
        return sum(len(file.bad) for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "imported": dict(self.imported),
            "files": [file.to_dict() for file in self.files],
            "diagnostics": [found.to_dict() for found in self.diagnostics],
        }
