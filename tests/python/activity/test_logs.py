"""Call logs and tracking events from tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import salespipe
from activity_corpus import NOW
from salespipe.activity.logs import log_of
from salespipe.tables.source import open_source

CALLS = """Call ID,Call Time,Direction,Contact Email,Account,Deal ID,Agent,Duration,Notes
1,2024-03-05 10:00:00,Inbound,al@alpha.example,,,Ann Lee,120,Asked for a price
2,2024-03-05 11:00:00,Outbound,,Beta,b1,Ann Lee,60,
3,2024-03-05 12:00:00,Outbound,,Nobody,,Ann Lee,60,
4,,Outbound,al@alpha.example,,,Ann Lee,60,
5,2024-03-05 13:00:00,Outbound,x@other.example,,,Ann Lee,60,
6,2024-03-05 14:00:00,Outbound,,,b9,Ann Lee,60,
"""
TRACKING = """event,timestamp,recipient,url
Email open,2024-03-05T10:00:00Z,al@alpha.example,
click,2024-03-05T10:01:00Z,al@alpha.example,https://us.example/price
page view,2024-03-05T10:02:00Z,gus.gamma@gmail.com,https://us.example/
bounce,2024-03-05T10:03:00Z,al@alpha.example,
click,2024-03-05T10:01:00Z,al@alpha.example,https://us.example/price
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_calls_have_a_direction_and_whom_they_were_with(
    book: salespipe.Book, tmp_path: Path
) -> None:
    result = book.import_log(write(tmp_path / "calls.csv", CALLS), at=NOW, kind="calls")
    assert result.imported == {"interactions": 2}
    found = sorted(
        (f"{one.at:%H:%M}", one.account, one.contact, one.opportunity, one.direction, one.summary)
        for one in book._core.interactions()
    )
    assert found == [
        ("09:00", "alpha", "al", "a1", "inbound", "Asked for a price"),
        ("10:00", "beta", "", "b1", "outbound", ""),
    ]
    assert [(bad.line, bad.code) for bad in result.files[0].bad] == [
        (4, "unknown_account"), (5, "missing_date"), (6, "unknown_address"), (7, "unknown_deal"),
    ]  # fmt: skip


def test_tracking_events_are_opens_clicks_and_visits(book: salespipe.Book, tmp_path: Path) -> None:
    result = book.import_log(write(tmp_path / "t.csv", TRACKING), at=NOW, kind="tracking")
    assert result.imported == {"interactions": 3}
    kinds = Counter(one.type for one in book._core.interactions())
    assert kinds == {"email_opened": 1, "link_clicked": 1, "web_visit": 1}
    assert [bad.code for bad in result.files[0].bad] == ["unknown_type"]


@pytest.mark.parametrize(("kind", "text"), [("calls", CALLS), ("tracking", TRACKING)])
def test_the_same_log_again_changes_nothing(
    book: salespipe.Book, tmp_path: Path, kind: str, text: str
) -> None:
    path = write(tmp_path / "log.csv", text)
    book.import_log(path, at=NOW, kind=kind)
    before = book.last_sequence
    assert book.import_log(path, at=NOW, kind=kind).imported == {"interactions": 0}
    assert book.last_sequence == before


def test_an_unknown_kind_of_log_is_refused(book: salespipe.Book, tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", CALLS)
    with pytest.raises(salespipe.InvalidArgumentError, match="calls, tracking, interactions"):
        book.import_log(path, at=NOW, kind="faxes")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CALLS, "calls"),
        (TRACKING, "interactions"),
        ("date,type,company\n2024-01-01,New business,Acme\n", None),
        ("id,stage,date,type,company\n1,Won,2024-01-01,call,Acme\n", None),
        ("day,rain\n2024-01-01,3\n", None),
    ],
)
def test_a_log_is_told_by_its_columns_and_words(
    tmp_path: Path, text: str, kind: str | None
) -> None:
    path = write(tmp_path / "table.csv", text)
    assert log_of(open_source(path, sheet=None, wanted=lambda names: True)) == kind
