"""What a browser may do to the book: commands of docs/schemas/command.schema.json.

The library checks and carries them out. The board says when they happen and who gives them, which a
browser cannot, and keeps those back that are not the work of a board.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from salespipe.errors import SchemaViolationError, UnsupportedError

if TYPE_CHECKING:
    from salespipe.book import Book

Json = dict[str, Any]

COMMANDS = frozenset(
    {
        "create_opportunity",
        "rename",
        "change_value",
        "change_owner",
        "change_expected_close",
        "tag",
        "untag",
        "set_field",
        "assess",
        "tick",
        "move",
        "win",
        "lose",
        "park",
        "reopen",
        "move_to_pipeline",
        "add_task",
        "complete_task",
        "snooze_task",
        "assign_task",
        "edit_task",
        "dismiss_task",
        "log_interaction",
        "accept_suggestion",
        "dismiss_suggestion",
        "flush",
        "undo",
    }
)
#: Members that only the board says.
_OURS = ("at", "recorded_at", "actor", "as_actor", "event_id")
MOST_COMMANDS = 10_000


def carry_out(
    book: Book, documents: Sequence[Mapping[str, Any]], now: datetime, actor: str
) -> Json:
    """All in one transaction. Answers {"answers", "undo"}: the answer to each command, and the ids
    of the events that an undo of the whole would name."""
    if len(documents) > MOST_COMMANDS:
        raise SchemaViolationError(f"at most {MOST_COMMANDS} commands at once")
    for document in documents:
        _check(document)
    # One command alone needs no transaction, which access rules would take for a bulk change.
    if len(documents) == 1:
        answered = [_do(book, documents[0], now, actor)]
    else:
        with book.transaction():
            answered = [_do(book, document, now, actor) for document in documents]
    return {
        "answers": [answer for answer, _ in answered],
        "undo": [event for _, event in answered if event],
    }


def _check(document: Mapping[str, Any]) -> None:
    if not isinstance(document, Mapping) or not isinstance(document.get("command"), str):
        raise SchemaViolationError('a command is an object with a member "command"')
    if document["command"] not in COMMANDS:
        raise UnsupportedError(f"the board does not give the command '{document['command']}'")
    for member in _OURS:
        if member in document:
            raise SchemaViolationError(f'"{member}" is for the board to say')


def _do(book: Book, document: Mapping[str, Any], now: datetime, actor: str) -> tuple[Json, str]:
    """The answer, and the id of the command's events where it changed something."""
    members = dict(document)
    name = members.pop("command")
    if name == "create_opportunity" and "account_name" in members:
        account = _text(members.pop("account_name")).strip()
        if account:
            members["account"] = book.command("account_named", at=now, name=account)["id"]
    event = f"board-{secrets.token_hex(10)}"
    before = book.last_sequence
    answer = book.command(name, at=now, actor=actor, event_id=event, **members)
    return answer, event if book.last_sequence > before else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise SchemaViolationError("expected a text")
    return value
