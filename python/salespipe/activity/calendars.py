"""Calendars (iCalendar) into a book: the meetings with people from outside that took place.

Recurring meetings are one interaction for each occurrence until now; those that were cancelled,
moved or declined are so. Needs the packages of ``salespipe[mail]``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import salespipe
from salespipe.activity.addresses import addresses_in
from salespipe.activity.directory import Directory, Own
from salespipe.activity.recording import Interaction, Recorder
from salespipe.errors import InvalidArgumentError, IoError, ParseError, Place, UnsupportedError
from salespipe.importing.findings import FileReport
from salespipe.importing.journal import micros_of, text_of
from salespipe.importing.result import ImportResult
from salespipe.tables.source import first_bytes

_LONGEST_SUMMARY = 300
#: A rule without an end that began long ago is followed so far back.
_LONGEST_PAST = timedelta(days=366 * 20)
_LEFT_OUT = {
    "unknown_address": "with nobody whom the book knows by address or domain (--domain "
    "acme.example=Acme tells whose a domain is)",
    "internal": "with nobody from outside among the attendees",
    "cancelled": "that was cancelled",
    "declined": "declined by us",
    "later": "still to come; import the calendar again when it has been",
    "unreadable_event": "that cannot be read",
}


def is_calendar(path: Path) -> bool:
    """Whether a file is an iCalendar, by its name or its first bytes."""
    if path.is_dir():
        return False
    if path.suffix.lower() in (".ics", ".ical", ".icalendar"):
        return True
    head = first_bytes(path, 64).lstrip(b"\xef\xbb\xbf")
    return head.upper().startswith(b"BEGIN:VCALENDAR")


def import_calendar(
    book: salespipe.Book,
    sources: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    at: datetime,
    own: Sequence[str],
    domains: dict[str, str] | None = None,
) -> ImportResult:
    """Bring iCalendar files into ``book``; ``own`` and ``domains`` as for mail.

    Each meeting that began before ``at`` is one interaction for each account that it is with. A
    time without a zone is in the book's. The same calendar again changes nothing; a later one adds
    what took place meanwhile.

    Errors: InvalidArgumentError without an own address, ParseError for a file that is no calendar,
    UnsupportedError where the packages are missing. Entries that cannot be read are listed.
    """
    _need_packages()
    ours = Own(own)
    if not ours:
        raise InvalidArgumentError(
            "say which addresses are yours, so that others are known from them: --own "
            "ann@us.example"
        )
    paths = [sources] if isinstance(sources, (str, os.PathLike)) else list(sources)
    zone = ZoneInfo(book.timezone)
    with book.transaction():
        recorder = Recorder(book, "calendar", Directory(book, domains or {}), at)
        for path in map(Path, paths):
            report = recorder.open_file(str(path), "calendar")
            for calendar in _calendars(path):
                _read(recorder, report, calendar, ours, at, zone)
        recorder.tell_left_out("meeting", _LEFT_OUT)
        return recorder.finish("Calendar")


def _need_packages() -> None:
    try:
        import icalendar  # noqa: F401
        import recurring_ical_events  # noqa: F401
    except ImportError:
        raise UnsupportedError(
            "calendars need the packages icalendar and recurring-ical-events: "
            "pip install 'salespipe[mail]'"
        ) from None


def _calendars(path: Path) -> list[Any]:
    import icalendar

    try:
        data = path.read_bytes()
    except OSError as error:
        place = Place(file=str(path))
        raise IoError(f"cannot be read: {error.strerror or error}", place=place) from None
    try:
        found = icalendar.Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ParseError(
            f"is no iCalendar file: {error}; export the calendar again as .ics",
            place=Place(file=str(path)),
        ) from None
    return [one for one in found if one.name == "VCALENDAR"]


def _read(
    recorder: Recorder, report: FileReport, calendar: Any, own: Own, at: datetime, zone: tzinfo
) -> None:
    withdrawn = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    for event, occurrences in _events(calendar, report, recorder, at):
        for occurrence in occurrences:
            report.rows += 1
            row = report.rows
            start = _start(occurrence, zone)
            if start is None:
                shown = str(event.get("SUMMARY", ""))
                recorder.leave_out(
                    report, row, "DTSTART", shown, "has no start that can be read",
                    "unreadable_event",
                )  # fmt: skip
                continue
            _record(recorder, report, occurrence, start, own, withdrawn=withdrawn)


def _events(
    calendar: Any, report: FileReport, recorder: Recorder, at: datetime
) -> Iterator[tuple[Any, list[Any]]]:
    """Each entry of the calendar with those of its occurrences that lie before ``at``."""
    import recurring_ical_events

    by_uid: dict[str, list[Any]] = {}
    for event in calendar.walk("VEVENT"):
        by_uid.setdefault(str(event.get("UID", "")) or f"no-uid-{id(event)}", []).append(event)
    for events in by_uid.values():
        if len(events) == 1 and "RRULE" not in events[0] and "RDATE" not in events[0]:
            yield events[0], events
            continue
        part = type(calendar)()
        for zone in calendar.walk("VTIMEZONE"):
            part.add_component(zone)
        for event in events:
            part.add_component(event)
        try:
            query = recurring_ical_events.of(part, keep_recurrence_attributes=False)
            found = query.between(at - _LONGEST_PAST, at + timedelta(days=1))
        except Exception as error:
            # The rules of a calendar come from anybody; what is wrong with one must not lose the
            # others.
            report.rows += 1
            recorder.leave_out(
                report, report.rows, "RRULE", str(events[0].get("SUMMARY", "")),
                f"its recurrence cannot be read: {error}", "unreadable_event",
            )  # fmt: skip
            continue
        yield events[0], sorted(found, key=lambda one: str(_time_of(one, "DTSTART")))


def _is_cancelled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _start(event: Any, zone: tzinfo) -> int | None:
    """When an entry begins. A day without a time is noon, as everywhere in a book."""
    return _micros(_time_of(event, "DTSTART"), zone)


def _time_of(event: Any, name: str) -> object:
    """The day or moment of a property; None where there is none that can be read."""
    try:
        return getattr(event.get(name), "dt", None)
    except ValueError:  # how icalendar tells a broken value
        return None


def _micros(value: object, zone: tzinfo) -> int | None:
    if isinstance(value, datetime):
        moment = value if value.tzinfo is not None else value.replace(tzinfo=zone)
    elif isinstance(value, date):
        moment = datetime.combine(value, time(12), tzinfo=zone)
    else:
        return None
    try:
        return micros_of(moment.astimezone(timezone.utc))
    except OverflowError:
        return None


def _record(
    recorder: Recorder,
    report: FileReport,
    event: Any,
    start: int,
    own: Own,
    *,
    withdrawn: bool,
) -> None:
    row = report.rows
    summary = " ".join(str(event.get("SUMMARY", "")).split())[:_LONGEST_SUMMARY]

    def leave_out(column: str, value: str, reason: str, code: str) -> None:
        recorder.leave_out(report, row, column, value or summary, reason, code)

    if withdrawn or _is_cancelled(event):
        return leave_out("STATUS", "", "was cancelled", "cancelled")
    if start > recorder.now:
        return leave_out("DTSTART", "", f"is to begin {text_of(start)}", "later")
    people = _people(event)
    ours = [address for address, _ in people if own.has(address)]
    if any(own.has(address) and answer == "DECLINED" for address, answer in people):
        return leave_out("ATTENDEE", "", "was declined", "declined")
    outside = [
        address for address, answer in people if not own.has(address) and answer != "DECLINED"
    ]
    if not outside:
        return leave_out("ATTENDEE", "", "nobody from outside", "internal")
    parties = [party for party in map(recorder.directory.find, outside) if party is not None]
    if not parties:
        return leave_out(
            "ATTENDEE", ", ".join(outside), "nobody whom the book knows", "unknown_address"
        )
    recorder.record(
        Interaction(_key(event, start), "meeting", start, parties, own.first(ours), summary)
    )
    return None


def _people(event: Any) -> list[tuple[str, str]]:
    """The addresses of organizer and attendees, with what they answered; rooms left away."""
    found: dict[str, str] = {}
    for name in ("ORGANIZER", "ATTENDEE"):
        values = event.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            params = getattr(value, "params", {})
            if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
                continue
            answer = str(params.get("PARTSTAT", "")).upper()
            text = str(value).partition(":")[2] if ":" in str(value) else str(value)
            for address in addresses_in(text) or addresses_in(str(params.get("EMAIL", ""))):
                found[address] = answer or found.get(address, "")
    return list(found.items())


def _key(event: Any, start: int) -> str:
    """An entry that does not recur keeps its id when it is moved; an occurrence has the time that
    the rule gives it."""
    uid = str(event.get("UID", "")) or f"{event.get('SUMMARY', '')}@{text_of(start)}"
    original = _time_of(event, "RECURRENCE-ID")
    if not isinstance(original, date):  # a datetime is one
        return uid
    if isinstance(original, datetime) and original.tzinfo is not None:
        original = original.astimezone(timezone.utc)
    return f"{uid}/{original.isoformat()}"
