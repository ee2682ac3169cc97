"""The sheet that says how to use the others."""

from __future__ import annotations

from typing import Any

from salespipe.template.styles import Styles
from salespipe.template.tables import PROTECTION, Words

#: (heading, lines)
TEXT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Start", (
        "Settings: write down your stages, owners, sources and lost reasons. The drop-downs of the other sheets follow.",
        "Deals: one row a deal. Choose its stage; write the days as you go. Grey columns are computed.",
        "Tasks: what is to be done, by when, by whom. Activities: emails, calls and meetings. Quotas: what is to be won.",
        "Dashboard: choose a year, quarter or month on top; the period before stands beside it. Board: the open deals, a column a stage.",
        "Yellow cells and white rows are yours. The rest is protected against slips, without a password: Review, Unprotect sheet.",
    )),
    ("When a deal moves", (
        "Choose its new stage and write the day into 'In stage since'.",
        "When it first becomes qualified, write the day into 'Qualified on' and leave it there.",
        "When it is won or lost, write the day into 'Closed on', the value that it closed with, and why it was lost.",
        "When it is lost but may come back, a stage of the kind parked keeps it out of what is open.",
    )),
    ("What the figures mean", (
        "They are those of salespipe, by its own definitions; the name of each is in the comment of its cell.",
        "A deal is won in the period in which its closing day lies, with the value that its row has. Lost likewise.",
        "Open at the end: created by the last day of the period (or by today), not closed by then.",
        "A sheet has no memory. How a deal stood on a day of the past is told by its days: in the first stage from 'Created', in the first qualified stage from 'Qualified on', in its present stage from 'In stage since' (else 'Created'), closed from 'Closed on'. Stages between them, and what its value, owner and expected close were before, are not told; only 'First value' is.",
        "A deal without a day of creation counts as open from the last day that stands anywhere in the sheets.",
        "Weighted value: value times the probability of the stage. Cycle: days from creation to winning. Rotting: longer in its stage than the settings allow. Abandoned: no day of the row and no activity in the last days (Settings).",
        "An owner, source or reason that is not in the settings is counted in the line for none.",
        "Quotas count by the days that they share with the period. The team's own quota, where there is one, goes before the sum of the owners'.",
        "Days later than Today (Settings) have not happened yet. Write a day there to see the figures of that day.",
    )),
    ("Rules of the sheets", (
        "IDs are written for you. Do not use one twice, and keep them when you sort: tasks and activities refer to them.",
        "Text that begins with =, +, - or @ stays text: in a new cell write an apostrophe before it.",
        "Google Sheets: File, Import, Upload. LibreOffice: open it and save it as .xlsx or .ods.",
    )),
    ("When you outgrow it", (
        "salespipe import filled.xlsx --into sales.db brings all of it into a book: stages, deals, tasks, activities.",
        "salespipe report sales.db --xlsx sales.xlsx writes a book into such a workbook again.",
    )),
)  # fmt: skip


def write_howto(sheet: Any, styles: Styles, words: Words) -> None:
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 120)
    sheet.write_string(0, 1, words("How to use this workbook"), styles.title())
    row = 2
    for heading, lines in TEXT:
        sheet.write_string(row, 1, words(heading), styles.heading())
        row += 1
        for line in lines:
            text = words(line)
            sheet.write_string(row, 1, text, styles(text_wrap=True, valign="top"))
            sheet.set_row(row, 15 * (1 + len(text) // 125))
            row += 1
        row += 1
    sheet.hide_gridlines(2)
    sheet.protect("", PROTECTION)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
