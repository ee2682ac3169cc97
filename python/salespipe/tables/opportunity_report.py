"""What an import of opportunities keeps and reports: never dropped, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.diagnostics import Diagnostic, Severity
from salespipe.tables.amounts import negative_rows
from salespipe.tables.model import StageSpec
from salespipe.tables.names import normal_name
from salespipe.tables.rest import missing_cells
from salespipe.tables.source import RawTable
from salespipe.tables.stages import kind_mask
from salespipe.tables.text import count_true, counted


def report_gaps(
    arrays: dict[str, pa.ChunkedArray],
    columns: dict[str, str],
    specs: list[StageSpec],
    diagnostics: list[Diagnostic],
) -> None:
    """What is kept although something is missing or unusual."""
    stage = arrays["stage"]
    is_open = kind_mask(stage, specs, ("open", "parked"))

    def report(
        severity: Severity, code: str, mask: pa.ChunkedArray, text: tuple[str, str], field: str
    ) -> None:
        rows = count_true(mask)
        if rows:
            where = {"column": columns[field]} if field in columns else {}
            diagnostics.append(Diagnostic(severity, code, counted(rows, *text), rows, where))

    created = arrays.get("created")
    unknown = pa.chunked_array([pa.repeat(True, len(stage))])
    no_created = created.is_null() if created is not None else unknown
    report(
        "warning",
        "created_unknown",
        pc.and_(is_open, no_created),
        ("open deal", "without a creation date, counted as open from the last day of the data on"),
        "created",
    )
    report(
        "warning",
        "created_unknown_closed",
        pc.and_(pc.invert(is_open), no_created),
        ("closed deal", "without a creation date, and so without a sales cycle"),
        "created",
    )
    for name in ("account", "owner"):
        if name in arrays:
            missing_cells(arrays[name], f"{name}_missing", name, columns[name], diagnostics)
    value = arrays.get("value")
    if value is None:
        return
    no_value = value.is_null()
    report(
        "info",
        "value_missing",
        pc.and_(is_open, no_value),
        ("open deal", "without a value, counted as a deal and not as money"),
        "value",
    )
    won = kind_mask(stage, specs, ("won",))
    report(
        "warning",
        "won_value_missing",
        pc.and_(won, no_value),
        ("won deal", "without a value, counted as won with nothing"),
        "value",
    )
    lost = kind_mask(stage, specs, ("lost",))
    zero = pc.equal(value, pa.scalar(Decimal(0), value.type))
    report(
        "info",
        "lost_value_zero",
        pc.and_(lost, zero),
        ("lost deal", "with the value 0; what was lost is not known"),
        "value",
    )
    negative = negative_rows(value)
    if negative:
        diagnostics.append(
            Diagnostic(
                "warning",
                "value_negative",
                counted(negative, "deal", "with a negative value, kept and reducing the sums"),
                negative,
                {"column": columns["value"]},
            )
        )


def report_status(
    raw: RawTable,
    columns: dict[str, str],
    arrays: dict[str, pa.ChunkedArray],
    specs: list[StageSpec],
    diagnostics: list[Diagnostic],
) -> None:
    """A column "status" that says won or lost of deals in an open stage (Pipedrive's exports)."""
    used = set(columns.values())
    names = [name for name in raw.table.column_names if normal_name(name) == "status"]
    for name in names:
        if name in used or name not in arrays:
            continue
        closed = pc.is_in(
            pc.utf8_lower(arrays[name]), value_set=pa.array(["won", "lost"], pa.string())
        )
        rows = count_true(pc.and_(closed, kind_mask(arrays["stage"], specs, ("open",))))
        if rows:
            diagnostics.append(
                Diagnostic(
                    "warning",
                    "status_contradicts_stage",
                    f"'{name}' says won or lost for {counted(rows, 'deal')} in an open stage; the "
                    f'stage counts. If the status does, say --map stage="{name}"',
                    rows,
                    {"column": name},
                )
            )
