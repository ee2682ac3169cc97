"""LibreOffice works the dashboard out, and every cell of it is the engine's figure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from salespipe.template.dashboard import figure_cells, tables
from salespipe.template.figures import FIGURES
from template.comparison import Engine, differences

if TYPE_CHECKING:
    from template.conftest import Recalculated


def test_every_cell_of_the_real_data_set_is_the_engines_figure(
    recalculated_real: Recalculated,
) -> None:
    sheet = recalculated_real.sheet("Dashboard")
    compared, figures, wrong = differences(recalculated_real.case, sheet)
    assert wrong == []
    assert compared > 350
    assert figures > 250


def test_the_real_data_set_has_the_figures_that_are_known_of_it(
    recalculated_real: Recalculated,
) -> None:
    """Its third quarter of 2017, with the second beside it."""
    sheet = recalculated_real.sheet("Dashboard")
    cells = {
        (c.metric, c.suffix): c for c in figure_cells(recalculated_real.case.content) if not c.group
    }

    def shown(metric: str, suffix: str) -> float:
        cell = cells[metric, suffix]
        return float(sheet.cell(cell.row + 1, cell.column + 1).value)

    assert (shown("won_revenue", "p"), shown("won_revenue", "q")) == (2982255, 3086111)
    assert (shown("won_count", "p"), shown("won_count", "q")) == (1257, 1254)
    assert (shown("lost_count", "p"), shown("lost_count", "q")) == (790, 778)


@pytest.mark.parametrize("name", ["simulated-1", "simulated-2", "simulated-3", "simulated-4"])
def test_every_cell_of_a_simulated_team_is_the_engines_figure(
    recalculated: dict[str, Recalculated], name: str
) -> None:
    found = recalculated[name]
    compared, figures, wrong = differences(found.case, found.sheet("Dashboard"))
    assert wrong == []
    assert compared > 180
    assert figures > 100


def test_a_figure_that_the_engine_has_in_a_team_is_not_empty_everywhere(
    recalculated: dict[str, Recalculated],
) -> None:
    """A comparison of nothing with nothing would prove nothing: each figure occurs somewhere."""
    engines = [Engine(found.case) for found in recalculated.values()]
    for figure in FIGURES:
        values = [engine.rows("p", "")["total"].get(figure.metric) for engine in engines]
        assert any(value not in (None, 0, "0.00") for value in values), figure.metric


def test_the_cells_that_are_compared_are_all_that_the_dashboard_has(
    recalculated: dict[str, Recalculated],
) -> None:
    """What is a number below the period is a figure that is compared, or the change of one."""
    found = recalculated["simulated-1"]
    cells = list(figure_cells(found.case.content))
    known = {(cell.row, cell.column) for cell in cells}
    changes = {
        (cell.row, cell.column + add) for cell in cells if not cell.group for add in (1, 2, 3)
    }
    for row in found.sheet("Dashboard").iter_rows(min_row=8):
        for cell in row:
            if isinstance(cell.value, (int, float)):
                assert (cell.row - 1, cell.column - 1) in known | changes, cell.coordinate


def test_the_lines_of_a_table_add_up_to_the_whole(recalculated: dict[str, Recalculated]) -> None:
    found = recalculated["simulated-1"]
    sheet = found.sheet("Dashboard")
    total = Engine(found.case).rows("p", "")["total"]
    for table in tables(found.case.content):
        if table.dimension not in ("owner", "source"):
            continue
        first = table.row + 3
        sums = [
            sheet.cell(row, table.column + 2).value or 0
            for row in range(first, first + table.lines)
        ]
        assert sum(sums) == pytest.approx(float(total["won_revenue"]))


def test_no_formula_of_the_workbook_fails(recalculated: dict[str, Recalculated]) -> None:
    for found in recalculated.values():
        for name in ("Dashboard", "Board", "Deals", "Tasks", "Activities", "Quotas", "Calc"):
            errors = [
                cell.coordinate
                for row in found.sheet(name).iter_rows()
                for cell in row
                if cell.data_type == "e"
            ]
            assert errors == [], f"{found.case.name}, {name}"


def test_the_board_has_the_open_deals_in_their_stages(
    recalculated: dict[str, Recalculated],
) -> None:
    found = recalculated["simulated-1"]
    sheet = found.sheet("Board")
    stages = [one for one in found.case.content.stages if one.kind in ("open", "parked")]
    for column, stage in enumerate(stages, start=1):
        deals = [one.name for one in found.case.content.deals if one.stage == stage.name]
        assert sheet.cell(3, column).value == f"{stage.name} ({len(deals)})"
        cards = [sheet.cell(5 + number, column).value for number in range(40)]
        shown = [card.split("\n")[0] for card in cards if card]
        assert shown == deals[:40]
        more = sheet.cell(45, column).value
        assert more == (f"… and {len(deals) - 40} more" if len(deals) > 40 else None)


def test_the_deals_that_are_marked_as_rotting_are_those_that_rot_today(
    recalculated: dict[str, Recalculated],
) -> None:
    """On the Deals sheet, and as amber cards on the board."""
    found = recalculated["simulated-1"]
    today = found.case.today
    told = found.case.book.metrics(
        period=(today.replace(day=1), today + timedelta(days=1)), as_of=today
    )
    header = [cell.value for cell in found.sheet("Deals")[1]]
    column = header.index("is_rotting") + 1
    rows = range(2, len(found.case.content.deals) + 2)
    marks = [found.sheet("Deals").cell(row, column).value for row in rows]
    assert sum(marks) == told["rotting_count"] > 0
    cards = [cell.value for row in found.sheet("Board").iter_rows(5, 44, 12, 21) for cell in row]
    shown = min(40, sum(marks))
    assert shown <= sum(value == 2 for value in cards) <= sum(marks)


def test_conditional_formats_ask_their_own_sheet_only(
    recalculated: dict[str, Recalculated],
) -> None:
    """Those of Google Sheets can ask no other one, and no name that stands for one."""
    book = openpyxl.load_workbook(recalculated["simulated-1"].written)
    asked = [
        (sheet.title, formula)
        for sheet in book
        for rules in sheet.conditional_formatting
        for rule in rules.rules
        for formula in rule.formula
    ]
    assert len(asked) > 50
    assert [one for one in asked if "!" in one[1] or "sp_" in one[1]] == []
