"""Cells are named as XlsxWriter, and so Excel, names them."""

from __future__ import annotations

from salespipe.template.cells import cell_name, column_name
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell


def test_columns_have_the_letters_of_excel() -> None:
    for column in [*range(1000), 16383]:
        assert column_name(column) == xl_col_to_name(column)


def test_cells_are_named_in_both_ways() -> None:
    for row, column in [(0, 0), (4, 25), (99, 26), (1048575, 16383)]:
        assert cell_name(row, column) == xl_rowcol_to_cell(row, column)
        assert cell_name(row, column, fixed=True) == xl_rowcol_to_cell(row, column, True, True)
