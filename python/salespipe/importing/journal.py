"""What an import has put into a book before, and how it puts more.

Every event of an import has an id made of the CRM's own ids, so the same row gives the same event:
what is in the book already is told by its id and left alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

import salespipe

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST_ID = 200
_LONGEST_LINE = 1000
_LONGEST_TEXT = 64 * 1024
_BATCH = 20_000
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), " ")

#: Where a deal stood, by field, when it was imported last: value, and when that happened.
Standing = dict[str, tuple[Any, int | None]]

_FIELD_OF_TYPE = {
    "value_changed": "value",
    "owner_changed": "owner",
    "expected_close_changed": "expected_close",
    "renamed": "name",
    "stage_entered": "stage",
}
#: Types of events that say how a deal or task was left.
_TOLD_AGAIN = frozenset(
    {*_FIELD_OF_TYPE, "opportunity_created", "field_set", "task_added", "task_snoozed",
     "task_completed"}
)  # fmt: skip


def micros_of(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)  # the changes of one row have one time
def text_of(micros: int) -> str:
    """An instant as a journal writes it."""
    return (_EPOCH + timedelta(microseconds=micros)).isoformat().replace("+00:00", "Z")


def event_id(*parts: object) -> str:
    """A stable id of these parts; a hash stands for the end of one that would be too long."""
    text = ":".join(map(str, parts))
    if not text.isprintable():
        text = text.translate(_CONTROL)
    if len(text) * 4 <= _LONGEST_ID or len(text.encode()) <= _LONGEST_ID:
        return text
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{text.encode()[: _LONGEST_ID - 40].decode(errors='ignore')}#{digest}"


def short_text(text: str) -> str:
    """A text as an id, an owner or the name of a stage may be: one line of up to 200 bytes. The
    same text gives the same one."""
    return event_id(text.strip()) or "-"


@dataclass
class Known:
    """The events of earlier imports from one source: their ids, and how they left the deals."""

    ids: set[str] = field(default_factory=set)
    deals: dict[str, Standing] = field(default_factory=dict)
    open_tasks: dict[str, str | None] = field(default_factory=dict)
    external_ids: set[str] = field(default_factory=set)

    @staticmethod
    def of(book: salespipe.Book, source: str) -> Known:
        """One pass over the journal; only events of the source are looked at closely."""
        known = Known()
        prefix = f"{source}:"
        known.external_ids.update(one.external_id for one in book._core.interactions())
        for event in book.events():
            identity = event.id
            if identity.startswith(prefix):
                known.ids.add(identity)
                if event.type in _TOLD_AGAIN:
                    known._take(json.loads(event.to_json()))
        return known

    def _take(self, event: dict[str, Any]) -> None:
        kind, payload, stream = event["type"], event["payload"], event["stream"]["id"]
        occurred = event.get("occurred_at")
        at = (
            micros_of(datetime.fromisoformat(occurred.replace("Z", "+00:00"))) if occurred else None
        )
        if kind == "opportunity_created":
            standing = self.deals[stream] = {"created": (None, at)}
            for name in ("stage", "owner", "expected_close", "name", "pipeline", "account"):
                standing[name] = (payload.get(name), at)
            standing["value"] = (_amount(payload.get("value")), at)
            for name, text in payload.get("fields", {}).items():
                standing[f"field {name}"] = (text, at)
        elif stream in self.deals and kind in _FIELD_OF_TYPE:
            name = _FIELD_OF_TYPE[kind]
            value = payload.get(name)
            self.deals[stream][name] = (_amount(value) if name == "value" else value, at)
        elif stream in self.deals and kind == "field_set":
            self.deals[stream][f"field {payload['field']}"] = (payload.get("value"), at)
        elif kind == "task_added" or kind == "task_snoozed":
            self.open_tasks[stream] = payload.get("due")
        elif kind == "task_completed":
            self.open_tasks.pop(stream, None)


def _amount(value: dict[str, Any] | None) -> Decimal | None:
    return None if value is None or "one_off" not in value else Decimal(value["one_off"])


def _json(value: Any) -> str:
    """As ``json.dumps``, which costs several times as much for so many small documents."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{_quoted(k)}:{_json(v)}" for k, v in value.items()]) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return json.dumps(value)


class Writer:
    """Appends events to a book in batches, those that are there already left away."""

    def __init__(self, book: salespipe.Book, known: Known, at: datetime, actor: str = "") -> None:
        self._book = book
        self._known = known
        self._recorded = text_of(micros_of(at))
        self._actor = actor
        self._lines: list[str] = []
        self.counts: dict[str, int] = {}
        self.shortened = 0

    def has(self, event: str) -> bool:
        return event in self._known.ids

    def add(
        self,
        event: str,
        kind: str,
        stream: tuple[str, str],
        at: int | None,
        payload: dict[str, Any],
        actor: str | None = None,
    ) -> bool:
        """Whether the event is new. ``at`` None: when it happened is not known."""
        if event in self._known.ids:
            return False
        self._known.ids.add(event)
        occurred = "" if at is None else f'"occurred_at":"{text_of(at)}",'
        actor = actor or self._actor
        by = f'"actor":{_quoted(actor)},' if actor else ""
        self._lines.append(
            f'{{"id":{_quoted(event)},"stream":{{"kind":"{stream[0]}","id":{_quoted(stream[1])}}},'
            f'{occurred}"recorded_at":"{self._recorded}",{by}"type":"{kind}","schema_version":1,'
            f'"payload":{_json(payload)}}}'
        )
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if len(self._lines) >= _BATCH:
            self.flush()
        return True

    def flush(self) -> None:
        if self._lines:
            lines, self._lines = self._lines, []
            self._book._core.append_json_lines("\n".join(lines))

    def line(self, text: str) -> str:
        """A text as a name, tag or reason of a book may be: one line of up to 1000 bytes."""
        if not text.isprintable():
            text = text.translate(_CONTROL)
        return self._cut(text.strip(), _LONGEST_LINE)

    def free(self, text: str) -> str:
        """A text as a note or the value of a field may be."""
        return self._cut(text, _LONGEST_TEXT)

    def _cut(self, text: str, most: int) -> str:
        if len(text) * 4 <= most or len(text.encode()) <= most:
            return text
        self.shortened += 1
        return text.encode()[: most - 4].decode(errors="ignore") + "…"
