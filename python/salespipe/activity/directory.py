"""Whom addresses belong to: us, a contact of the book, or an account by its domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import salespipe
from salespipe.activity.addresses import addresses_in, domain_of, free_mail_domains, parents_of
from salespipe.errors import InvalidArgumentError, NotFoundError
from salespipe.importing.journal import micros_of


@dataclass(frozen=True)
class Party:
    """Somebody outside, as far as the book knows: a contact, an account, or both."""

    account: str | None
    contact: str | None = None


class Own:
    """Our own addresses (``ann@us.example``) and domains (``@us.example``), each with the owner
    that its interactions get: ``ann@us.example=Ann Lee``; else the address itself."""

    def __init__(self, own: Iterable[str]) -> None:
        self._owners: dict[str, str] = {}
        self._domains: set[str] = set()
        for text in own:
            address, _, owner = text.partition("=")
            address = address.strip().casefold()
            if address.startswith("@") and "." in address:
                self._domains.add(address[1:])
            elif addresses_in(address) == [address]:
                self._owners[address] = owner.strip() or address
            else:
                raise InvalidArgumentError(
                    f"'{text}' is no address of yours; say --own ann@us.example, "
                    '--own "ann@us.example=Ann Lee" or --own @us.example'
                )

    def __bool__(self) -> bool:
        return bool(self._owners or self._domains)

    def has(self, address: str) -> bool:
        return address in self._owners or domain_of(address) in self._domains

    def owner(self, address: str) -> str:
        return self._owners.get(address, address)

    def first(self, addresses: Iterable[str]) -> str | None:
        """The owner of the first address that is ours."""
        return next((self.owner(one) for one in addresses if self.has(one)), None)


class Directory:
    """The contacts and accounts of a book by address.

    ``domains`` says which account a domain belongs to; a domain of contacts that all are of one
    account belongs to that. At a domain of free mail everybody is known by the address alone.
    """

    def __init__(self, book: salespipe.Book, domains: Mapping[str, str]) -> None:
        self._contacts: dict[str, Party] = {}
        self._domains: dict[str, str | None] = {}
        self._deals: dict[str, list[tuple[int, str, int | None]]] = {}
        self._names = {account.id: account.name for account in book._core.accounts()}
        self._deal_accounts: dict[str, str] = {}
        for contact in book.contacts:
            self._add(contact.id, contact.account or None, contact.email)
        for domain, account in domains.items():
            self._domains[domain.strip().lstrip("@").casefold()] = self.account(account)
        for key in book._core.opportunity_ids():
            deal = book._core.opportunity(key)
            self._deal_accounts[key] = deal.account
            if deal.account and deal.created_at is not None:
                closed = None if deal.closed_at is None else micros_of(deal.closed_at)
                if closed is None and deal.stage_kind != "open":
                    continue
                self._deals.setdefault(deal.account, []).append(
                    (micros_of(deal.created_at), key, closed)
                )

    def _add(self, contact: str, account: str | None, email: str) -> None:
        for address in addresses_in(email):
            self._contacts.setdefault(address, Party(account, contact))
            domain = domain_of(address)
            if account is None or domain in free_mail_domains():
                continue
            # Two accounts with people at one domain: it tells neither.
            if self._domains.setdefault(domain, account) != account:
                self._domains[domain] = None

    def account(self, text: str) -> str:
        """An account by its id or name. NotFoundError when there is none."""
        if text in self._names:
            return text
        for key, name in self._names.items():
            if name.casefold() == text.strip().casefold():
                return key
        raise NotFoundError(f"the book has no account '{text}'; add it first")

    def has_account(self, key: str) -> bool:
        return key in self._names

    def has_deal(self, key: str) -> bool:
        return key in self._deal_accounts

    def account_of_deal(self, key: str) -> str | None:
        return self._deal_accounts.get(key) or None

    def find(self, address: str) -> Party | None:
        """Whom an address belongs to; None: nobody whom the book knows."""
        found = self._contacts.get(address)
        if found is not None and found.account is not None:
            return found
        domain = domain_of(address)
        if domain not in free_mail_domains():
            for parent in parents_of(domain):
                if parent in self._domains:
                    account = self._domains[parent]
                    if account is not None:
                        return Party(account, found.contact if found else None)
                    break
        return found

    def deal_at(self, account: str | None, at: int) -> str | None:
        """The deal of an account that was open at a moment, if it was the only one."""
        if account is None:
            return None
        found = [
            key
            for created, key, closed in self._deals.get(account, ())
            if created <= at and (closed is None or closed > at)
        ]
        return found[0] if len(found) == 1 else None
