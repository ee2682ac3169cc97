"""Which column of a source is which field of the table."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from salespipe.errors import TableError
from salespipe.tables.names import (
    HISTORY_FIELDS,
    INTERACTION_FIELDS,
    OPPORTUNITY_FIELDS,
    Field,
    normal_name,
)
from salespipe.tables.source import RawTable

#: Every name that any table knows; a header is recognised by them.
KNOWN_NAMES = frozenset(
    name
    for field in (*OPPORTUNITY_FIELDS, *HISTORY_FIELDS, *INTERACTION_FIELDS)
    for rank in field.ranks
    for name in rank
)
_LISTED_COLUMNS = 40


def looks_like(names: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str]) -> bool:
    """Whether a header has a column for every required field."""
    known = {normal_name(name) for name in names}
    mapped = {
        normal_name(field) for field, column in mapping.items() if normal_name(column) in known
    }
    return all(
        any(rank & known or rank & mapped for rank in field.ranks)
        for field in fields
        if field.required
    )


def find_columns(
    raw: RawTable, fields: Sequence[Field], mapping: Mapping[str, str] | None
) -> dict[str, str]:
    """Field -> column of the source, first by ``mapping``, then by the known names.

    Errors: TableError not_found for a mapping to a column that is not there, schema_violation for
    a required field without a column, ambiguous when two columns match one field equally.
    """
    names: list[str] = raw.table.column_names
    chosen = _apply_mapping(raw, fields, mapping or {})
    by_normal: dict[str, list[str]] = {}
    for name in names:
        by_normal.setdefault(normal_name(name), []).append(name)
    taken = set(chosen.values())
    for field in fields:
        if field.name in chosen:
            continue
        for rank in field.ranks:
            matches = [
                column
                for known in rank
                for column in by_normal.get(known, ())
                if column not in taken
            ]
            if len(matches) > 1:
                raise _ambiguous(raw, field.name, sorted(matches, key=names.index))
            if matches:
                chosen[field.name] = matches[0]
                taken.add(matches[0])
                break
    missing = [field.name for field in fields if field.required and field.name not in chosen]
    if missing:
        raise _missing(raw, missing)
    return chosen


def _apply_mapping(
    raw: RawTable, fields: Sequence[Field], mapping: Mapping[str, str]
) -> dict[str, str]:
    names: list[str] = raw.table.column_names
    chosen: dict[str, str] = {}
    for written, column in mapping.items():
        field = _find_field(raw, fields, written)
        if column in names:
            chosen[field] = column
            continue
        alike = [name for name in names if normal_name(name) == normal_name(column)]
        if len(alike) == 1:
            chosen[field] = alike[0]
            continue
        raise TableError(
            f"--map {written}={column}: there is no column '{column}'"
            f"{_nearest(column, names)}; the columns are: {_listed(names)}",
            code="not_found",
            problem="mapped_column_not_found",
            place=raw.place,
        )
    return chosen


def _find_field(raw: RawTable, fields: Sequence[Field], written: str) -> str:
    wanted = normal_name(written)
    exact = [field.name for field in fields if normal_name(field.name) == wanted]
    known = [field.name for field in fields if any(wanted in rank for rank in field.ranks)]
    if exact or len(known) == 1:
        return (exact or known)[0]
    all_names = [field.name for field in fields]
    raise TableError(
        f"--map {written}=...: there is no field '{written}'{_nearest(written, all_names)}; "
        f"the fields are: {', '.join(all_names)}",
        code="not_found",
        problem="mapped_field_not_found",
        place=raw.place,
    )


def _nearest(name: str, names: Sequence[str]) -> str:
    by_normal = {normal_name(candidate): candidate for candidate in names}
    close = difflib.get_close_matches(normal_name(name), list(by_normal), n=1, cutoff=0.5)
    return f" (did you mean '{by_normal[close[0]]}'?)" if close else ""


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:_LISTED_COLUMNS])
    more = len(names) - _LISTED_COLUMNS
    return f"{shown} and {more:,} more" if more > 0 else shown


def _ambiguous(raw: RawTable, field: str, matches: Sequence[str]) -> TableError:
    choices = " or ".join(f'--map {field}="{column}"' for column in matches)
    columns = ", ".join(f"'{column}'" for column in matches)
    return TableError(
        f"the columns {columns} all match the field '{field}'; choose with {choices}",
        code="ambiguous",
        problem="ambiguous_column",
        place=raw.place,
    )


def _missing(raw: RawTable, missing: Sequence[str]) -> TableError:
    names: list[str] = raw.table.column_names
    one = " (only one column was found; known delimiters are comma, semicolon, tab and |)"
    fields = " and ".join(f"'{field}'" for field in missing)
    return TableError(
        f"no column was found for the required field {fields}; say which it is with "
        f'--map {missing[0]}="...". The columns are: {_listed(names)}'
        f"{one if len(names) == 1 else ''}",
        code="schema_violation",
        problem="missing_column",
        place=raw.place,
    )
