"""The dashboard: the period is chosen on top; figures, tables and charts below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from salespipe.template.calc import Calc
from salespipe.template.cells import cell_name
from salespipe.template.content import Content
from salespipe.template.figures import REVENUE, SPLITS, TEAM, Figure
from salespipe.template.layout import PERIOD_KINDS, TOP_ACCOUNTS, Layout, quoted
from salespipe.template.styles import BLUE, GREEN, GREY, LINE, MID_BLUE, PALE_BLUE, RED, Styles
from salespipe.template.tables import PROTECTION, Words

#: Where the period is chosen.
INPUTS = {"kind": (2, 1), "year": (2, 3), "number": (2, 5), "first": (3, 1), "last": (3, 3)}
_FIGURES = 7
_REVENUE_AT, _TEAM_AT = 0, 6
_TABLES = _FIGURES + len(REVENUE) + 3
_CHARTS_AT = 13
_STAGES_SHOWN = 10
#: The labels of the right half take two columns.
_WIDE = {_REVENUE_AT: 0, _TEAM_AT: 1}


@dataclass(frozen=True)
class Cell:
    """A figure on the dashboard: what the engine calls it, and where it stands (0-based)."""

    row: int
    column: int
    metric: str
    unit: str
    #: "p": the chosen period, "q": the one before.
    suffix: str
    #: A group by ("owner", row and column of its name), none for the whole.
    group: tuple[str, int, int] | None = None


def input_cells(layout: Layout) -> dict[str, str]:
    """The cells of the period, as formulas name them."""
    sheet = quoted(layout.names.dashboard)
    return {
        name: f"{sheet}!{cell_name(row, column, fixed=True)}"
        for name, (row, column) in INPUTS.items()
    }


def figure_cells(content: Content) -> Iterator[Cell]:
    """Every figure on the dashboard. The sheet is written from this, and tests compare it."""
    for at, figures in ((_REVENUE_AT, REVENUE), (_TEAM_AT, TEAM)):
        for number, figure in enumerate(figures):
            for offset, suffix in ((1 + _WIDE[at], "p"), (2 + _WIDE[at], "q")):
                yield Cell(_FIGURES + number, at + offset, figure.metric, figure.unit, suffix)
    for table in tables(content):
        for line in range(table.lines):
            row = table.row + 2 + line
            first = 1 + _WIDE[table.column]
            for offset, (metric, _, unit, suffix) in enumerate(table.columns, start=first):
                group = (table.dimension, row, table.column)
                yield Cell(row, table.column + offset, metric, unit, suffix, group)


@dataclass(frozen=True)
class BlockTable:
    """A table of the dashboard below the figures."""

    dimension: str
    title: str
    row: int
    column: int
    lines: int
    #: metric, label, unit, period.
    columns: tuple[tuple[str, str, str, str], ...]


def _shown(figures: tuple[Figure, ...]) -> tuple[tuple[str, str, str, str], ...]:
    """The first figure with the period before beside it, the others of the period alone."""
    first = figures[0]
    columns = [
        (first.metric, first.label, first.unit, "p"), (first.metric, "Before", first.unit, "q"),
    ]  # fmt: skip
    return (*columns, *((one.metric, one.label, one.unit, "p") for one in figures[1:]))


def tables(content: Content) -> list[BlockTable]:
    """Stages and accounts, then owners, sources and reasons below each other."""
    stages = BlockTable(
        "stage", "What is open, by stage", _TABLES, 0, _STAGES_SHOWN,
        (
            ("open_count", "Open", "count", "p"), ("open_count", "Before", "count", "q"),
            ("open_value", "Open value", "money", "p"), ("open_value", "Before", "money", "q"),
        ),
    )  # fmt: skip
    accounts = BlockTable(
        "account", "Best accounts", _TABLES, 6, TOP_ACCOUNTS,
        (("won_revenue", "Won revenue", "money", "p"), ("won_count", "Won", "count", "p")),
    )  # fmt: skip
    out, row = [stages, accounts], _TABLES + _STAGES_SHOWN + 4
    # The longest comes last, so that a small team leaves no gap.
    for split in sorted(SPLITS, key=lambda one: one.shown):
        out.append(
            BlockTable(split.dimension, split.title, row, 0, split.shown, _shown(split.figures))
        )
        row += split.shown + 4
    return out


def write_dashboard(
    book: Any,
    sheet: Any,
    layout: Layout,
    content: Content,
    calc: Calc,
    styles: Styles,
    words: Words,
) -> None:
    _columns(sheet)
    _period(book, sheet, content, styles, words)
    for at, title, figures in ((_REVENUE_AT, "Revenue", REVENUE), (_TEAM_AT, "Team", TEAM)):
        _figures(book, sheet, at, title, figures, calc, content, styles, words)
    for table in tables(content):
        _table(book, sheet, table, calc, content, styles, words)
    _charts(book, sheet, calc, words)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(5, 0)
    sheet.protect("", PROTECTION | {"objects": True})
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.set_zoom(90)


def _columns(sheet: Any) -> None:
    for first, last, width in (
        (0, 0, 34), (1, 2, 15), (3, 3, 14), (4, 4, 12), (5, 6, 13), (7, 9, 15), (10, 10, 14),
        (11, 11, 12), (12, 12, 3), (13, 24, 10),
    ):  # fmt: skip
        sheet.set_column(first, last, width)


def _period(book: Any, sheet: Any, content: Content, styles: Styles, words: Words) -> None:
    sheet.write_formula(
        0, 0, f'={words_text(words("Sales of"))}&" "&sp_period_text', styles.title(), ""
    )
    sheet.set_row(0, 28)
    label = styles(bold=True, align="right")
    choice = content.period
    entry = styles(
        locked=False, bg_color="#FFF9E5", border=1, border_color=MID_BLUE, bold=True, align="left"
    )  # fmt: skip
    day = styles(
        locked=False, bg_color="#FFF9E5", border=1, border_color=MID_BLUE, num_format="yyyy-mm-dd",
        align="left",
    )  # fmt: skip
    sheet.write_string(2, 0, words("Period"), label)
    sheet.write_string(2, 1, words(choice.kind), entry)
    sheet.write_string(2, 2, words("Year"), label)
    if choice.year is None:
        sheet.write_formula(2, 3, "=YEAR(sp_today)", entry, "")
    else:
        sheet.write_number(2, 3, choice.year, entry)
    sheet.write_string(2, 4, words("Quarter, month"), label)
    if choice.number is None:
        kind = cell_name(2, 1)
        formula = f'=IF({kind}="{words("month")}",MONTH(sp_today),ROUNDUP(MONTH(sp_today)/3,0))'
        sheet.write_formula(2, 5, formula, entry, "")
    else:
        sheet.write_number(2, 5, choice.number, entry)
    sheet.write_string(3, 0, words("Own days, from"), label)
    sheet.write_string(3, 2, words("to"), label)
    for column, value in ((1, choice.first), (3, choice.last)):
        if value is None:
            sheet.write_formula(3, column, "=sp_today", day, "")
        else:
            sheet.write_datetime(3, column, value, day)
    sheet.data_validation(2, 1, 2, 1, {
        "validate": "list", "source": [words(one) for one in PERIOD_KINDS],
        "input_title": words("Period"),
        "input_message": words("A year, quarter or month; or custom, with your own days below."),
    })  # fmt: skip
    sheet.data_validation(
        2, 3, 2, 3, {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2199}
    )
    sheet.data_validation(
        2, 5, 2, 5, {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 12}
    )
    grey = styles(font_color=GREY)
    sheet.write_string(2, 6, words("Days of the period"), grey)
    sheet.write_string(3, 6, words("Days of the one before"), grey)
    date = styles(font_color=GREY, num_format="yyyy-mm-dd", align="left")
    for row, names in ((2, ("sp_from", "sp_to")), (3, ("sp_from_prev", "sp_to_prev"))):
        for column, name in enumerate(names, start=8):
            sheet.write_formula(row, column, f"={name}", date, "")
    warning = styles(font_color=RED, bold=True)
    sheet.write_formula(4, 0, "=sp_warning", warning, "")


def words_text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def shown(raw: str, unit: str, digits: int) -> str:
    """A figure as the engine tells it: money rounded half to even."""
    if unit != "money":
        return f"={raw}"
    scale = 10**digits
    many = f"ABS({raw})*{scale}"
    return (
        f'=IF({raw}="","",IF(ABS({many}-INT({many})-0.5)<0.000001,'
        f"2*ROUND({raw}*{scale}/2,0)/{scale},ROUND({raw},{digits})))"
    )


def _figures(
    book: Any, sheet: Any, at: int, title: str, figures: tuple[Figure, ...], calc: Calc,
    content: Content, styles: Styles, words: Words,
) -> None:  # fmt: skip
    wide = _WIDE[at]
    _head(
        sheet,
        _FIGURES - 1,
        at,
        [words(one) for one in (title, "Period", "Before", "Change", "Change %")],
        styles,
    )
    for number, figure in enumerate(figures):
        row = _FIGURES + number
        line = {"bottom": 1, "bottom_color": LINE}
        sheet.write_string(row, at, words(figure.label), styles(**line))
        for blank in range(1, 1 + wide):
            sheet.write_blank(row, at + blank, None, styles(**line))
        sheet.write_comment(row, at, f"{figure.metric}")
        form = styles.number_format(figure.unit)
        for offset, suffix, bold in ((1 + wide, "p", True), (2 + wide, "q", False)):
            raw = calc.figure(figure.metric, suffix)
            look = styles(num_format=form, bold=bold, **line)
            sheet.write_formula(row, at + offset, shown(raw, figure.unit, content.digits), look, "")
        this, before = (cell_name(row, at + offset) for offset in (1 + wide, 2 + wide))
        none = f'OR({this}="",{before}="")'
        sheet.write_formula(
            row,
            at + wide + 3,
            f'=IF({none},"",{this}-{before})',
            styles(num_format=form, font_color=GREY, **line),
            "",
        )
        sheet.write_formula(
            row, at + wide + 4, f'=IF({none},"",IF({before}=0,"",({this}-{before})/ABS({before})))',
            styles(num_format="+0%;-0%;0%", font_color=GREY, **line), "",
        )  # fmt: skip
    better, worse = book.add_format({"font_color": GREEN}), book.add_format({"font_color": RED})
    down_is_good = {
        "lost_count",
        "lost_value",
        "gap",
        "rotting_count",
        "rotting_value",
        "abandoned_count",
        "abandoned_value",
    }
    for number, figure in enumerate(figures):
        if figure.unit == "days" or figure.metric == "cohort_open_share":
            continue
        row = _FIGURES + number
        cell = cell_name(row, at + wide + 4)
        good, bad = ("<", ">") if figure.metric in down_is_good else (">", "<")
        for sign, look in ((good, better), (bad, worse)):
            rule = {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({cell}),{cell}{sign}0)",
                "format": look,
            }
            sheet.conditional_format(row, at + wide + 4, row, at + wide + 4, rule)


def _head(sheet: Any, row: int, column: int, titles: list[str], styles: Styles) -> None:
    """The header of a block: names on the left, the titles of figures over their digits."""
    sheet.write_string(row, column, titles[0], styles.block_header())
    wide = _WIDE[column]
    for blank in range(1, 1 + wide):
        sheet.write_blank(row, column + blank, None, styles.block_header())
    for offset, text in enumerate(titles[1:], start=1 + wide):
        sheet.write_string(row, column + offset, text, styles.block_header(align="right"))


_DIMENSIONS = {
    "stage": "Stage", "account": "Account", "owner": "Owner", "source": "Source",
    "lost_reason": "Lost reason",
}  # fmt: skip


def _table(
    book: Any, sheet: Any, table: BlockTable, calc: Calc, content: Content, styles: Styles,
    words: Words,
) -> None:  # fmt: skip
    wide = _WIDE[table.column]
    title = styles(bold=True, font_size=12, font_color=BLUE)
    sheet.write_string(table.row, table.column, words(table.title), title)
    titles = [_DIMENSIONS[table.dimension], *(label for _, label, _, _ in table.columns)]
    _head(sheet, table.row + 1, table.column, [words(one) for one in titles], styles)
    first = table.row + 2
    for number in range(table.lines):
        row = first + number
        name, cells = _line_formulas(table, number, calc)
        sheet.write_formula(row, table.column, name, styles(), "")
        for offset, ((_, _, unit, _), raw) in enumerate(zip(table.columns, cells, strict=True), 1):
            look = styles(num_format=styles.number_format(unit))
            value = shown(raw, unit, content.digits)
            sheet.write_formula(row, table.column + wide + offset, value, look, "")
    # A line under each row that has something in it.
    name = "$" + cell_name(first, table.column)
    rule = {
        "type": "formula", "criteria": f'={name}<>""',
        "format": book.add_format({"bottom": 1, "bottom_color": LINE}),
    }  # fmt: skip
    last = table.column + wide + len(table.columns)
    sheet.conditional_format(first, table.column, first + table.lines - 1, last, rule)


def _line_formulas(table: BlockTable, number: int, calc: Calc) -> tuple[str, list[str]]:
    """The name of a line and its figures; all empty where there is none."""
    if table.dimension == "stage":
        cells = [calc.stage(number, f"{metric}_{suffix}") for metric, _, _, suffix in table.columns]
        return "=" + calc.stage(number, "stage"), cells
    if table.dimension == "account":
        value, name, count = (calc.at(3 + number, calc.accounts + at) for at in (0, 2, 3))
        return f"={name}", [value, count]
    where = calc.splits[table.dimension]
    place = calc.at(where["first"] + number, where["order"])

    def picked(key: str) -> str:
        values = calc.down(where[key], where["first"], where["last"])
        return f'IF({place}="","",INDEX({values},{place}))'

    return "=" + picked("name"), [
        picked(f"{metric}_{suffix}") for metric, _, _, suffix in table.columns
    ]


def _charts(book: Any, sheet: Any, calc: Calc, words: Words) -> None:
    name = calc.layout.names

    def series(label: str, names: str, values: str, colour: str) -> dict[str, Any]:
        return {
            "name": label, "categories": "=" + names, "values": "=" + values,
            "fill": {"color": colour}, "border": {"none": True}, "gap": 60,
        }  # fmt: skip

    def place(
        kind: str, title: str, row: int, lines: list[dict[str, Any]], height: int = 300
    ) -> None:
        chart = book.add_chart({"type": kind})
        for one in lines:
            chart.add_series(one)
        chart.set_title({"name": title, "name_font": {"size": 12, "color": BLUE}, "overlay": False})
        chart.set_legend({"position": "bottom"} if len(lines) > 1 else {"none": True})
        grid = {"visible": True, "line": {"color": LINE, "width": 0.5}}
        amounts, labels = (
            {"major_gridlines": grid, "num_format": "#,##0"},
            {"num_font": {"size": 9}},
        )
        if kind == "bar":
            chart.set_y_axis({**labels, "reverse": True, "line": {"color": LINE}})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        else:
            chart.set_x_axis(labels)
            chart.set_y_axis(amounts)
        chart.set_size({"width": 760, "height": height})
        chart.set_chartarea({"border": {"color": LINE}})
        sheet.insert_chart(row, _CHARTS_AT, chart, {"object_position": 3})

    months = calc.months
    top = 3
    labels_of_months = calc.down(months, top, top + 11)
    lines = [
        series(
            "=" + calc.at(top - 1, months + offset),
            labels_of_months,
            calc.down(months + offset, top, top + 11),
            colour,
        )
        for offset, colour in ((2, PALE_BLUE), (1, BLUE))
    ]
    place("column", words("Won revenue by month, with the year before"), 5, lines)
    tables_at = {one.dimension: one for one in tables(Content())}
    sheet_name = quoted(name.dashboard)

    def of_table(dimension: str, column: int, lines: int) -> tuple[str, str]:
        table = tables_at[dimension]
        first, last = table.row + 2, table.row + 1 + lines

        def cells(at: int) -> str:
            begin = cell_name(first, at, fixed=True)
            return f"{sheet_name}!{begin}:{cell_name(last, at, fixed=True)}"

        return cells(table.column), cells(table.column + column)

    def labelled(one: dict[str, Any]) -> dict[str, Any]:
        font = {"size": 9, "color": GREY}
        return {**one, "data_labels": {"value": True, "num_format": "#,##0;-#,##0;", "font": font}}

    def bars(
        dimension: str, column: int, lines: int, title: str, row: int, height: int = 300
    ) -> None:
        place(
            "bar",
            title,
            row,
            [labelled(series(title, *of_table(dimension, column, lines), MID_BLUE))],
            height,
        )

    bars("stage", 1, 8, words("Open deals by stage"), 21)
    bars("owner", 1, 10, words("Won revenue by owner"), 37, 340)
    bars("source", 1, 8, words("Won revenue by source"), 55)
    bars("lost_reason", 1, 8, words("Why deals are lost"), 71)
