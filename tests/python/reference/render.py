"""Exact figures to their JSON forms: money a decimal string, counts ints, the rest numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .catalogue import Value, metric
from .money import minor_digits, to_text
from .tables import Row


def as_json(value: Value, unit: str, digits: int) -> str | int | float | None:
    """The one rounding of a figure happens here."""
    if value is None:
        return None
    if unit == "money":
        return to_text(value, digits)
    return int(value) if unit == "count" else float(Fraction(value))


def rendered_metrics(metrics: Row, digits: int) -> Row:
    return {name: as_json(value, metric(name).unit, digits) for name, value in metrics.items()}


def rendered(report: dict[str, Any]) -> dict[str, Any]:
    """A report of reference.report() as the JSON of the library: DESIGN, section 6."""
    digits = minor_digits(report["currency"])
    rows: list[Row] = []
    for row in report["rows"]:
        done = {"by": row["by"], "period": row["period"]}
        done["metrics"] = rendered_metrics(row["metrics"], digits)
        if row.get("other"):
            done["other"] = True
        if "previous" in row:
            done["previous"] = {
                "period": row["previous"]["period"],
                "metrics": rendered_metrics(row["previous"]["metrics"], digits),
            }
            done["change"] = {
                name: {
                    "difference": as_json(one["difference"], metric(name).unit, digits),
                    "ratio": as_json(one["ratio"], "ratio", digits),
                }
                for name, one in row["change"].items()
            }
        rows.append(done)
    diagnostics = [{"code": code, "rows": count} for code, count in report["diagnostics"].items()]
    return {"rows": rows, "diagnostics": diagnostics}
