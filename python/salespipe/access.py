"""What a book has for trust: who may see and change what, who did what, erasing a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salespipe import _core
from salespipe._core import Event
from salespipe.deal import Deal, command_context

if TYPE_CHECKING:
    from salespipe.book import Book


class Access:
    """The part of :class:`salespipe.Book` that docs/access.md and docs/erasure.md describe."""

    _core: _core.Book
    _timezone: str
    _path: Path | None

    def set_access(
        self,
        *,
        at: datetime,
        teams: Mapping[str, str] | Sequence[str] = (),
        roles: Mapping[str, Mapping[str, str]] | None = None,
        actors: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        **context: Any,
    ) -> bool:
        """Put rules of access in force, in place of those before (docs/access.md). ``teams``: their
        names, or each with the team above it; ``roles``: for each the scope ("none", "own", "team",
        "all") of "read", "write", "bulk" and "configure"; ``actors``: for each its "roles" and
        "teams". Whoever is not named may nothing. Returns False when these rules hold already."""
        above = teams if isinstance(teams, Mapping) else dict.fromkeys(teams, "")
        rules = {
            "salespipe": "access",
            "version": 1,
            "teams": [
                {"id": team, "parent": parent} if parent else {"id": team}
                for team, parent in above.items()
            ],
            "roles": [{"id": role, **scopes} for role, scopes in (roles or {}).items()],
            "actors": [
                {"id": actor, **{key: list(value) for key, value in of.items()}}
                for actor, of in (actors or {}).items()
            ],
        }
        return self._core.configure_access(json.dumps(rules), command_context(at, context))

    @property
    def access(self) -> dict[str, Any] | None:
        """The rules in force, as docs/schemas/access.schema.json says; None: everybody may all."""
        text = self._core.access_json()
        return None if text is None else json.loads(text)

    def can(self, actor: str, verb: str, deal: Deal | str = "") -> bool:
        """Whether an actor may "read", "write" or "bulk" a deal, or "configure" the book. False for
        a deal that is not there."""
        return self._core.can(actor, verb, deal if isinstance(deal, str) else deal.id)

    def as_actor(self, actor: str) -> Book:
        """The book as one actor has it: a book of what he may read and of nothing else. What he
        changes in it is checked, and changed here; what he may not change raises NotAllowedError
        and leaves a trace. What others change shows after :meth:`refresh`."""
        from salespipe.book import Book

        book = Book(timezone=self._timezone, _native=self._core.as_actor(actor))
        book._path = self._path
        return book

    def audit(self, *, deal: Deal | str = "", actor: str = "") -> list[Event]:
        """Who did what: the events about a deal and its tasks, or those of an actor, refusals
        among them, in the order of recording."""
        return self._core.audit(deal if isinstance(deal, str) else deal.id, actor)

    # Erasing a person.

    def erase_person(
        self, contact_id: str, *, at: datetime, reason: str = "", **context: Any
    ) -> bool:
        """Take what is personal about a contact out of the journal for good (docs/erasure.md): the
        name and address, what was noted of contacts with the person, texts that name the person.
        Ids, times and amounts stay, and so does every figure. Returns False when there was nothing
        left to erase."""
        return self._core.erase_person(contact_id, command_context(at, context), reason)
