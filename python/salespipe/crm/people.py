"""Users, accounts and contacts of an export: ids become names, and what deals refer to is there."""

from __future__ import annotations

from dataclasses import dataclass

import salespipe
from salespipe.crm.mapping import CrmMapping
from salespipe.crm.table import CrmTable
from salespipe.importing.findings import Findings
from salespipe.importing.journal import Writer, event_id, short_text
from salespipe.tables.text import counted


class Users:
    """Owner ids -> names. Two users of one name are told apart by their addresses."""

    def __init__(self, mapping: CrmMapping, findings: Findings) -> None:
        self._mapping = mapping
        self._findings = findings
        self._names: dict[str, str] = {}
        self._emails: dict[str, str] = {}
        self._unknown: dict[str, int] = {}
        self._asked: dict[str, str] = {}

    def read(self, table: CrmTable) -> None:
        names, firsts = table.texts("name"), table.texts("first_name")
        lasts, emails = table.texts("last_name"), table.texts("email")
        told: dict[str, tuple[str, str | None]] = {}
        for row, key in enumerate(table.ids("id")):
            if key is None:
                table.leave_out(row, "id", "", "a user needs an id", "missing_id")
                continue
            parts = [part for part in (firsts[row], lasts[row]) if part]
            name = names[row] or " ".join(parts) or emails[row] or key
            if key not in told:
                told[key] = (name, emails[row])
        alike: dict[str, int] = {}
        for name, _ in told.values():
            alike[name] = alike.get(name, 0) + 1
        for key, (name, email) in told.items():
            shown = name if alike[name] == 1 else f"{name} ({email or key})"
            self._names[key] = short_text(shown)
            if email:
                self._emails.setdefault(email.casefold(), self._names[key])
        table.forgo_others()

    def name(self, text: str | None) -> str | None:
        """The name of an owner by id or address; what is neither is a name, or an unknown id."""
        if text is None:
            return None
        name = self._asked.get(text)
        if name is None:
            name = self._asked[text] = self._find(text)
        if text in self._unknown:
            self._unknown[text] += 1
        return name

    def _find(self, text: str) -> str:
        prefix = self._mapping.id_prefix
        found = self._names.get(text) or self._names.get(prefix + text)
        if found is None and "@" in text:
            found = self._emails.get(text.casefold())
        if found is not None:
            return found
        if _looks_like_id(text):
            self._unknown[text] = 0
        return short_text(text)

    def tell(self) -> None:
        if self._unknown:
            shown = ", ".join(f"'{one}'" for one in sorted(self._unknown)[:5])
            more = len(self._unknown) - 5
            shown += f" and {more:,} more" if more > 0 else ""
            ids = counted(len(self._unknown), "owner id")
            self._findings.say(
                "warning",
                "unknown_owner",
                f"{ids} not among the users of the export, kept as they are: {shown}; give the "
                "table of users",
                sum(self._unknown.values()),
            )


def _looks_like_id(text: str) -> bool:
    return " " not in text and "@" not in text and any(char.isdigit() for char in text)


@dataclass(frozen=True)
class Contact:
    id: str
    account: str | None


class Accounts:
    """The accounts of an export. What only a reference names is added under the text of the
    reference, so that no deal loses its customer."""

    def __init__(
        self,
        book: salespipe.Book,
        mapping: CrmMapping,
        findings: Findings,
        users: Users,
        writer: Writer,
        now: int,
    ) -> None:
        self._mapping = mapping
        self._findings = findings
        self._users = users
        self._writer = writer
        self._now = now
        self._book = book
        self._there = {account.id for account in book._core.accounts()}
        self._drafts: dict[str, tuple[str, str | None, int | None]] = {}
        self._by_name: dict[str, str] = {}
        self._bare = 0

    def read(self, table: CrmTable) -> None:
        names, owners = table.texts("name"), table.texts("owner")
        created = table.moments("created")
        for row, key in enumerate(table.ids("id")):
            if key is None:
                table.leave_out(row, "id", "", "an account needs an id", "missing_id")
            elif key in self._drafts:
                table.leave_out(row, "id", key, "the id was there before", "duplicate_id")
            else:
                name = names[row] or key
                self._drafts[key] = (name, self._users.name(owners[row]), created[row])
                self._by_name.setdefault(name.casefold(), key)
        table.forgo_others()
        for key in self._drafts:
            self._add(key)

    def of(self, key: str | None, name: str | None) -> str | None:
        """The account that a row refers to by id, by name or both, added where it is missing."""
        if key is None:
            return self._named(name) if name else None
        if key in self._drafts or key in self._there:
            return key
        if name is None:
            self._bare += 1
        self._drafts[key] = (name or key, None, None)
        self._add(key)
        return key

    def _named(self, name: str) -> str:
        known = self._by_name.get(name.casefold())
        if known is None:
            known = self._book._core.find_account(name)
        if known is None:
            known = event_id(self._writer.line(name))
            if known not in self._there:
                self._drafts[known] = (name, None, None)
                self._add(known)
            self._by_name[name.casefold()] = known
        return known

    def _add(self, key: str) -> None:
        if key in self._there:
            return
        name, owner, created = self._drafts[key]
        payload = {"name": self._writer.line(name) or key}
        if owner:
            payload["owner"] = owner
        event = event_id(self._mapping.crm, "account", key)
        at = self._now if created is None else created
        self._writer.add(event, "account_added", ("account", key), at, payload)
        self._there.add(key)

    def tell(self) -> None:
        if self._bare:
            self._findings.say(
                "warning",
                "account_without_name",
                counted(
                    self._bare,
                    "account",
                    "known by an id only; give the table of accounts with the first import",
                ),
                self._bare,
            )


class Contacts:
    """The contacts of an export."""

    def __init__(
        self, mapping: CrmMapping, findings: Findings, accounts: Accounts, writer: Writer, now: int
    ) -> None:
        self._mapping = mapping
        self._findings = findings
        self._accounts = accounts
        self._writer = writer
        self._now = now
        self._known: dict[str, Contact] = {}

    def read(self, table: CrmTable) -> None:
        names, emails = table.texts("name"), table.texts("email")
        firsts, lasts = table.texts("first_name"), table.texts("last_name")
        accounts, account_names = table.ids("account"), table.texts("account_name")
        created = table.moments("created")
        for row, key in enumerate(table.ids("id")):
            if key is None:
                table.leave_out(row, "id", "", "a contact needs an id", "missing_id")
                continue
            if key in self._known:
                table.leave_out(row, "id", key, "the id was there before", "duplicate_id")
                continue
            parts = [part for part in (firsts[row], lasts[row]) if part]
            name = names[row] or " ".join(parts) or emails[row] or key
            account = self._accounts.of(accounts[row], account_names[row])
            self._add(key, name, account, emails[row], created[row])
        table.forgo_others()

    def find(self, key: str | None) -> Contact | None:
        """A contact of the export, or of an import before; None: of none."""
        if key is None:
            return None
        found = self._known.get(key)
        if found is None and self._writer.has(self._event(key)):
            return Contact(key, None)
        return found

    def _event(self, key: str) -> str:
        return event_id(self._mapping.crm, "contact", key)

    def _add(
        self, key: str, name: str, account: str | None, email: str | None, created: int | None
    ) -> None:
        payload = {"name": self._writer.line(name) or key}
        if account:
            payload["account"] = account
        if email:
            payload["email"] = self._writer.line(email)
        at = self._now if created is None else created
        self._writer.add(self._event(key), "contact_added", ("contact", key), at, payload)
        self._known[key] = Contact(key, account)
