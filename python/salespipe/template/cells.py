"""How formulas name columns and cells. XlsxWriter has the same, but the layout is also needed where
that is not installed: to read a workbook, and by commands that write none."""

from __future__ import annotations


def column_name(column: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int, *, fixed: bool = False) -> str:
    """A cell as a formula names it: 0, 0 is A1; fixed, $A$1."""
    mark = "$" if fixed else ""
    return f"{mark}{column_name(column)}{mark}{row + 1}"
