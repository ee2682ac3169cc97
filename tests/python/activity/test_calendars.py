"""iCalendar into a book: recurrence, moved, cancelled and declined occurrences, attendees."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import salespipe
from activity_corpus import NOW

OWN = ["ann@us.example=Ann Lee", "@us.example"]
AL = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Al:mailto:al@alpha.example"
NO = "ATTENDEE;PARTSTAT=DECLINED:mailto:{}"
ANN = "ORGANIZER;CN=Ann:mailto:ann@us.example"


def calendar(path: Path, *events: str, method: str = "") -> Path:
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n" + (
        f"METHOD:{method}\n" if method else ""
    )
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    path.write_text((head + body + "END:VCALENDAR\n").replace("\n", "\r\n"), encoding="utf-8")
    return path


def event(*lines: str) -> str:
    return "\n".join(lines)


def meetings(book: salespipe.Book) -> list[tuple[str, str]]:
    found = sorted(book._core.interactions(), key=lambda one: one.at or NOW)
    return [(f"{one.at:%Y-%m-%dT%H:%M}", one.summary) for one in found]


def test_a_meeting_with_a_contact_is_an_interaction(book: salespipe.Book, tmp_path: Path) -> None:
    path = calendar(
        tmp_path / "a.ics",
        event("UID:1", "DTSTART:20240305T100000Z", "DTEND:20240305T110000Z", "SUMMARY:Demo", ANN,
              AL, "ATTENDEE;CUTYPE=ROOM:mailto:room@alpha.example"),
    )  # fmt: skip
    result = book.import_calendar(path, at=NOW, own=OWN)
    assert result.imported == {"interactions": 1}
    [one] = book._core.interactions()
    assert (one.type, one.account, one.contact, one.owner, one.opportunity) == (
        "meeting", "alpha", "al", "Ann Lee", "a1",
    )  # fmt: skip


def test_times_without_a_zone_are_the_books_and_days_are_noon(
    book: salespipe.Book, tmp_path: Path
) -> None:
    path = calendar(
        tmp_path / "a.ics",
        event("UID:1", "DTSTART:20240305T100000", "SUMMARY:Floating", AL),
        event("UID:2", "DTSTART;VALUE=DATE:20240306", "SUMMARY:All day", AL),
        event("UID:3", "DTSTART;TZID=America/New_York:20240307T100000", "SUMMARY:Abroad", AL),
    )
    book.import_calendar(path, at=NOW, own=OWN)
    assert meetings(book) == [
        ("2024-03-05T09:00", "Floating"), ("2024-03-06T11:00", "All day"),
        ("2024-03-07T15:00", "Abroad"),
    ]  # fmt: skip


WEEKLY = (
    event("UID:w", "DTSTART;TZID=Europe/Brussels:20240318T100000", "SUMMARY:Weekly",
          "RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Brussels:20240325T100000", ANN, AL),
    event("UID:w", "RECURRENCE-ID;TZID=Europe/Brussels:20240401T100000",
          "DTSTART;TZID=Europe/Brussels:20240402T143000", "SUMMARY:Weekly, moved", ANN, AL),
    event("UID:w", "RECURRENCE-ID;TZID=Europe/Brussels:20240408T100000", "STATUS:CANCELLED",
          "DTSTART;TZID=Europe/Brussels:20240408T100000", "SUMMARY:Weekly", ANN, AL),
)  # fmt: skip


def test_a_recurring_meeting_is_each_occurrence_until_now(
    book: salespipe.Book, tmp_path: Path
) -> None:
    path = calendar(tmp_path / "a.ics", *WEEKLY)
    at = datetime(2024, 4, 17, tzinfo=timezone.utc)
    result = book.import_calendar(path, at=at, own=OWN)
    assert meetings(book) == [
        ("2024-03-18T09:00", "Weekly"),  # before summer time
        ("2024-04-02T12:30", "Weekly, moved"),
        ("2024-04-15T08:00", "Weekly"),
    ]
    assert Counter(bad.code for bad in result.files[0].bad) == {"cancelled": 1}
    before = book.last_sequence
    book.import_calendar(path, at=at, own=OWN)
    assert book.last_sequence == before
    later = book.import_calendar(path, at=at + timedelta(days=14), own=OWN)
    assert later.imported == {"interactions": 2}


def test_what_is_not_ours_to_tell_is_counted(book: salespipe.Book, tmp_path: Path) -> None:
    path = calendar(
        tmp_path / "a.ics",
        event("UID:1", "DTSTART:20240305T100000Z", "STATUS:CANCELLED", AL),
        event("UID:2", "DTSTART:20250305T100000Z", "SUMMARY:Next year", AL),
        event("UID:3", "DTSTART:20240305T100000Z", NO.format("ann@us.example"), AL),
        event("UID:4", "DTSTART:20240305T100000Z", "SUMMARY:Dentist"),
        event("UID:5", "DTSTART:20240305T100000Z", "ATTENDEE:mailto:x@other.example"),
        event("UID:6", "SUMMARY:No start", AL),
        event("UID:7", "DTSTART:20240305T100000Z", NO.format("al@alpha.example")),
        event("UID:8", "DTSTART:garbage", AL),
        event("UID:9", "DTSTART:20240305T100000Z", "RRULE:FREQ=SOMETIMES", AL),
    )  # fmt: skip
    result = book.import_calendar(path, at=NOW, own=OWN)
    told = Counter(bad.code for bad in result.files[0].bad)
    assert told.pop("unreadable_event") >= 2
    assert told == {
        "cancelled": 1, "later": 1, "declined": 1, "internal": 2, "unknown_address": 1,
    }  # fmt: skip


def test_a_calendar_that_withdraws_meetings_brings_none(
    book: salespipe.Book, tmp_path: Path
) -> None:
    path = calendar(
        tmp_path / "a.ics", event("UID:1", "DTSTART:20240305T100000Z", AL), method="CANCEL"
    )
    assert book.import_calendar(path, at=NOW, own=OWN).imported == {"interactions": 0}


def test_a_file_that_is_no_calendar_is_refused(book: salespipe.Book, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_text("BEGIN:VCALENDAR\nnonsense without a colon", encoding="utf-8")
    before = book.last_sequence
    with pytest.raises(salespipe.ParseError, match="is no iCalendar file"):
        book.import_calendar(path, at=NOW, own=OWN)
    assert book.last_sequence == before
