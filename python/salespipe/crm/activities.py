"""Tasks, meetings, calls, mails and notes of an export: tasks and interactions of the book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from salespipe.crm.deals import Deals
from salespipe.crm.mapping import CrmMapping
from salespipe.crm.people import Accounts, Contacts, Users
from salespipe.crm.table import CrmTable, Text
from salespipe.importing.findings import Findings
from salespipe.importing.journal import Known, Writer, event_id, text_of
from salespipe.tables.names import normal_name
from salespipe.tables.text import counted

DIRECTIONS = {
    "email_out": "outbound", "email_in": "inbound", "email_opened": "inbound",
    "link_clicked": "inbound", "web_visit": "inbound",
}  # fmt: skip
_INBOUND = frozenset({"inbound", "incoming", "incomingemail", "in"})
_OUTBOUND = frozenset({"outbound", "outgoing", "email", "out"})


@dataclass(slots=True)
class Activity:
    """One activity, put together from all rows that have its id."""

    id: str
    table: CrmTable
    row: int
    type: str = ""
    subject: Text = None
    body: Text = None
    at: int | None = None
    due: int | None = None
    due_day: Text = None
    created: int | None = None
    owner: Text = None
    deal: Text = None
    account: Text = None
    account_name: Text = None
    contact: Text = None
    done: bool | None = None
    done_at: int | None = None
    direction: Text = None
    deleted: bool = False
    rows: list[tuple[CrmTable, int]] = field(default_factory=list)


@dataclass
class Counts:
    """How many activities became what."""

    tasks: int = 0
    interactions: int = 0
    deleted: int = 0
    bodies: int = 0


class Activities:
    """Reads tables of activities and their links, then writes them."""

    def __init__(
        self,
        mapping: CrmMapping,
        findings: Findings,
        users: Users,
        accounts: Accounts,
        contacts: Contacts,
    ) -> None:
        self._mapping = mapping
        self._findings = findings
        self._users = users
        self._accounts = accounts
        self._contacts = contacts
        self._references: dict[str, str] = mapping.option("references") or {}
        self._done_words = {normal_name(word) for word in mapping.option("done_words") or ()}
        self._done_words.add("completed")
        self.all: dict[str, Activity] = {}
        self.counts = Counts()

    def read(self, table: CrmTable) -> None:
        ids = table.ids("id")
        types, other_types = table.texts("type"), table.texts("type_2")
        subjects, bodies = table.texts("subject"), table.texts("body")
        at, due, created = table.moments("at"), table.moments("due"), table.moments("created")
        due_days = table.days("due")
        owners = table.texts("owner")
        deals, accounts = table.ids("deal"), table.ids("account")
        account_names, contacts = table.texts("account_name"), table.ids("contact")
        what, who = table.ids("what"), table.ids("who")
        done, done_at = table.flags("done"), table.moments("done_at")
        statuses, directions = table.texts("status"), table.texts("direction")
        deleted = table.flags("deleted")
        for row, key in enumerate(ids):
            if key is None:
                table.leave_out(row, "id", "", "an activity needs an id", "missing_id")
                continue
            one = self.all.get(key)
            if one is None:
                one = self.all[key] = Activity(key, table, row)
            elif any(other is table for other, _ in one.rows):
                table.leave_out(row, "id", key, "the activity was there before", "duplicate_id")
                continue
            one.rows.append((table, row))
            one.type = one.type or self._type(table, types[row], other_types[row])
            one.subject = one.subject or subjects[row]
            one.body = one.body or bodies[row]
            one.at = one.at if one.at is not None else at[row]
            one.due = one.due if one.due is not None else due[row]
            one.due_day = one.due_day or due_days[row]
            one.created = one.created if one.created is not None else created[row]
            one.owner = one.owner or self._users.name(owners[row])
            one.deal = one.deal or deals[row] or self._referred("deal", what[row])
            one.account = one.account or accounts[row] or self._referred("account", what[row])
            one.account_name = one.account_name or account_names[row]
            one.contact = one.contact or contacts[row] or self._referred("contact", who[row])
            one.done_at = one.done_at if one.done_at is not None else done_at[row]
            if one.done is None:
                one.done = done[row]
            if one.done is None and statuses[row] is not None:
                one.done = normal_name(statuses[row] or "") in self._done_words
            one.direction = one.direction or directions[row]
            one.deleted = one.deleted or bool(deleted[row])
        table.forgo_others()

    def _type(self, table: CrmTable, *texts: Text) -> str:
        for text in texts:
            if text is not None and (kind := table.spec.types.get(normal_name(text))):
                return kind
        return table.spec.type

    def _referred(self, kind: str, key: Text) -> Text:
        """A reference that may be to several kinds of things tells by its beginning to which."""
        return key if key is not None and self._references.get(key[:3]) == kind else None

    def link(self, table: CrmTable) -> None:
        """Rows that say which deal, account or contact an activity is of."""
        activities = table.ids("activity")
        deals, accounts, contacts = table.ids("deal"), table.ids("account"), table.ids("contact")
        for row, key in enumerate(activities):
            one = self.all.get(key) if key else None
            if one is None:
                table.leave_out(
                    row, "activity", key or "", "the export has no such activity",
                    "unknown_activity",
                )  # fmt: skip
                continue
            one.deal = one.deal or deals[row]
            one.account = one.account or accounts[row]
            one.contact = one.contact or contacts[row]

    def write(self, deals: Deals, known: Known, writer: Writer, now: int) -> None:
        for one in self.all.values():
            self._write(one, deals, known, writer, now)
        if self.counts.bodies:
            self._findings.say(
                "info",
                "task_text_not_kept",
                counted(
                    self.counts.bodies,
                    "open task",
                    "with a longer text, which a task of a book has no place for",
                ),
                self.counts.bodies,
            )
        if self.counts.deleted:
            self._findings.say(
                "info",
                "deleted_activities",
                f"activities deleted in {self._mapping.title}, left out: {self.counts.deleted:,}",
                self.counts.deleted,
            )

    def _write(self, one: Activity, deals: Deals, known: Known, writer: Writer, now: int) -> None:
        if one.deleted:
            self.counts.deleted += 1
            self._leave_out(one, "id", one.id, "was deleted in the CRM", "deleted")
            return
        if not one.type:
            self._leave_out(one, "type", "", "what kind of activity it is is not told", "no_type")
            return
        deal, account, contact = self._placed(one, deals)
        happened = _first(one.at, one.done_at, one.due, one.created)
        is_task = one.type == "task" or one.done is False
        if not is_task and happened is not None and happened > now:
            is_task = True
            if one.due_day is None:
                one.due_day = text_of(happened)[:10]
        if is_task:
            self._task(one, deal, account, known, writer, now)
            return
        if happened is None:
            self._leave_out(one, "at", "", "the time is missing", "missing_date")
            return
        if account is None and deal is None and contact is None:
            self._leave_out(
                one, "id", one.id,
                "is of no deal, account or contact that is known; give the table that says of "
                "which it is",
                "no_subject",
            )  # fmt: skip
            return
        external = event_id(self._mapping.crm, one.id)
        if external in known.external_ids:
            return
        known.external_ids.add(external)
        payload: dict[str, object] = {
            "type": self._directed(one),
            "direction": self._direction(one),
            "external_id": external,
        }
        for name, value in (("account", account), ("opportunity", deal), ("contact", contact)):
            if value is not None:
                payload[name] = value
        if one.owner:
            payload["owner"] = one.owner
        summary = "\n\n".join(text for text in (one.subject, one.body) if text)
        if summary:
            payload["summary"] = writer.free(summary)
        if account is not None:
            stream = ("account", account)
        elif deal is not None:
            stream = ("opportunity", deal)
        else:
            stream = ("contact", contact or "")
        event = event_id(self._mapping.crm, "activity", one.id)
        self.counts.interactions += writer.add(
            event, "interaction_logged", stream, happened, payload
        )

    def _directed(self, one: Activity) -> str:
        if one.type == "email_out" and normal_name(one.direction or "") in _INBOUND:
            return "email_in"
        return one.type

    def _direction(self, one: Activity) -> str:
        kind = self._directed(one)
        word = normal_name(one.direction or "")
        if kind in DIRECTIONS:
            return DIRECTIONS[kind]
        if kind == "call" and word in _INBOUND:
            return "inbound"
        return "outbound" if kind == "call" and word in _OUTBOUND else "none"

    def _placed(self, one: Activity, deals: Deals) -> tuple[Text, Text, Text]:
        """The deal, account and contact of an activity, as far as they are known."""
        contact = self._contacts.find(one.contact)
        deal = deals.all.get(one.deal) if one.deal else None
        if deal is not None:
            return deal.id, deal.account, contact.id if contact else None
        if one.deal is not None and one.deal in deals.book_accounts:
            return one.deal, deals.book_accounts[one.deal], contact.id if contact else None
        if one.deal is not None:
            one.table.unread(
                one.row, "deal" if one.table.has("deal") else "what", one.deal,
                "neither the export nor the book has this deal; kept without it", "unknown_deal",
            )  # fmt: skip
        account = None
        if one.account is not None or one.account_name is not None:
            account = self._accounts.of(one.account, one.account_name)
        elif contact is not None:
            account = contact.account
        return None, account, contact.id if contact else None

    def _task(
        self,
        one: Activity,
        deal: Text,
        account: Text,
        known: Known,
        writer: Writer,
        now: int,
    ) -> None:
        key = one.id
        stream = ("task", key)
        words = one.subject or one.type.replace("_", " ").capitalize()
        payload: dict[str, object] = {"description": writer.line(words) or "Task"}
        for name, value in (("opportunity", deal), ("account", account)):
            if value is not None:
                payload[name] = value
        if one.owner:
            payload["assignee"] = one.owner
        if one.due_day:
            payload["due"] = one.due_day
        added = _first(one.created, one.due, one.done_at, one.at, now)
        assert added is not None
        is_new = writer.add(
            event_id(self._mapping.crm, "task", key, "added"), "task_added", stream,
            min(added, now), payload,
        )  # fmt: skip
        self.counts.tasks += is_new
        if is_new:
            known.open_tasks[key] = one.due_day
        is_open = key in known.open_tasks
        if one.done:
            outcome = {"outcome": writer.free(one.body)} if one.body else {}
            at = _first(one.done_at, one.due, one.created, now)
            assert at is not None
            event = event_id(self._mapping.crm, "task", key, "completed")
            if is_open and not writer.has(event):
                writer.add(event, "task_completed", stream, max(at, min(added, now)), outcome)
                known.open_tasks.pop(key)
            return
        self.counts.bodies += bool(one.body) and is_new
        if is_open and one.due_day and known.open_tasks[key] != one.due_day:
            event = event_id(self._mapping.crm, "task", key, "due", one.due_day)
            if writer.add(event, "task_snoozed", stream, now, {"due": one.due_day}):
                known.open_tasks[key] = one.due_day

    def _leave_out(self, one: Activity, field: str, value: str, reason: str, code: str) -> None:
        for table, row in one.rows:
            table.leave_out(row, field, value, reason, code)


def _first(*times: int | None) -> int | None:
    return next((time for time in times if time is not None), None)


def tables_of(tables: Iterable[CrmTable], role: str) -> list[CrmTable]:
    """The tables of an export that have a role."""
    return [table for table in tables if table.spec.role == role]
