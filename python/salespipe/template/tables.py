"""The sheets of rows: deals, tasks, activities, quotas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from salespipe.template.content import ActivityRow, Content, DealRow, QuotaRow, TaskRow
from salespipe.template.layout import (
    ACTIVITY_TYPES,
    CATEGORIES,
    TASK_STATES,
    Column,
    Layout,
    Table,
    quoted,
)
from salespipe.template.rows import (
    RowFormulas,
    activity_formulas,
    deal_formulas,
    quota_formulas,
    task_formulas,
)
from salespipe.template.styles import AMBER, GREEN, GREY, RED, Styles

Words = Callable[[str], str]
#: What a spreadsheet would take for the beginning of a formula, in narrow and full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)

PROTECTION = {
    "select_locked_cells": True, "select_unlocked_cells": True, "sort": True, "autofilter": True,
    "format_columns": True, "format_rows": True, "format_cells": True,
}  # fmt: skip


def write_value(sheet: Any, row: int, column: int, value: Any, unit: str, styles: Styles) -> None:
    """A value into an input cell; texts are texts whatever they begin with."""
    style = styles.input(unit)
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, (Decimal, int, float)):
        sheet.write_number(row, column, float(value), style)
    else:
        if value.startswith(FORMULA_STARTS):
            style = styles.quoted_input(unit)
        sheet.write_string(row, column, value, style)


@cache
def plain_worksheet() -> Any:
    """A worksheet that takes formulas as they are. XlsxWriter looks in each for some fifty functions
    of newer versions of Excel, of which these sheets use none: that would be most of the time."""
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return PlainWorksheet


class TableSheet:
    """Writes one sheet of rows: header, values, formulas, drop-downs, protection."""

    def __init__(self, book: Any, table: Table, styles: Styles, words: Words) -> None:
        self.table, self.styles, self.words = table, styles, words
        self.sheet = book.add_worksheet(table.sheet, worksheet_class=plain_worksheet())
        self._headers()

    def _headers(self) -> None:
        sheet, table = self.sheet, self.table
        sheet.set_row(0, 30)
        for number, column in enumerate((*table.inputs, *table.shown)):
            is_computed = column.kind == "formula"
            sheet.write_string(
                0, number, self.words(column.title), self.styles.header(is_computed=is_computed)
            )
            sheet.write_comment(
                0, number, self.words(column.note), {"x_scale": 1.6, "y_scale": 0.7}
            )
            style = self.styles.computed() if is_computed else self.styles.input(column.kind)
            sheet.set_column(number, number, column.width, style)
        for key in table.hidden:
            number = table.number(key)
            sheet.write_string(0, number, key, self.styles(font_color=GREY))
            sheet.set_column(number, number, 9, self.styles(font_color=GREY), {"hidden": True})
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, table.rows, len(table.inputs) - 1)
        sheet.protect("", PROTECTION)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, table.rows, len(table.inputs) + len(table.shown) - 1)

    def values(self, rows: Sequence[Any]) -> None:
        for number, row in enumerate(rows, start=1):
            for at, column in enumerate(self.table.inputs):
                write_value(
                    self.sheet, number, at, getattr(row, column.key), column.kind, self.styles
                )

    def formulas(self, formulas: RowFormulas, units: Mapping[str, str]) -> None:
        plain = self.styles(font_color=GREY)
        for key, formula in formulas.items():
            at = self.table.number(key)
            style = self.styles.computed(units.get(key, "text")) if key.startswith("=") else plain
            for row in range(2, self.table.rows + 2):
                self.sheet.write_formula(row - 1, at, formula(row), style, "")

    def choose(self, key: str, source: str | list[str], what: str) -> None:
        self._validate(key, {
            "validate": "list",
            "source": source if isinstance(source, list) else "=" + source,
            "ignore_blank": True,
            "error_title": self.words("Not in the list"),
            "error_message": self.words(what),
        })  # fmt: skip

    def dates_and_amounts(self) -> None:
        for column in self.table.inputs:
            if column.kind == "date":
                self._validate(column.key, {
                    "validate": "date", "criteria": "between", "minimum": _FIRST_DAY,
                    "maximum": _LAST_DAY, "error_title": self.words("Not a day"),
                    "error_message": self.words("Write a day, such as 2026-03-31."),
                })  # fmt: skip
            elif column.kind == "money":
                self._validate(column.key, {
                    "validate": "decimal", "criteria": "between", "minimum": -1e15,
                    "maximum": 1e15, "error_title": self.words("Not an amount"),
                    "error_message": self.words("Write a number, without a currency."),
                })  # fmt: skip

    def _validate(self, key: str, rule: dict[str, Any]) -> None:
        at = self.table.number(key)
        self.sheet.data_validation(1, at, self.table.rows, at, rule)

    def mark(self, keys: Sequence[str], formula: str, look: Any) -> None:
        """Format the cells of these inputs where a formula (of row 2) holds."""
        for key in keys:
            at = self.table.number(key)
            rule = {"type": "formula", "criteria": formula, "format": look}
            self.sheet.conditional_format(1, at, self.table.rows, at, rule)


def write_deals(book: Any, layout: Layout, content: Content, styles: Styles, words: Words) -> Any:
    table = TableSheet(book, layout.deals, styles, words)
    d = layout.deals
    table.values(_numbered(content.deals, layout.rows, "D", lambda name: DealRow(id=name)))
    table.formulas(
        deal_formulas(layout, words),
        {"=age": "count", "=weighted": "money"},
    )
    add = "Add it to the list on the Settings sheet first."
    table.choose("stage", layout.stage_range("A"), add)
    for key, name in (
        ("owner", "owners"), ("source", "sources"), ("product", "products"),
        ("lost_reason", "lost_reasons"),
    ):  # fmt: skip
        table.choose(key, layout.list_range(name), add)
    table.dates_and_amounts()
    amber = book.add_format({"bg_color": AMBER})
    red = book.add_format({"font_color": RED, "bold": True})
    closed = book.add_format({"font_color": GREY})
    won = book.add_format({"font_color": GREEN, "bold": True})
    table.mark(["stage", "since"], f"={d.cell('is_rotting', 2)}=1", amber)
    table.mark(["expected_close"], f"={d.cell('is_overdue', 2)}=1", red)
    table.mark(["stage"], f'=AND({d.cell("stage", 2)}<>"",{d.cell("stage_no", 2)}=0)', red)
    table.mark(["stage"], f'={d.cell("kind", 2)}="won"', won)
    table.mark(["id", "name", "account"], f'={d.cell("kind", 2)}="lost"', closed)
    return table.sheet


def write_tasks(book: Any, layout: Layout, content: Content, styles: Styles, words: Words) -> Any:
    table = TableSheet(book, layout.tasks, styles, words)
    t = layout.tasks
    rows = [_worded(row, words, "state") for row in content.tasks]
    table.values(_numbered(rows, layout.rows, "T", lambda name: TaskRow(id=name, state="")))
    table.formulas(task_formulas(layout, words), {})
    table.choose(
        "assignee", layout.list_range("owners"), "Add it to the list on the Settings sheet first."
    )
    table.choose("state", [words(one) for one in TASK_STATES], "Choose one of the list.")
    table.dates_and_amounts()
    red = book.add_format({"font_color": RED, "bold": True, "bg_color": AMBER})
    done = book.add_format({"font_color": GREY})
    is_open = f'OR({t.cell("state", 2)}="",{t.cell("state", 2)}="{words("open")}")'
    overdue = f'={t.cell("=attention", 2)}="{words("overdue")}"'
    table.mark(["due"], overdue, red)
    table.mark([one.key for one in t.inputs], f"=NOT({is_open})", done)
    return table.sheet


def write_activities(
    book: Any, layout: Layout, content: Content, styles: Styles, words: Words
) -> Any:
    table = TableSheet(book, layout.activities, styles, words)
    rows = [_worded(row, words, "type") for row in content.activities]
    table.values(_numbered(rows, layout.rows, "A", lambda name: ActivityRow(id=name)))
    table.formulas(activity_formulas(layout, words), {})
    table.choose("type", [words(one) for one in ACTIVITY_TYPES], "Choose one of the list.")
    table.choose(
        "owner", layout.list_range("owners"), "Add it to the list on the Settings sheet first."
    )
    table.dates_and_amounts()
    return table.sheet


def write_quotas(book: Any, layout: Layout, content: Content, styles: Styles, words: Words) -> Any:
    table = TableSheet(book, layout.quotas, styles, words)
    table.values(list(content.quotas) + [QuotaRow()] * (layout.quotas.rows - len(content.quotas)))
    table.formulas(quota_formulas(layout), {})
    table.choose(
        "owner", layout.list_range("owners"), "Add it to the list on the Settings sheet first."
    )
    table.dates_and_amounts()
    return table.sheet


def write_settings(
    book: Any, layout: Layout, content: Content, styles: Styles, words: Words, marker: str
) -> Any:
    """Stages, names and the few values that all formulas use."""
    sheet = book.add_worksheet(layout.names.settings)
    sheet.write_string(0, 0, words("Settings"), styles.title())
    sheet.write_string(0, 1, marker, styles(font_color="#FFFFFF", font_size=8))
    labels = (
        ("pipeline", "Pipeline", content.pipeline, "text", "Its name."),
        ("currency", "Currency", content.currency, "text", "Of all amounts; the three letters of ISO 4217."),
        ("today", "Today", content.today, "date", "Write a day here to see the figures as of that day; =TODAY() follows the calendar."),
        ("abandoned", "Abandoned after", content.abandoned_days, "number", "days without anything happening."),
    )  # fmt: skip
    for key, label, value, unit, note in labels:
        row = layout.SCALARS[key] - 1
        sheet.write_string(row, 0, words(label), styles(bold=True))
        if key == "today" and value is None:
            sheet.write_formula(row, 1, "=TODAY()", styles.input("date"), "")
        else:
            write_value(sheet, row, 1, value, unit, styles)
        sheet.write_string(row, 2, words(note), styles(font_color=GREY, italic=True))
    first, count = layout.FIRST, layout.list_rows
    titles = ("Stage", "Kind", "Probability", "Most days in it", "Qualified", "Forecast category")
    notes = (
        "In the order in which deals go through them.",
        "open, won, lost or parked.",
        "Of winning a deal that stands here.",
        "Longer, and the deal rots. Empty: never.",
        "The first stage with a yes is where a deal counts as qualified.",
        "How its deals count in a forecast.",
    )
    sheet.write_string(first - 3, 0, words("Stages"), styles.heading())
    for at, (title, note) in enumerate(zip(titles, notes, strict=True)):
        sheet.write_string(first - 2, at, words(title), styles.header())
        sheet.write_comment(first - 2, at, words(note))
    for index in range(14):
        row = first - 1 + index
        stage = content.stages[index] if index < len(content.stages) else None
        cells: tuple[tuple[Any, str], ...] = ((None, "list"),) * 6
        if stage is not None:
            cells = (
                (stage.name, "text"), (words(stage.kind), "list"),
                (Decimal(stage.probability_ppm) / 1_000_000, "ratio"),
                (stage.max_age_days or None, "count"),
                (words("yes") if stage.qualified else None, "list"),
                (stage.forecast_category or None, "list"),
            )  # fmt: skip
        units = ("text", "list", "ratio", "count", "list", "list")
        for at, ((value, _), unit) in enumerate(zip(cells, units, strict=True)):
            write_value(sheet, row, at, value, unit, styles)
    last = first + 14 - 2

    def choose(column: int, options: list[str]) -> None:
        sheet.data_validation(
            first - 1, column, last, column, {"validate": "list", "source": options}
        )

    choose(1, [words(one) for one in ("open", "won", "lost", "parked")])
    choose(4, [words("yes")])
    choose(5, list(CATEGORIES))
    sheet.data_validation(first - 1, 2, last, 2, {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
        "error_message": words("A probability lies between 0 % and 100 %."),
    })  # fmt: skip
    lists = (
        ("owners", "Owners", content.owners), ("sources", "Sources", content.sources),
        ("products", "Products", content.products),
        ("lost_reasons", "Lost reasons", content.lost_reasons),
    )  # fmt: skip
    for key, title, names in lists:
        at = ord(layout.LISTS[key]) - ord("A")
        sheet.write_string(first - 2, at, words(title), styles.header())
        sheet.set_column(at, at, 22)
        sheet.set_column(at - 1, at - 1, 3)
        for index in range(count):
            name = names[index] if index < len(names) else None
            write_value(sheet, first - 1 + index, at, name, "text", styles)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 5, 15)
    sheet.freeze_panes(first - 1, 0)
    sheet.protect("", PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _numbered(
    rows: Sequence[Any], count: int, letter: str, empty: Callable[[str], Any]
) -> list[Any]:
    """The rows, and empty ones up to ``count`` with ids that none of them has."""
    out = list(rows)
    taken = {row.id for row in out}
    number = 0
    while len(out) < count:
        number += 1
        name = f"{letter}-{number:04}"
        if name not in taken:
            out.append(empty(name))
    return out


def _worded(row: Any, words: Words, field: str) -> Any:
    from dataclasses import replace

    return replace(row, **{field: words(getattr(row, field))})


__all__ = ["Column", "quoted"]
