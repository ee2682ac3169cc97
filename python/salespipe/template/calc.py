"""The hidden sheet on which everything is worked out once, for the dashboard, the charts and the
board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from salespipe.template.cells import column_name
from salespipe.template.figures import FIGURES, SPLITS, Ask, Figure, Split
from salespipe.template.layout import (
    ACTIVITY_TYPES,
    BOARD_CARDS,
    KINDS,
    STAGE_ROWS,
    TOP_ACCOUNTS,
    Layout,
    quoted,
)
from salespipe.template.rows import PERIODS, P, in_days, won_in

_FIRST_FIGURE = 60
_TOP = 3  # first row of every table beside, from 1


def _day_text(name: str) -> str:
    """A day as text without TEXT, whose patterns differ by the language of the program."""
    return f'YEAR({name})&"-"&RIGHT("0"&MONTH({name}),2)&"-"&RIGHT("0"&DAY({name}),2)'


class Calc:
    """Where each result stands, and the formulas that give it: ``write`` puts them all down."""

    def __init__(
        self, layout: Layout, words: Callable[[str], str], inputs: Mapping[str, str]
    ) -> None:
        """``inputs``: the cells of the dashboard in which the period is chosen."""
        self.layout, self.words, self._inputs = layout, words, inputs
        self.cells: dict[tuple[int, int], str] = {}
        self.names: dict[str, str] = {}
        self._row = 1
        self._next_column = 5
        self._scalars()
        self._stages()
        self._figures()
        self.months = self._months()
        self.splits = {split.dimension: self._split(split) for split in SPLITS}
        self.accounts = self._accounts()
        self.board = self._board()

    def write(self, book: Any, sheet: Any) -> None:
        for (row, column), formula in self.cells.items():
            if formula.startswith("="):
                sheet.write_formula(row - 1, column, formula, None, "")
            else:
                sheet.write_string(row - 1, column, formula)
        for name, where in self.names.items():
            book.define_name(name, "=" + where)

    def at(self, row: int, column: int) -> str:
        return f"{quoted(self.layout.names.calc)}!${column_name(column)}${row}"

    def down(self, column: int, first: int, last: int) -> str:
        letter = column_name(column)
        return f"{quoted(self.layout.names.calc)}!${letter}${first}:${letter}${last}"

    def figure(self, metric: str, suffix: str) -> str:
        """The cell with the exact figure of a period."""
        row = _FIRST_FIGURE + [one.metric for one in FIGURES].index(metric)
        return self.at(row, 1 if suffix == "p" else 2)

    # What is said once.

    def _scalar(self, name: str, formula: str) -> None:
        self.cells[self._row, 0] = name
        self.cells[self._row, 1] = formula
        self.names[name] = self.at(self._row, 1)
        self._row += 1

    def _scalars(self) -> None:
        lay, d = self.layout, self.layout.deals
        kind, year, number, first, last = (
            self._inputs[one] for one in ("kind", "year", "number", "first", "last")
        )
        w = self.words

        def chosen(of_year: str, quarter: str, month: str, custom: str) -> str:
            return (
                f'=IF({kind}="{w("year")}",{of_year},IF({kind}="{w("quarter")}",{quarter},'
                f'IF({kind}="{w("month")}",{month},{custom})))'
            )

        self._scalar("sp_today", f"=INT({lay.setting('today')})")
        self._scalar("sp_abandoned", f"=N({lay.setting('abandoned')})")
        y, n = year, number
        self._scalar(
            "sp_from",
            chosen(f"DATE({y},1,1)", f"DATE({y},3*{n}-2,1)", f"DATE({y},{n},1)", f"INT({first})"),
        )
        self._scalar(
            "sp_to",
            chosen(
                f"DATE({y},12,31)", f"DATE({y},3*{n}+1,0)", f"DATE({y},{n}+1,0)", f"INT({last})"
            ),
        )
        self._scalar("sp_cut", "=MIN(sp_to,sp_today)")
        self._scalar(
            "sp_from_prev",
            chosen(
                f"DATE({y}-1,1,1)",
                f"DATE({y},3*{n}-5,1)",
                f"DATE({y},{n}-1,1)",
                "sp_from-(sp_to-sp_from+1)",
            ),
        )
        self._scalar("sp_to_prev", "=sp_from-1")
        self._scalar("sp_cut_prev", "=MIN(sp_to_prev,sp_today)")
        days = f'{_day_text("sp_from")}&" … "&{_day_text("sp_to")}'
        self._scalar(
            "sp_period_text",
            chosen(f'{y}&""', f'{y}&"-Q"&{n}', f'{y}&"-"&RIGHT("0"&{n},2)', days),
        )
        quarter_wrong = f'AND({kind}="{w("quarter")}",OR({n}<1,{n}>4))'
        month_wrong = f'AND({kind}="{w("month")}",OR({n}<1,{n}>12))'
        attention = d.range("=attention")
        wrong = [
            w(one)
            for one in (
                "unknown stage",
                "stage is missing",
                "closing day is missing",
                "closed before created",
                "value is no number",
                "unknown owner",
            )
        ]
        counted = "+".join(f'COUNTIF({attention},"{one}")' for one in wrong)
        nothing = f'"{w("There is no such period.")}"'
        look = f'" {w("deals need a look: filter the column Attention.")}"'
        self._scalar(
            "sp_warning",
            f"=IF(OR({quarter_wrong},{month_wrong},sp_to<sp_from),{nothing},"
            f'IF(({counted})=0,"",({counted})&{look}))',
        )
        for one in ACTIVITY_TYPES:
            self._scalar(f"sp_activity_{one}", f'="{w(one)}"')
        told = [d.range(key) for key in ("created", "qualified", "since", "closed")]
        told.append(lay.activities.range("at"))
        self._scalar("sp_data_through", f"=INT(MAX({','.join(told)}))")
        kinds, marks = "sp_stage_kinds", lay.stage_range("E")
        self._scalar("sp_first_open", f'=IFERROR(MATCH("open",{kinds},0),0)')
        self._scalar("sp_qualified_stage", f'=IFERROR(MATCH("{w("yes")}",{marks},0),0)')

    # The stages, with what is open in each.

    _STAGE_TITLES = (
        "stage", "kind", "chance", "open_count_p", "open_count_q", "open_value_p", "open_value_q",
        "place", "order",
    )  # fmt: skip

    def _stages(self) -> None:
        column = self.stage_column = self._next_column
        last = _TOP + STAGE_ROWS - 1
        words = ",".join(f'"{self.words(kind)}"' for kind in KINDS)
        codes = ",".join(f'"{kind}"' for kind in KINDS)
        for offset, title in enumerate(self._STAGE_TITLES):
            self.cells[_TOP - 1, column + offset] = title
        d, settings = self.layout.deals, quoted(self.layout.names.settings)
        places = self.down(column + 7, _TOP, last)
        for index in range(STAGE_ROWS):
            row, theirs = _TOP + index, self.layout.FIRST + index
            name, kind = f"{settings}!$A${theirs}", f"{settings}!$B${theirs}"
            mine = self.at(row, column + 1)
            self.cells[row, column] = f'=IF({name}="","",{name})'
            self.cells[row, column + 1] = (
                f'=IF({name}="","",IFERROR(CHOOSE(MATCH({kind},{{{words}}},0),{codes}),""))'
            )
            self.cells[row, column + 2] = f'=IF({mine}="open",N({settings}!$C${theirs}),0)'
            for offset, suffix in ((3, "p"), (4, "q")):
                stood = d.range(f"open_{suffix}")
                self.cells[row, column + offset] = f"=COUNTIFS({stood},{index + 1})"
                self.cells[row, column + offset + 2] = (
                    f"=SUMIFS({d.range('value')},{stood},{index + 1})"
                )
            # The stages that a board has, one after the other.
            kinds = self.down(column + 1, _TOP, row)
            self.cells[row, column + 7] = (
                f'=IF(OR({mine}="open",{mine}="parked"),'
                f'COUNTIF({kinds},"open")+COUNTIF({kinds},"parked"),"")'
            )
            self.cells[row, column + 8] = f'=IFERROR(MATCH({index + 1},{places},0),"")'
        self.names["sp_stage_kinds"] = self.down(column + 1, _TOP, last)
        self.names["sp_stage_chance"] = self.down(column + 2, _TOP, last)
        self.names["sp_stage_value_p"] = self.down(column + 5, _TOP, last)
        self.names["sp_stage_value_q"] = self.down(column + 6, _TOP, last)
        self._next_column += len(self._STAGE_TITLES) + 1

    def stage_number(self, place: int) -> str:
        """The cell with the number of the stage that comes in this place (from 0) of a board."""
        return self.at(_TOP + place, self.stage_column + self._STAGE_TITLES.index("order"))

    def stage(self, place: int, title: str) -> str:
        """What is known of that stage, an empty text when there is none."""
        number = self.stage_number(place)
        column = self.stage_column + self._STAGE_TITLES.index(title)
        values = self.down(column, _TOP, _TOP + STAGE_ROWS - 1)
        return f'IF({number}="","",INDEX({values},{number}))'

    # The figures of the whole.

    def _figures(self) -> None:
        for number, figure in enumerate(FIGURES):
            row = _FIRST_FIGURE + number
            self.cells[row, 0] = figure.metric
            for column, (suffix, period) in enumerate(PERIODS, start=1):
                ask = Ask(self.layout, suffix, period, partial(self.figure, suffix=suffix))
                self.cells[row, column] = "=" + figure.formula(ask)

    # The year of the period by month, with the year before.

    def _months(self) -> int:
        column = self._next_column
        d = self.layout.deals
        year = "YEAR(sp_from)"
        for offset, title in enumerate(("month", "this", "before")):
            self.cells[_TOP - 1, column + offset] = title
        self.cells[_TOP - 1, column + 1] = f'={year}&""'
        self.cells[_TOP - 1, column + 2] = f'=({year}-1)&""'
        for month in range(1, 13):
            row = _TOP + month - 1
            self.cells[row, column] = f"={month}"
            for offset, back in ((1, 0), (2, 1)):
                first = f"DATE({year}-{back},{month},1)"
                last = f"MIN(sp_today,DATE({year}-{back},{month}+1,0))"
                self.cells[row, column + offset] = (
                    f'=SUMIFS({d.range("value")},{d.range("kind")},"won",'
                    f"{in_days(d.range('closed'), first, last)})"
                )
        self._next_column += 4
        return column

    # By owner, source, lost reason: a line for each name of the list, and one for none of them.

    def _split(self, split: Split) -> dict[str, int]:
        lay = self.layout
        where: dict[str, int] = {"name": self._next_column}
        column = self._next_column
        for figure in split.figures:
            for suffix, _ in PERIODS:
                column += 1
                where[f"{figure.metric}_{suffix}"] = column
        where["rank"], where["order"] = column + 1, column + 2
        self._next_column = column + 4
        for title, at in where.items():
            self.cells[_TOP - 1, at] = title
        lines = lay.list_rows + 1
        last = _TOP + lines - 1
        where["first"], where["last"] = _TOP, last
        names = lay.list_range(split.list)
        for index in range(lines):
            row = _TOP + index
            number = index + 1 if index < lay.list_rows else 0
            none = self.words("(none, or not in the settings)")
            self.cells[row, where["name"]] = (
                f'=IF(INDEX({names},{number})="","",INDEX({names},{number})&"")'
                if number
                else f'="{none}"'
            )
            for figure in split.figures:
                for suffix, period in PERIODS:
                    self.cells[row, where[f"{figure.metric}_{suffix}"]] = self._line(
                        split, figure, suffix, period, where, row, number
                    )
            self._rank(split, where, row, last)
        return where

    def _line(
        self, split: Split, figure: Figure, suffix: str, period: dict[str, str],
        where: dict[str, int], row: int, number: int,
    ) -> str:  # fmt: skip
        lay = self.layout
        ask = Ask(lay, suffix, period, lambda name: self.at(row, where[f"{name}_{suffix}"]))
        formula = figure.formula(ask)
        formula = formula.replace("{line}", f"{lay.deals.range(split.column)},{number}")
        formula = formula.replace("{activity_line}", f"{lay.activities.range('owner_no')},{number}")
        quota = number if number else -1
        formula = formula.replace("{quota_line}", f"{lay.quotas.range('owner_no')},{quota}")
        return f'=IF({self.at(row, where["name"])}="","",{formula})'

    def _rank(self, split: Split, where: dict[str, int], row: int, last: int) -> None:
        """Lines in the order of their first figure, those alike as the settings have them; lines in
        which nothing happened last."""
        by = where[f"{split.figures[0].metric}_p"]
        mine, values = self.at(row, by), self.down(by, _TOP, last)
        above = self.down(by, _TOP, row)
        counts = [where[f"{one.metric}_p"] for one in split.figures if one.unit == "count"]
        happened = "+".join(f"N({self.at(row, one)})" for one in counts)
        rank = self.down(where["rank"], _TOP, last)
        self.cells[row, where["rank"]] = (
            f'=IF({self.at(row, where["name"])}="","",IF({happened}+ABS({mine})=0,"",'
            f"SUMPRODUCT(({values}>{mine})*ISNUMBER({values}))"
            f"+SUMPRODUCT(({above}={mine})*1)))"
        )
        position = row - _TOP + 1
        self.cells[row, where["order"]] = f'=IFERROR(MATCH(SMALL({rank},{position}),{rank},0),"")'

    # The accounts that brought most.

    def _accounts(self) -> int:
        column = self._next_column
        d = self.layout.deals
        won = d.range("account_won_p")
        for offset, title in enumerate(("value", "row", "name", "count")):
            self.cells[_TOP - 1, column + offset] = title
        end = self.layout.rows
        for index in range(TOP_ACCOUNTS):
            row = _TOP + index
            value, place = self.at(row, column), self.at(row, column + 1)
            self.cells[row, column] = (
                f'=IF(COUNTIF({won},">0")<{index + 1},"",LARGE({won},{index + 1}))'
            )
            plain = f"MATCH({value},{won},0)"
            if index:
                above, before = self.at(row - 1, column), self.at(row - 1, column + 1)
                rest = f"INDEX({won},{before}+1):INDEX({won},{end})"
                plain = f"IF({value}={above},{before}+MATCH({value},{rest},0),{plain})"
            self.cells[row, column + 1] = f'=IF({value}="","",{plain})'
            self.cells[row, column + 2] = (
                f'=IF({value}="","",INDEX({d.range("account")},{place})&"")'
            )
            self.cells[row, column + 3] = (
                f'=IF({value}="","",COUNTIFS({won_in(self.layout, P)},'
                f"{d.range('account_row')},{place}))"
            )
        self._next_column += 5
        return column

    # The rows of the cards of each stage.

    def _board(self) -> int:
        column = self._next_column
        d = self.layout.deals
        places, end = d.range("board"), self.layout.rows
        for place in range(STAGE_ROWS):
            at, stage = column + place, self.stage_number(place)
            self.cells[_TOP - 1, at] = f'=IF({stage}="",0,COUNTIFS({places},{stage}))'
            for card in range(BOARD_CARDS):
                row = _TOP + card
                if card == 0:
                    formula = f'IF({stage}="","",IFERROR(MATCH({stage},{places},0),""))'
                else:
                    before = self.at(row - 1, at)
                    rest = f"INDEX({places},{before}+1):INDEX({places},{end})"
                    formula = (
                        f'IF({before}="","",IF({before}>={end},"",'
                        f'IFERROR({before}+MATCH({stage},{rest},0),"")))'
                    )
                self.cells[row, at] = "=" + formula
        self._next_column += STAGE_ROWS + 1
        return column

    def card(self, stage: int, card: int) -> str:
        """The row (from 1, in the rows of deals) of a card, empty when there is none."""
        return self.at(_TOP + card, self.board + stage)

    def cards(self, stage: int) -> str:
        """How many cards a stage has."""
        return self.at(_TOP - 1, self.board + stage)
