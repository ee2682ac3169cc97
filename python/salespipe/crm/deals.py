"""The deals of an export: their rows, and the rows of their histories put to them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from salespipe import _core
from salespipe.crm.mapping import CrmMapping
from salespipe.crm.people import Accounts, Contacts, Users
from salespipe.crm.pipelines import NO_STAGE, PipelineDraft, Pipelines
from salespipe.crm.table import CrmTable, Text
from salespipe.crm.timeline import Change, Deal
from salespipe.errors import Error
from salespipe.importing.findings import Findings
from salespipe.tables.names import normal_name
from salespipe.tables.text import counted

#: Fields that a deal always has: a custom field of that name is kept under another.
_OWN = frozenset({"account", "contacts", "owner", "value", "source", "product",
                  "expected_close", "tags"})  # fmt: skip
_STATUS_STAGES = {"won": "Won", "lost": "Lost"}


class Deals:
    """Reads tables of deals, then of their histories; ``all`` are the deals by id.

    A history may also be of deals that only the book has, from an import before; those are in
    ``all`` too, with ``row`` -1 and nothing told of how they stand.
    """

    def __init__(
        self,
        mapping: CrmMapping,
        findings: Findings,
        pipelines: Pipelines,
        users: Users,
        accounts: Accounts,
        contacts: Contacts,
        currency: str | None,
    ) -> None:
        self._mapping = mapping
        self._findings = findings
        self._pipelines = pipelines
        self._users = users
        self._accounts = accounts
        self._contacts = contacts
        self._currency = currency
        self.all: dict[str, Deal] = {}
        self.deleted = 0
        #: Deals of the book that a history may be of: id -> (key of the pipeline, key of the
        #: stage, currency).
        self.in_book: dict[str, tuple[str, str, str]] = {}
        #: Deals of the book -> their accounts.
        self.book_accounts: dict[str, str | None] = {}

    # The rows of deals.

    def read(self, table: CrmTable) -> None:
        ids, names = table.ids("id"), table.texts("name")
        stages, drafts = table.texts("stage"), table.texts("pipeline")
        stage_names, pipeline_names = table.texts("stage_name"), table.texts("pipeline_name")
        closed, won = table.flags("is_closed"), table.flags("is_won")
        chances, categories = table.amounts("probability"), table.texts("forecast_category")
        statuses = [None if text is None else text.lower() for text in table.texts("status")]
        codes = table.texts("currency")
        values = table.amounts("value", self._digits(codes))
        owners = table.texts("owner")
        accounts, account_names = table.ids("account"), table.texts("account_name")
        contacts = table.ids("contact")
        created, modified = table.moments("created"), table.moments("modified")
        close, closed_at = table.moments("close_date"), table.moments("closed")
        won_at, lost_at = table.moments("won_at"), table.moments("lost_at")
        close_days, expected = table.days("close_date"), table.days("expected_close")
        stage_changed = table.moments("stage_changed")
        sources, reasons = table.texts("source"), table.texts("lost_reason")
        deleted = table.flags("deleted")
        any_deleted = any(deleted) or "deleted" in statuses
        told = frozenset(
            {name for name in ("stage", "value", "owner", "name") if table.has(name)}
            | (
                {"expected_close"}
                if table.has("close_date") or table.has("expected_close")
                else set()
            )
            | ({"stage"} if table.has("status") else set())
        )
        kept = list(table.keep_others())
        entered = self._entered_columns(table, [column for column, _ in kept])
        for row in _current_rows(table, ids):
            key = ids[row]
            if key is None:
                table.leave_out(row, "id", "", "a deal needs an id", "missing_id")
                continue
            if key in self.all:
                table.leave_out(row, "id", key, "the deal was there before", "duplicate_id")
                continue
            draft = self._pipelines.of_deal(drafts[row], stages[row], pipeline_names[row])
            stage = self._pipelines.stage(
                draft,
                stages[row],
                closed=closed[row],
                won=won[row],
                probability=chances[row],
                category=categories[row],
                name=stage_names[row],
            )
            if stages[row] is None and statuses[row] not in _STATUS_STAGES:
                table.unread(
                    row, "stage", "", f"no stage; the deal stands in '{NO_STAGE}'", "missing_stage"
                )
            deal = Deal(key, names[row] or key, draft, row, stage.key, told)
            deal.status = statuses[row]
            deal.owner = self._users.name(owners[row])
            deal.account = self._accounts.of(accounts[row], account_names[row])
            contact = self._contacts.find(contacts[row])
            deal.contacts = [contact.id] if contact else []
            deal.created, deal.modified = created[row], modified[row]
            deal.closed = _first(closed_at[row], won_at[row], lost_at[row], close[row])
            if deal.status == "won":
                deal.closed = _first(won_at[row], deal.closed)
            elif deal.status == "lost":
                deal.closed = _first(lost_at[row], deal.closed)
            deal.expected_close, deal.close_day = expected[row], close_days[row]
            deal.stage_changed = stage_changed[row]
            deal.source, deal.lost_reason = sources[row], reasons[row]
            for column, cells in kept:
                text = cells[row]
                if text is not None and column not in entered:
                    deal.fields[f"{column}_" if column in _OWN else column] = text
            self._value(table, row, deal, values[row], codes[row])
            if deleted[row] or deal.status == "deleted":
                deal.tags.append("deleted")
                self.deleted += 1
            if any_deleted:  # a field too, so that figures can be asked without them
                deal.fields["deleted"] = "true" if deal.tags else "false"
            self.all[key] = deal
        self._stage_times(table, entered)

    def _codes(self) -> list[str]:
        """The currencies that deals of the export are in."""
        drafts = self._pipelines.drafts.values()
        return [code for draft in drafts for code in draft.currencies]

    def _digits(self, codes: Sequence[Text]) -> int:
        """The most decimals that amounts in these currencies have."""
        found = [2] if self._currency is None else [_core.currency_digits(self._currency)]
        for code in set(codes):
            with suppress(Error):
                found.append(_core.currency_digits((code or "").upper()))
        return max(found)

    def _value(
        self, table: CrmTable, row: int, deal: Deal, value: Decimal | None, code: Text
    ) -> None:
        currency = (code or self._currency or "").upper()
        if currency:
            try:
                _core.currency_digits(currency)
            except Error as error:
                table.unread(row, "currency", currency, error.message, "unknown_currency")
                currency = (self._currency or "").upper()
        if currency:
            deal.pipeline.currencies[currency] += 1
        deal.currency = currency
        deal.value = value
        if value is None:
            raw = table.texts("value")[row]
            if raw is not None:  # told already as unreadable: its text is kept
                deal.fields[table.column("value")] = raw

    def _entered_columns(self, table: CrmTable, columns: Sequence[str]) -> dict[str, str]:
        """Columns that say when a deal entered a stage: column -> key of the stage."""
        patterns = self._mapping.option("stage_entered_columns") or ()
        found: dict[str, str] = {}
        for column in columns:
            name = column.removeprefix("property_")
            for pattern in patterns:
                head, _, tail = pattern.partition("{stage}")
                if name.startswith(head) and name.endswith(tail) and len(name) > len(head):
                    found[column] = name.removeprefix(head).removesuffix(tail)
        return found

    def _stage_times(self, table: CrmTable, entered: dict[str, str]) -> None:
        for column, key in entered.items():
            table.report.custom_fields.remove(column)
            table.report.columns[f"entered '{key}'"] = column
            times = table.moments(f"entered '{key}'")
            for deal in self.all.values():
                at = times[deal.row] if deal.row >= 0 else None
                if at is not None:
                    stage = self._pipelines.stage(deal.pipeline, key)
                    deal.changes.append(Change(at, "stage", stage.key))

    # The rows of histories.

    def read_history(self, table: CrmTable) -> None:
        """Rows that say how a deal stood from a moment on."""
        ids, times, keys = table.ids("deal"), table.moments("at"), table.texts("id")
        stages, values = table.texts("stage"), table.amounts("value", self._digits(self._codes()))
        closed, won = table.flags("is_closed"), table.flags("is_won")
        chances, categories = table.amounts("probability"), table.texts("forecast_category")
        days, close = table.days("close_date"), table.moments("close_date")
        owners, actors = table.texts("owner"), table.texts("actor")
        has_value, has_close = table.has("value"), table.has("close_date")
        has_owner, versions = table.has("owner"), table.spec.versions
        for row, key in enumerate(ids):
            deal = self._deal_of(table, row, key)
            at = times[row]
            if deal is None or not self._has_time(table, row, at):
                continue
            assert at is not None
            stage = self._pipelines.stage(
                deal.pipeline,
                stages[row],
                closed=closed[row],
                won=won[row],
                probability=chances[row],
                category=categories[row],
            )
            source = f"{table.spec.name}:{keys[row]}" if keys[row] and not versions else ""
            actor = self._users.name(actors[row])
            change = Change(at, "stage", stage.key, source, actor)
            if versions:
                change.closed_at = close[row]
            deal.changes.append(change)
            if has_value:
                deal.changes.append(Change(at, "value", values[row], source, actor))
            if has_close:
                deal.changes.append(Change(at, "close_date", days[row], source, actor))
            if has_owner:
                owner = self._users.name(owners[row])
                deal.changes.append(Change(at, "owner", owner, source, actor))
        table.forgo_others()

    def read_changes(self, table: CrmTable) -> None:
        """Rows that say that one field of a deal got another value."""
        ids, times, keys = table.ids("deal"), table.moments("at"), table.texts("id")
        fields, actors = table.texts("field"), table.texts("actor")
        olds, news = table.texts("old"), table.texts("new")
        has_old = table.has("old")
        passed: dict[str, int] = {}
        for row, key in enumerate(ids):
            name = fields[row]
            field = table.spec.changed_field or table.spec.fields.get(normal_name(name or ""))
            deal = self._deal_of(table, row, key)
            at = times[row]
            if deal is None or not self._has_time(table, row, at):
                continue
            assert at is not None
            if not field:
                passed[name or ""] = passed.get(name or "", 0) + 1
                continue
            try:
                if news[row] is None and field in ("stage", "status"):
                    raise ValueError("is empty, which no stage is")
                new = self._changed(field, deal, news[row])
                old = self._changed(field, deal, olds[row]) if has_old else None
            except ValueError as error:
                table.leave_out(row, "new", news[row] or "", str(error), "unreadable_change")
                continue
            source = f"{table.spec.name}:{keys[row]}:{field}" if keys[row] else ""
            change = Change(at, field, new, source, self._users.name(actors[row]))
            change.old, change.has_old = old, has_old
            deal.changes.append(change)
        if passed:
            rows = sum(passed.values())
            shown = ", ".join(f"'{name}'" for name in sorted(passed)[:8])
            self._findings.say(
                "info",
                "changes_not_kept",
                counted(rows, "row", f"of '{table.raw.name}' about fields whose history a book ")
                + f"does not keep: {shown}",
                rows,
            )
        table.forgo_others()

    def _changed(self, field: str, deal: Deal, text: Text) -> object:
        if text is None:
            return None
        if field == "stage":
            return self._pipelines.stage(deal.pipeline, text).key
        if field == "value":
            try:
                return Decimal(text)
            except ArithmeticError:
                raise ValueError("is not a number") from None
        if field == "owner":
            return self._users.name(text)
        if field in ("close_date", "expected_close"):
            day = text[:10]
            if len(day) != 10 or day[4] != "-" or day[7] != "-":
                raise ValueError("is not a date (year-month-day)")
            return day
        return text.lower() if field == "status" else text

    def _deal_of(self, table: CrmTable, row: int, key: Text) -> Deal | None:
        if key is None:
            table.leave_out(row, "deal", "", "the id of the deal is missing", "missing_id")
            return None
        deal = self.all.get(key)
        if deal is None and key in self.in_book:
            pipeline, stage, currency = self.in_book[key]
            draft = self._pipelines.of_deal(pipeline, None)
            draft_stage = self._pipelines.stage(draft, stage)
            deal = Deal(key, key, draft, -1, draft_stage.key, frozenset(), currency)
            draft.currencies[currency] += 1
            self.all[key] = deal
        if deal is None:
            table.leave_out(
                row, "deal", key, "neither the export nor the book has this deal", "unknown_deal"
            )
        return deal

    @staticmethod
    def _has_time(table: CrmTable, row: int, at: int | None) -> bool:
        if at is None:
            table.leave_out(row, "at", "", "the time of the change is missing", "missing_date")
        return at is not None

    def link(self, table: CrmTable) -> None:
        """Rows that put accounts and contacts to deals."""
        accounts, contacts = table.ids("account"), table.ids("contact")
        for row, key in enumerate(table.ids("deal")):
            deal = self.all.get(key) if key else None
            if deal is None:
                table.leave_out(
                    row, "deal", key or "", "the export has no such deal", "unknown_deal"
                )
                continue
            if deal.account is None and accounts[row] is not None:
                deal.account = self._accounts.of(accounts[row], None)
            contact = self._contacts.find(contacts[row])
            if contact is not None and contact.id not in deal.contacts:
                deal.contacts.append(contact.id)
            elif contacts[row] is not None and contact is None:
                table.leave_out(
                    row, "contact", contacts[row] or "", "there is no such contact",
                    "unknown_contact",
                )  # fmt: skip


def settle_status(deal: Deal, draft: PipelineDraft) -> None:
    """Turn a deal's status, and the changes of it, into the stages that they mean: elsewhere a
    deal's stage and its status are two fields, here a won deal is in a won stage."""
    deal.changes.sort(key=lambda one: one.at)
    moves = [change for change in deal.changes if change.field in ("stage", "status")]
    others = [change for change in deal.changes if change.field not in ("stage", "status")]
    deal.changes = others + _by_status(deal, moves, draft)
    stage = _STATUS_STAGES.get(deal.status or "")
    if stage is not None:
        found = draft.find(stage)
        assert found is not None
        deal.stage = found.key


def _by_status(deal: Deal, moves: Sequence[Change], draft: PipelineDraft) -> list[Change]:
    if not moves:
        return []
    stages = [move for move in moves if move.field == "stage"]
    stage = stages[0].old if stages and stages[0].has_old and stages[0].old else deal.stage
    statuses = [move for move in moves if move.field == "status"]
    status = statuses[0].old if statuses and statuses[0].has_old else "open"

    def standing() -> object:
        closing = draft.find(_STATUS_STAGES.get(status or "", ""))
        return closing.key if closing is not None and status in _STATUS_STAGES else stage

    out = []
    before = standing()
    for move in moves:
        if move.field == "stage":
            stage = move.value
        else:
            status = move.value
        now = standing()
        change = Change(move.at, "stage", now, move.id, move.actor, before, True)
        out.append(change)
        before = now
    return out


def _first(*times: int | None) -> int | None:
    return next((time for time in times if time is not None), None)


def _current_rows(table: CrmTable, ids: Sequence[Text]) -> list[int]:
    """Rows in their order; of several of one deal the current one comes first."""
    rows = list(range(len(ids)))
    if table.has("current"):
        current = table.flags("current")
        rows.sort(key=lambda row: current[row] is False)
    return rows
