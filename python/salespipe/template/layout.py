"""Where everything lies: the columns of each sheet, and how formulas name them.

The one place that knows positions. Writing, reading back and formulas ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from salespipe.template.cells import column_name

#: Where the marker of a template stands, by the defined name that a reader looks for.
MARKER_NAME = "salespipe_template"
MARKER = "salespipe-template-1"

STAGE_ROWS = 14
LIST_ROWS = 60
QUOTA_ROWS = 400
BOARD_CARDS = 40
TOP_ACCOUNTS = 10
KINDS = ("open", "won", "lost", "parked")
CATEGORIES = ("pipeline", "best_case", "commit", "closed", "omitted")
TASK_STATES = ("open", "completed", "dismissed")
ACTIVITY_TYPES = (
    "email_out", "email_in", "call", "meeting", "note", "email_opened", "link_clicked", "web_visit",
)  # fmt: skip
PERIOD_KINDS = ("year", "quarter", "month", "custom")


@dataclass(frozen=True)
class Column:
    """A column of a sheet that people fill in, or that is computed (``kind`` formula, hidden)."""

    key: str
    title: str
    kind: str  # text, money, date, list, number, formula, hidden
    width: float
    note: str = ""


DEAL_INPUTS = (
    Column("id", "ID", "text", 9, "A name for the deal that never changes. Tasks and activities refer to it."),
    Column("name", "Deal", "text", 30, "What you call the deal. A row counts as soon as it has a stage."),
    Column("account", "Account", "text", 22, "The customer."),
    Column("owner", "Owner", "list", 18, "Who works on it. The names are on the Settings sheet."),
    Column("source", "Source", "list", 14, "Where it came from. The list is on the Settings sheet."),
    Column("product", "Product", "list", 14, "What it is about. The list is on the Settings sheet."),
    Column("stage", "Stage", "list", 16, "Where it stands now. The stages are on the Settings sheet."),
    Column("value", "Value", "money", 14, "What it is worth; of a closed deal, what it was worth when it closed."),
    Column("created", "Created", "date", 12, "The day on which it began, in the first stage."),
    Column("qualified", "Qualified on", "date", 12, "The day on which it first reached a qualified stage or a later one."),
    Column("since", "In stage since", "date", 13, "The day on which it came into its present stage. Empty: when it was created."),
    Column("expected_close", "Expected close", "date", 14, "The day on which you expect it to close."),
    Column("closed", "Closed on", "date", 12, "The day on which it was won or lost."),
    Column("lost_reason", "Lost reason", "list", 16, "Why it was lost. The list is on the Settings sheet."),
    Column("first_value", "First value", "money", 14, "What it was worth when it was created, if that was something else."),
)  # fmt: skip
DEAL_SHOWN = (
    Column("status", "Status", "formula", 9, "Follows from the stage."),
    Column("age", "Age (days)", "formula", 10, "From creation to today, or to the closing."),
    Column("weighted", "Weighted value", "formula", 14, "Value times the probability of the stage, while the deal is open."),
    Column("attention", "Attention", "formula", 26, "What is wrong with the row, or needs doing."),
)  # fmt: skip
#: Of each of the two periods: _p the chosen one, _q the one before.
_BY_PERIOD = ("open", "age", "rotting", "abandoned", "cycle", "close", "won_value", "account_won")
DEAL_HIDDEN = (
    "stage_no", "kind", "owner_no", "source_no", "reason_no", "entered", "reached", "at_first",
    "account_row", "board", "is_rotting", "is_overdue",
    *(f"{name}_p" for name in _BY_PERIOD),
    *(f"{name}_q" for name in _BY_PERIOD if name != "account_won"),
)  # fmt: skip

TASK_INPUTS = (
    Column("id", "ID", "text", 9, "A name for the task that never changes."),
    Column("description", "Task", "text", 44, "What is to be done."),
    Column("deal", "Deal ID", "text", 10, "The ID of the deal that it is about."),
    Column("account", "Account", "text", 22, "The customer, where it is about no deal."),
    Column("assignee", "Who", "list", 18, "Who does it. The names are on the Settings sheet."),
    Column("created", "Created", "date", 12, "When it was written down."),
    Column("due", "Due", "date", 12, "By when."),
    Column("state", "State", "list", 11, "Empty counts as open."),
    Column("finished", "Finished on", "date", 12, "When it was completed or dismissed."),
    Column("outcome", "Outcome", "text", 30, "What came of it."),
)
TASK_SHOWN = (
    Column("deal_name", "Deal", "formula", 30, "The deal with that ID."),
    Column("attention", "Attention", "formula", 18, "What is wrong with the row, or overdue."),
)
ACTIVITY_INPUTS = (
    Column("id", "ID", "text", 9, "A name for the activity that never changes."),
    Column("at", "Day", "date", 12, "When it took place."),
    Column("type", "Type", "list", 14, "What it was."),
    Column("owner", "Owner", "list", 18, "Who of us. The names are on the Settings sheet."),
    Column("account", "Account", "text", 22, "The customer, where it is about no deal."),
    Column("deal", "Deal ID", "text", 10, "The ID of the deal that it is about."),
    Column("summary", "Summary", "text", 44, "What was said."),
)
ACTIVITY_SHOWN = (Column("deal_name", "Deal", "formula", 30, "The deal with that ID."),)
ACTIVITY_HIDDEN = ("deal_row", "owner_no")
QUOTA_INPUTS = (
    Column("owner", "Owner", "list", 20, "Whose quota; empty: the whole team's."),
    Column("first", "From", "date", 12, "Its first day."),
    Column("last", "To", "date", 12, "Its last day."),
    Column("value", "Quota", "money", 16, "What is to be won in these days."),
)
QUOTA_HIDDEN = ("owner_no", "part_p", "part_q", "days_p", "days_q")


class Table:
    """The cells of one sheet of rows, header in the first row."""

    def __init__(
        self, sheet: str, rows: int, inputs: Sequence[Column], shown: Sequence[Column] = (),
        hidden: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.sheet, self.rows = sheet, rows
        self.inputs, self.shown, self.hidden = tuple(inputs), tuple(shown), tuple(hidden)
        keys = [*(one.key for one in inputs), *(f"={one.key}" for one in shown), *hidden]
        self._at = {key: number for number, key in enumerate(keys)}

    def number(self, key: str) -> int:
        """The column (from 0) of an input, of ``=shown``, of a hidden one."""
        return self._at[key]

    def letter(self, key: str) -> str:
        return column_name(self._at[key])

    def cell(self, key: str, row: int) -> str:
        """``$H5`` in its own sheet; rows count from 1 as people do."""
        return f"${self.letter(key)}{row}"

    def range(self, key: str) -> str:
        """``Deals!$H$2:$H$5001`` from anywhere."""
        letter = self.letter(key)
        return f"{quoted(self.sheet)}!${letter}$2:${letter}${self.rows + 1}"

    def block(self) -> str:
        """All the cells that people fill in."""
        last = column_name(len(self.inputs) - 1)
        return f"{quoted(self.sheet)}!$A$2:${last}${self.rows + 1}"


def quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True)
class Names:
    """The names of the sheets, in the language of the template."""

    howto: str = "How to"
    dashboard: str = "Dashboard"
    board: str = "Board"
    deals: str = "Deals"
    tasks: str = "Tasks"
    activities: str = "Activities"
    quotas: str = "Quotas"
    settings: str = "Settings"
    calc: str = "Calc"


class Layout:
    """All sheets of one template."""

    def __init__(self, rows: int, list_rows: int = LIST_ROWS, names: Names | None = None) -> None:
        self.names = names or Names()
        self.rows, self.list_rows = rows, list_rows
        self.deals = Table(self.names.deals, rows, DEAL_INPUTS, DEAL_SHOWN, DEAL_HIDDEN)
        self.tasks = Table(self.names.tasks, rows, TASK_INPUTS, TASK_SHOWN)
        self.activities = Table(
            self.names.activities, rows, ACTIVITY_INPUTS, ACTIVITY_SHOWN, ACTIVITY_HIDDEN
        )
        self.quotas = Table(self.names.quotas, QUOTA_ROWS, QUOTA_INPUTS, (), QUOTA_HIDDEN)

    # The settings sheet, rows from 1.

    FIRST = 12
    SCALARS: ClassVar = {"pipeline": 3, "currency": 4, "today": 5, "abandoned": 6}
    STAGE_COLUMNS = "ABCDEF"
    LISTS: ClassVar = {"owners": "H", "sources": "J", "products": "L", "lost_reasons": "N"}

    def setting(self, name: str) -> str:
        return f"{quoted(self.names.settings)}!$B${self.SCALARS[name]}"

    def stage_range(self, column: str) -> str:
        last = self.FIRST + STAGE_ROWS - 1
        return f"{quoted(self.names.settings)}!${column}${self.FIRST}:${column}${last}"

    def list_range(self, name: str) -> str:
        column = self.LISTS[name]
        last = self.FIRST + self.list_rows - 1
        return f"{quoted(self.names.settings)}!${column}${self.FIRST}:${column}${last}"

    def stage_block(self) -> str:
        last = self.FIRST + STAGE_ROWS - 1
        return f"{quoted(self.names.settings)}!$A${self.FIRST}:$F${last}"
