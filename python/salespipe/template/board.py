"""The board: a column a stage, a card a deal, worked out from the deals sheet."""

from __future__ import annotations

from typing import Any

from salespipe.template.calc import Calc
from salespipe.template.cells import cell_name
from salespipe.template.layout import BOARD_CARDS, Layout
from salespipe.template.styles import AMBER, BLUE, GREY, LINE, Styles
from salespipe.template.tables import PROTECTION, Words

#: Columns of the board: the open and parked stages come first among those of the settings.
BOARD_STAGES = 10


def write_board(
    book: Any, sheet: Any, layout: Layout, calc: Calc, styles: Styles, words: Words, digits: int
) -> None:
    d = layout.deals
    sheet.write_string(0, 0, words("Board"), styles.title())
    note = "A look at the Deals sheet; change the stage there. Amber: too long in its stage."
    sheet.write_string(1, 0, words(note), styles(font_color=GREY, italic=True))
    sheet.set_row(0, 28)
    card = styles(text_wrap=True, valign="top", font_size=9)
    head = styles(bold=True, font_color=BLUE, font_size=11)
    total_look = styles(bold=True, font_color=GREY)
    sheet.set_column(0, BOARD_STAGES - 1, 25)
    for stage in range(BOARD_STAGES):
        name, many = calc.stage(stage, "stage"), calc.cards(stage)
        number = calc.stage_number(stage)
        total = f"SUMIFS({d.range('value')},{d.range('board')},{number})"
        sheet.write_formula(2, stage, f'=IF({number}="","",{name}&" ("&{many}&")")', head, "")
        sheet.write_formula(
            3, stage, f'=IF({number}="","",FIXED({total},{digits}))', total_look, ""
        )
        for place in range(BOARD_CARDS):
            row = calc.card(stage, place)
            sheet.write_formula(4 + place, stage, _card(layout, row, digits), card, "")
        more = f'"… {words("and")} "&({many}-{BOARD_CARDS})&" {words("more")}"'
        sheet.write_formula(
            4 + BOARD_CARDS, stage, f'=IF({many}>{BOARD_CARDS},{more},"")',
            styles(italic=True, font_color=GREY), "",
        )  # fmt: skip
        # What a card is, 1 or 2 where it rots, on this sheet: a conditional format of Google Sheets
        # sees no other one.
        marks = BOARD_STAGES + 1 + stage
        for place in range(BOARD_CARDS):
            row = calc.card(stage, place)
            rots = f"IF(INDEX({d.range('is_rotting')},{row})=1,2,1)"
            sheet.write_formula(4 + place, marks, f'=IF({row}="",0,{rots})', None, "")
        mark = cell_name(4, marks)
        border = {"border": 1, "border_color": LINE}
        for criteria, look in (
            (f"={mark}=2", border | {"bg_color": AMBER}),
            (f"={mark}=1", border),
        ):
            rule = {"type": "formula", "criteria": criteria, "format": book.add_format(look)}
            sheet.conditional_format(4, stage, 3 + BOARD_CARDS, stage, rule)
    sheet.set_column(BOARD_STAGES + 1, 2 * BOARD_STAGES, 4, None, {"hidden": True})
    sheet.print_area(0, 0, 4 + BOARD_CARDS, BOARD_STAGES - 1)
    for card_row in range(BOARD_CARDS):
        sheet.set_row(4 + card_row, 50)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(4, 0)
    sheet.protect("", PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)


def _card(layout: Layout, row: str, digits: int) -> str:
    d = layout.deals

    def of(key: str) -> str:
        return f"INDEX({d.range(key)},{row})"

    value = f'IF({of("value")}="","",FIXED({of("value")},{digits}))'
    account = f'IF({of("account")}="","",{of("account")}&CHAR(10))'
    between = f'IF(OR({of("value")}="",{of("owner")}=""),""," · ")'
    return f'=IF({row}="","",{of("name")}&CHAR(10)&{account}&{value}&{between}&{of("owner")})'
