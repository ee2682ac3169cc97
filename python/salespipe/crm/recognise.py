"""Which CRM a set of files is from, and which of its tables each file is: by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salespipe.crm.mapping import CRMS, CrmMapping, TableSpec, mapping_of
from salespipe.errors import TableError
from salespipe.tables.names import normal_name
from salespipe.tables.source import RawTable

#: So many of the marks of a table of deals must be there before a file counts as a CRM's without
#: being asked for: a table of somebody's own may well have a column "deal stage".
SURE_MARKS = 3
_SALE = ("deals", "history", "changes", "activities")


@dataclass(frozen=True)
class Recognised:
    """A file, and the table that it is; None: of this CRM it is none that is known."""

    raw: RawTable
    spec: TableSpec | None
    marks: int = 0


@dataclass(frozen=True)
class Export:
    """Files of one CRM."""

    mapping: CrmMapping
    files: tuple[Recognised, ...]

    @property
    def is_sure(self) -> bool:
        """Whether one of the files could hardly be anything else."""
        return any(
            file.spec is not None and file.spec.role in _SALE and file.marks >= SURE_MARKS
            for file in self.files
        )


def recognise(tables: Sequence[RawTable], crm: str = "auto") -> Export | None:
    """The export that these files are. With ``auto`` the CRM whose tables fit best, None when no
    file is surely of one; with a name that CRM.

    Errors: TableError ambiguous when two CRMs fit equally, schema_violation when a CRM is named
    and no file is a table of it.
    """
    if crm != "auto":
        export = _as_export(tables, mapping_of(crm))
        if all(file.spec is None for file in export.files):
            raise TableError(
                f"no file is a table of a {export.mapping.title} export that is known here; the "
                f"tables are {', '.join(spec.name for spec in export.mapping.tables)} "
                "(docs/imports.md names their columns)",
                code="schema_violation",
                problem="unknown_export",
                place=tables[0].place if tables else None,
            )
        return export
    sure = [
        export
        for export in (_as_export(tables, mapping_of(name)) for name in CRMS)
        if export.is_sure
    ]
    if not sure:
        return None
    best = max(map(_fit, sure))
    found = [export for export in sure if _fit(export) == best]
    if len(found) > 1:
        names = " or ".join(f"--as {export.mapping.crm}" for export in found)
        raise TableError(
            f"the columns fit the exports of more than one CRM; choose with {names}",
            code="ambiguous",
            problem="ambiguous_export",
            place=tables[0].place,
        )
    return found[0]


def _as_export(tables: Sequence[RawTable], mapping: CrmMapping) -> Export:
    return Export(mapping, tuple(_table_of(raw, mapping) for raw in tables))


def _fit(export: Export) -> tuple[int, int]:
    known = [file for file in export.files if file.spec is not None]
    return len(known), sum(file.marks for file in known)


def _table_of(raw: RawTable, mapping: CrmMapping) -> Recognised:
    names = {normal_name(column) for column in raw.table.column_names}
    best: tuple[int, int] = (0, 0)
    found: TableSpec | None = None
    for spec in mapping.tables:
        marks = len(spec.marks & names)
        if marks < spec.min_marks or spec.without & names:
            continue
        if not all(names.intersection(spec.columns[field]) for field in spec.required):
            continue
        held = sum(bool(names.intersection(known)) for known in spec.columns.values())
        if (marks, held) > best:
            best, found = (marks, held), spec
    return Recognised(raw, found, best[0])
