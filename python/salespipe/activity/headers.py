"""Headers of mail as it really is: folded, encoded twice, in no charset, without a date.

Only headers are read. Bodies and attachments are never opened.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from salespipe.importing.journal import micros_of

_FOLD = re.compile(r"[\r\n]+[ \t]*")
_ID = re.compile(r"<[^<>\s]+>")
_ASCTIME = re.compile(r"([A-Z][a-z]{2}) +([A-Z][a-z]{2}) +(\d{1,2}) +(\d\d:\d\d:\d\d) +(\d{4})")
#: The year 1 of programs that knew no date; the standard library would read 2001.
_NO_YEAR = re.compile(r"(?<![+\-:\d])0\d{3}(?![\d:])")
#: Before mail, or a clock that was never set.
_FIRST_YEAR = 1971


def raw_headers(message: Message) -> dict[str, list[str]]:
    """Name in lower case -> its values, unfolded, bytes that are no ASCII as UTF-8 or Latin-1."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        text = _FOLD.sub(" ", _unescaped(str(value))).strip()
        found.setdefault(name.strip().lower(), []).append(text)
    return found


def _unescaped(text: str) -> str:
    if text.isascii():
        return text
    data = text.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def decoded(text: str) -> str:
    """A header with its encoded words read; a word in a charset that nobody knows as far as it
    can be read."""
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError, LookupError):
        return text
    out = []
    for data, charset in parts:
        if isinstance(data, str):
            out.append(data)
            continue
        try:
            out.append(data.decode(charset or "ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            try:
                out.append(data.decode("utf-8"))
            except UnicodeDecodeError:
                out.append(data.decode("latin-1"))
    return "".join(out)


def message_ids(texts: list[str]) -> list[str]:
    """The ids in a Message-ID, In-Reply-To or References header, without their brackets."""
    found: list[str] = []
    for text in texts:
        ids = _ID.findall(text) or [f"<{word}>" for word in text.split() if "@" in word][:1]
        found += [one[1:-1] for one in ids]
    return list(dict.fromkeys(found))


def sent_at(headers: dict[str, list[str]], envelope: str, latest: int) -> tuple[int | None, str]:
    """When a mail was sent (microseconds), and the text that told it or could not be read.

    The Date header; where that is missing, unreadable, before mail or later than ``latest``, the
    newest Received header, then the envelope line of an mbox.
    """
    shown = (headers.get("date") or [""])[0]
    candidates = [shown]
    candidates += [text.rpartition(";")[2] for text in headers.get("received", ())[:1]]
    candidates.append(_of_envelope(envelope))
    for text in candidates:
        micros = _instant(text.strip())
        if micros is not None and micros <= latest:
            return micros, text
    return None, shown


def _of_envelope(line: str) -> str:
    match = _ASCTIME.search(line)
    if match is None:
        return ""
    weekday, month, day, time, year = match.groups()
    return f"{weekday}, {day} {month} {year} {time} +0000"


def _instant(text: str) -> int | None:
    if not text or _NO_YEAR.search(text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return _iso(text)
    return _micros(found)


def _iso(text: str) -> int | None:
    """Some programs write ISO dates."""
    try:
        return _micros(datetime.fromisoformat(text.replace("Z", "+00:00")))
    except ValueError:
        return None


def _micros(found: datetime) -> int | None:
    if found.year < _FIRST_YEAR:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone.utc)
    try:
        return micros_of(found.astimezone(timezone.utc))
    except OverflowError:
        return None


#: Clocks of senders may be ahead.
TOLERANCE = timedelta(days=1)
