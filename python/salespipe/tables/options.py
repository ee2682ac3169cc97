"""Checks of the options that readers share."""

from __future__ import annotations

from salespipe.errors import InvalidArgumentError
from salespipe.tables.amount_forms import DecimalSign


def check_decimal(decimal: str | None) -> DecimalSign | None:
    """The decimal sign, a point or a comma; InvalidArgumentError for anything else."""
    if decimal is None:
        return None
    if decimal == ".":
        return "."
    if decimal == ",":
        return ","
    raise InvalidArgumentError(f"decimal '{decimal}' is neither '.' nor ','")
