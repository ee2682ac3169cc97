"""The board: a column a stage, a card a deal, worked out from the deals sheet."""

from __future__ import annotations

from typing import Any

from salespipe.template.calc import Calc
from salespipe.template.layout import BOARD_CARDS, Layout
from salespipe.template.styles import AMBER, GREY, LINE, Styles
from salespipe.template.tables import PROTECTION, Words

#: Columns of the board: the open and parked stages come first among those of the settings.
BOARD_STAGES = 10


def write_board(
    book: Any, sheet: Any, layout: Layout, calc: Calc, styles: Styles, words: Words, digits: int
) -> None:
    d = layout.deals
    sheet.write_string(0, 0, words("Board"), styles.title())
    sheet.write_string(
        1, 0, words("A look at the Deals sheet; change the stage there. Amber: too long in its stage."),
        styles(font_color=GREY, italic=True),
    )  # fmt: skip
    sheet.set_row(0, 28)
    card = styles(text_wrap=True, valign="top", border=1, border_color=LINE, font_size=9, indent=0)
    sheet.set_column(0, BOARD_STAGES - 1, 24)
    for stage in range(BOARD_STAGES):
        name, kind = calc.stage(stage, "stage"), calc.stage(stage, "kind")
        is_here = f'OR({kind}="open",{kind}="parked")'
        many = calc.cards(stage)
        total = f"SUMIFS({d.range('value')},{d.range('board')},{stage + 1})"
        sheet.write_formula(
            2, stage, f'=IF({is_here},{name}&" ("&{many}&")","")', styles.header(), ""
        )
        sheet.write_formula(
            3, stage, f'=IF({is_here},FIXED({total},{digits}),"")',
            styles(bold=True, font_color=GREY, bottom=1, bottom_color=LINE), "",
        )  # fmt: skip
        for number in range(BOARD_CARDS):
            row = calc.card(stage, number)
            sheet.write_formula(4 + number, stage, _card(layout, row, digits), card, "")
        sheet.write_formula(
            4 + BOARD_CARDS, stage,
            f'=IF({many}>{BOARD_CARDS},"… {words("and")} "&({many}-{BOARD_CARDS})&" {words("more")}","")',
            styles(italic=True, font_color=GREY), "",
        )  # fmt: skip
        limit = f"N(INDEX({layout.stage_range('D')},{stage + 1}))"
        entered = f"INDEX({d.range('entered')},N({row_of(calc, stage)}))"
        sheet.conditional_format(4, stage, 3 + BOARD_CARDS, stage, {
            "type": "formula",
            "criteria": f'=IF(N({row_of(calc, stage)})=0,FALSE,AND({limit}>0,sp_today-N({entered})>{limit}))',
            "format": book.add_format({"bg_color": AMBER}),
        })  # fmt: skip
    for number in range(BOARD_CARDS):
        sheet.set_row(4 + number, 50)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(4, 0)
    sheet.protect("", PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)


def row_of(calc: Calc, stage: int) -> str:
    """The row of the first card, so that a conditional format walks down with its cells."""
    sheet, cell = calc.card(stage, 0).rsplit("!", 1)
    _, column, row = cell.split("$")
    return f"{sheet}!${column}{row}"


def _card(layout: Layout, row: str, digits: int) -> str:
    d = layout.deals

    def of(key: str) -> str:
        return f"INDEX({d.range(key)},{row})"

    value = f'IF({of("value")}="","",FIXED({of("value")},{digits}))'
    account = f'IF({of("account")}="","",CHAR(10)&{of("account")})'
    owner = f'IF({of("owner")}="",""," · "&{of("owner")})'
    return f'=IF({row}="","",{of("name")}&{account}&CHAR(10)&{value}&{owner})'
