"""A filled template as values, with the address of every cell that cannot be read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from salespipe.errors import BadRow, Place, TableError, UnsupportedError
from salespipe.tables.currencies import MINOR_DIGITS
from salespipe.template.content import (
    ActivityRow,
    Content,
    DealRow,
    QuotaRow,
    StageRow,
    TaskRow,
)
from salespipe.template.words import code_of

#: Also in ``layout``, which needs XlsxWriter; reading needs openpyxl alone.
MARKER_NAME = "salespipe_template"
MARKER = "salespipe-template-1"
_DEALS, _TASKS = [one.name for one in fields(DealRow)], [one.name for one in fields(TaskRow)]
_ACTIVITIES = [one.name for one in fields(ActivityRow)]
_QUOTAS = [one.name for one in fields(QuotaRow)]
_DATES = frozenset(
    {
        "created",
        "qualified",
        "since",
        "expected_close",
        "closed",
        "due",
        "finished",
        "at",
        "first",
        "last",
    }
)
_AMOUNTS = frozenset({"value", "first_value"})
_KINDS = ("open", "won", "lost", "parked")
_STATES = ("open", "completed", "dismissed")
_TYPES = (
    "email_out", "email_in", "call", "meeting", "note", "email_opened", "link_clicked", "web_visit",
)  # fmt: skip
_CATEGORIES = ("pipeline", "best_case", "commit", "closed", "omitted")

Row = TypeVar("Row")


def is_template(path: Path) -> bool:
    """Whether a file is a template, by the name that marks it; whatever its sheets are called."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            return MARKER_NAME.encode() in part.read(1 << 20)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def read_template(path: Path) -> Content:
    """Everything that stands in a template. TableError lists every bad cell by its address; then
    nothing is read."""
    try:
        import openpyxl
    except ImportError:
        raise UnsupportedError(
            "reading a workbook needs openpyxl: pip install 'salespipe[xlsx]'",
            place=Place(file=str(path)),
        ) from None
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return _Reader(book, path).content()
    finally:
        book.close()


class _Cells:
    """A block of cells by its defined name: rows of (address, value)."""

    def __init__(self, book: Any, name: str, path: Path) -> None:
        defined = book.defined_names.get(name)
        text = "" if defined is None else str(defined.attr_text)
        sheet, _, area = text.rpartition("!")
        title = sheet.strip("'").replace("''", "'")
        if title not in book.sheetnames:
            raise TableError(
                f"the template has lost its part '{name}': a sheet was deleted. Copy your rows "
                "into a new template",
                code="schema_violation", problem="missing_sheet", place=Place(file=str(path)),
            )  # fmt: skip
        self.title, self._sheet = title, book[title]
        first, _, last = area.replace("$", "").partition(":")
        self._from, self._to = _coordinates(first), _coordinates(last or first)

    def rows(self) -> Iterator[list[tuple[str, Any]]]:
        (first_row, first), (last_row, last) = self._from, self._to
        block = self._sheet.iter_rows(first_row, last_row, first, last, values_only=True)
        for number, row in enumerate(block, start=first_row):
            values = [*row, *[None] * (last - first + 1 - len(row))]
            yield [
                (f"{self.title}!{_letters(first + at)}{number}", _plain(value))
                for at, value in enumerate(values)
            ]


class _Reader:
    def __init__(self, book: Any, path: Path) -> None:
        self._book, self._path = book, path
        self._bad: list[BadRow] = []
        self._digits = 2

    def content(self) -> Content:
        currency = self._text("currency").upper()
        if currency not in MINOR_DIGITS:
            address, value = self._one("currency")
            self._wrong(address, value, "is no currency; write its three letters, such as EUR")
        self._digits = MINOR_DIGITS.get(currency, 2)
        stages = self._stages()
        deals = self._table("deals", _DEALS, DealRow)
        self._check_deals(deals, stages)
        tasks = self._table("tasks", _TASKS, TaskRow)
        activities = self._table("activities", _ACTIVITIES, ActivityRow)
        quotas = self._table("quotas", _QUOTAS, QuotaRow)
        self._check_references(deals, tasks, activities)
        self._check_quotas(quotas)
        address, days = self._one("abandoned")
        abandoned = self._whole(address, days)
        content = Content(
            pipeline=self._text("pipeline") or "Sales",
            currency=currency,
            stages=tuple(stages),
            owners=self._list("owners"),
            sources=self._list("sources"),
            products=self._list("products"),
            lost_reasons=self._list("lost_reasons"),
            deals=tuple(row for _, row in deals),
            tasks=tuple(row for _, row in tasks),
            activities=tuple(row for _, row in activities),
            quotas=tuple(row for _, row in quotas),
            abandoned_days=30 if abandoned is None else abandoned,
        )
        if self._bad:
            many = len(self._bad)
            raise TableError(
                f"{many:,} bad cell{'' if many == 1 else 's'}; nothing was read",
                code="schema_violation", problem="bad_rows", place=Place(file=str(self._path)),
                rows=self._bad,
            )  # fmt: skip
        return content

    # Single cells and lists.

    def _one(self, name: str) -> tuple[str, Any]:
        return next(iter(_Cells(self._book, f"sp_in_{name}", self._path).rows()))[0]

    def _text(self, name: str) -> str:
        address, value = self._one(name)
        return self._as_text(address, value)

    def _list(self, name: str) -> tuple[str, ...]:
        found = []
        for row in _Cells(self._book, f"sp_in_{name}", self._path).rows():
            text = self._as_text(*row[0])
            if text:
                found.append(text)
        return tuple(found)

    def _stages(self) -> list[StageRow]:
        found: list[StageRow] = []
        for row in _Cells(self._book, "sp_in_stages", self._path).rows():
            (at, _), kind, chance, age, mark, category = row
            name = self._as_text(*row[0])
            if not name:
                if any(value is not None for _, value in row):
                    self._wrong(at, None, "the stage has no name")
                continue
            if name.casefold() in {one.name.casefold() for one in found}:
                self._wrong(at, name, "there is a stage of that name already")
            found.append(
                StageRow(
                    name,
                    self._code(*kind, _KINDS) or "open",
                    self._ppm(*chance),
                    self._whole(*age) or 0,
                    self._as_text(*mark) != "",
                    self._code(*category, _CATEGORIES),
                )
            )
        return found

    # Rows.

    def _table(
        self, name: str, keys: list[str], make: Callable[..., Row]
    ) -> list[tuple[dict[str, str], Row]]:
        """The rows in which anything but the id stands, with the addresses of their cells."""
        found = []
        seen: dict[str, str] = {}
        for row in _Cells(self._book, f"sp_in_{name}", self._path).rows():
            cells = dict(zip(keys, row, strict=True))
            filled = [key for key, (_, value) in cells.items() if key != "id" and value is not None]
            if not filled:
                continue
            values = {key: self._value(key, *cell) for key, cell in cells.items()}
            where = {key: address for key, (address, _) in cells.items()}
            if "id" in cells:
                identity = values["id"]
                if not identity:
                    self._wrong(where["id"], None, "the row has no ID; write one that no other has")
                elif identity in seen:
                    self._wrong(where["id"], identity, f"is the ID of {seen[identity]} too")
                seen[identity] = where["id"]
            found.append((where, make(**values)))
        return found

    def _value(self, key: str, address: str, value: Any) -> Any:
        if key in _DATES:
            return self._date(address, value)
        if key in _AMOUNTS:
            return self._amount(address, value)
        if key == "state":
            return self._code(address, value, _STATES) or "open"
        if key == "type":
            return self._code(address, value, _TYPES)
        return self._as_text(address, value)

    def _check_deals(
        self, deals: list[tuple[dict[str, str], DealRow]], stages: list[StageRow]
    ) -> None:
        kinds = {stage.name: stage.kind for stage in stages}
        spelt = {stage.name.casefold(): stage.name for stage in stages}
        for number, (where, deal) in enumerate(deals):
            if not deal.stage:
                self._wrong(where["stage"], None, "the deal has no stage")
                continue
            name = spelt.get(deal.stage.casefold())
            if name is None:
                known = ", ".join(kinds)
                self._wrong(where["stage"], deal.stage, f"is no stage of the settings: {known}")
                continue
            if name != deal.stage:
                deal = _replaced(deal, stage=name)
                deals[number] = (where, deal)
            self._check_days(where, deal, kinds[name])

    def _check_days(self, where: dict[str, str], deal: DealRow, kind: str) -> None:
        is_closed = kind in ("won", "lost")
        if is_closed and deal.closed is None:
            self._wrong(where["closed"], None, f"the deal is {kind}: write the day on which it was")
        if not is_closed and deal.closed is not None:
            self._wrong(where["closed"], deal.closed, "the deal is not closed: empty the cell")
        if deal.lost_reason and kind != "lost":
            self._wrong(
                where["lost_reason"], deal.lost_reason, "the deal is not lost: empty the cell"
            )
        last = deal.closed if is_closed else deal.since
        for key, day in (
            ("qualified", deal.qualified),
            ("since", deal.since),
            ("closed", deal.closed),
        ):
            if day is None:
                continue
            if deal.created is not None and day < deal.created:
                self._wrong(where[key], day, f"is before the deal was created ({deal.created})")
            elif last is not None and day > last:
                self._wrong(where[key], day, f"is after the deal came to its stage ({last})")

    def _check_references(self, deals: list[Any], tasks: list[Any], activities: list[Any]) -> None:
        known = {deal.id for _, deal in deals}
        for where, row in [*tasks, *activities]:
            if row.deal and row.deal not in known:
                self._wrong(where["deal"], row.deal, "is the ID of no deal")
        for where, task in tasks:
            if not task.description:
                self._wrong(where["description"], None, "the task says nothing")
            if task.state == "open" and task.finished is not None:
                self._wrong(
                    where["finished"],
                    task.finished,
                    "the task is open: choose completed or empty the cell",
                )
        for where, one in activities:
            for key in ("at", "type"):
                if not getattr(one, key):
                    self._wrong(where[key], None, "is needed for an activity")
            if not one.deal and not one.account:
                self._wrong(where["deal"], None, "the activity is about no deal and no account")

    def _check_quotas(self, quotas: list[Any]) -> None:
        for where, quota in quotas:
            for key in ("first", "last", "value"):
                if getattr(quota, key) is None:
                    self._wrong(where[key], None, "is needed for a quota")
            if quota.first and quota.last and quota.last < quota.first:
                self._wrong(where["last"], quota.last, "is before the quota begins")

    # Cells.

    def _wrong(self, address: str, value: Any, reason: str) -> None:
        _, _, cell = address.rpartition("!")
        row = int("".join(letter for letter in cell if letter.isdigit()))
        self._bad.append(
            BadRow(row, row, address, "" if value is None else str(value), reason, "bad_cell")
        )

    def _as_text(self, address: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            if value.startswith("#") and value.rstrip("!?") in _ERRORS:
                self._wrong(address, value, "is an error of a formula")
            return value.strip()
        if isinstance(value, datetime):
            return (value.date() if value.time() == time() else value).isoformat()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    def _date(self, address: str, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or value is None:
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip()[:10])
            except ValueError:
                pass
        self._wrong(address, value, "is no day; write it as 2026-03-31")
        return None

    def _amount(self, address: str, value: Any) -> Decimal | None:
        if value is None:
            return None
        try:
            if isinstance(value, (bool, date, time)):
                raise InvalidOperation
            amount = Decimal(repr(value) if isinstance(value, float) else str(value).strip())
            exact = amount.quantize(Decimal(1).scaleb(-self._digits))
        except (InvalidOperation, ValueError):
            self._wrong(address, value, "is no amount; write a number such as 1200.50")
            return None
        if abs(exact - amount) > Decimal("1e-6"):
            self._wrong(address, value, f"has more than {self._digits} decimals")
        if abs(exact.scaleb(self._digits)) >= 2**53:
            self._wrong(address, value, "is more than a spreadsheet keeps to the last digit")
        return exact

    def _ppm(self, address: str, value: Any) -> int:
        if value is None:
            return 0
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
            return round(value * 1_000_000)
        self._wrong(address, value, "is no probability; write one from 0 % to 100 %")
        return 0

    def _whole(self, address: str, value: Any) -> int | None:
        if value is None:
            return None
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if is_number and float(value).is_integer() and 0 <= value <= 100_000:
            return int(value)
        self._wrong(address, value, "is no whole number of days")
        return None

    def _code(self, address: str, value: Any, codes: tuple[str, ...]) -> str:
        """A word of a drop-down, in any language of the template."""
        text = self._as_text(address, value)
        code = code_of(text, codes)
        if text and not code:
            self._wrong(address, text, f"is none of {', '.join(codes)}")
        return code


_ERRORS = frozenset({"#REF", "#N/A", "#VALUE", "#NAME", "#DIV/0", "#NUM", "#NULL"})


def _replaced(deal: DealRow, **changes: Any) -> DealRow:
    from dataclasses import replace

    return replace(deal, **changes)


def _plain(value: Any) -> Any:
    """Cells of blanks are empty."""
    return None if isinstance(value, str) and not value.strip() else value


def _coordinates(cell: str) -> tuple[int, int]:
    letters = "".join(sign for sign in cell if sign.isalpha())
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column


def _letters(column: int) -> str:
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
