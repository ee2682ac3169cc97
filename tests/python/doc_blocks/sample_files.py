"""A folder of small files for the commands that pages and help texts show, under the names that
they show. Everything follows from this file; the day is :data:`TODAY`."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.csv
import salespipe as sp
from salespipe.template import Content, DealRow, write_template

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


#: Columns as a real data set has them.
_REAL_COLUMNS = """
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2017-03-20,2017-07-01,1054
Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2017-02-25,2017-08-11,4514
EC4QE1BX,Darcel Schlecht,MG Special,Cancity,Lost,2017-03-25,2017-08-07,0
MV1LWRNH,Moses Frase,GTX Basic,Codehow,Engaging,2017-07-25,,
"""
#: Columns and stages that need to be told.
_EXPORT = """
Id,Deal Owner,Stage,Created,Closed,Amount
1,Ann,Lead,2026-05-04,,900
2,Ben,Demo,2026-04-20,,1500
3,Ann,Done,2026-03-02,2026-05-29,1200
4,Ben,Gone,2026-02-11,2026-06-12,700
"""


def write(folder: Path) -> None:
    """All of it: tables of deals, a book, exports, mail, a calendar, call logs."""
    _tables(folder)
    _book(folder)
    _salesforce(folder)
    _activity(folder)
    _template(folder)
    rules = {"inactive_account": {"days": 14}, "no_next_step": {"on": False}}
    (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    quiet = {
        "id": "quiet",
        "when": {"event": "inactive", "days": 30},
        "then": [{"do": "create_task", "description": "Call {{account.name}}", "due_days": 2}],
    }
    automation = {"salespipe": "automation", "version": 1, "rules": [quiet]}
    (folder / "automation.json").write_text(json.dumps(automation), encoding="utf-8")


def _template(folder: Path) -> None:
    """filled.xlsx: a template with two deals."""
    deals = (
        DealRow("D-1", "Acme 20 seats", "Acme", "ann", stage="Lead", created=date(2026, 5, 4)),
        DealRow("D-2", "Birch", "Birch", "ben", stage="Won", created=date(2026, 3, 2),
                closed=date(2026, 5, 29)),
    )  # fmt: skip
    content = Content(owners=("ann", "ben"), deals=deals)
    write_template(folder / "filled.xlsx", content, rows=20)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.strip().splitlines()))


def _csv(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _tables(folder: Path) -> None:
    team = {"opportunities": 120, "seed": 1, "months": 24}
    sp.simulate.write(folder / "team.parquet", start=date(2024, 7, 1), **team)
    sp.simulate.write(folder / "deals.csv", start=date(2016, 1, 1), **team)
    sp.simulate.write(folder / "deals.parquet", start=date(2024, 7, 1), **team)
    (folder / "deals.history.parquet").rename(folder / "changes.parquet")
    deals = pyarrow.csv.read_csv(folder / "deals.csv").drop_columns(["pipeline"])
    pyarrow.csv.write_csv(deals, folder / "deals.csv")  # for books whose pipeline is another one
    _csv(folder / "sales_pipeline.csv", _rows(_REAL_COLUMNS))
    export = _rows(_EXPORT)
    _csv(folder / "export.csv", export)
    usual = {"Lead": "Lead", "Demo": "Qualified", "Done": "Won", "Gone": "Lost"}
    _csv(folder / "crm.csv", [{**row, "Stage": usual[row["Stage"]]} for row in export])


def _book(folder: Path) -> None:
    """sales.jsonl and sales.db: a small book in which everything that pages ask for is there."""
    book = sp.Book()
    standard = sp.Pipeline.standard("Sales", currency="EUR", fridge=True)
    pipeline = book.add_pipeline(standard, at=_day(-500))
    stages = [stage.name for stage in pipeline.stages if stage.kind == "open"]
    for number in range(1, 13):
        owner = ("ann", "ben", "carl")[number % 3]
        name = "Acme 20 seats" if number == 7 else f"Deal {number}"
        began = _day(-400 + 25 * number)
        deal = book.create_opportunity(
            pipeline,
            name,
            account="Acme" if number in (7, 8) else f"Customer {number}",
            owner=owner,
            value=f"{1000 * number} EUR",
            source=("Web", "Fair")[number % 2],
            expected_close=date(2026, 4, 1) + timedelta(days=20 * number),
            at=began,
        )
        deal.move(stages[1], at=began + timedelta(days=5))
    book.deal("opportunity-1").win(at=_day(-200))
    book.deal("opportunity-2").lose("Price", at=_day(-180))
    book.deal("opportunity-3").park(date(2026, 9, 1), at=_day(-90))
    acme = book.deal("opportunity-7")
    eve = book.add_contact("Eve", account="Acme", email="eve@acme.example", at=_day(-60))
    book.log_interaction("email_in", contact=eve, deal=acme, owner="ann", at=_day(-20))
    acme.add_task("Call Acme", due=date(2026, 6, 30), assignee="ann", at=_day(-10))
    acme.change_value("8000 EUR", at=_day(-5))
    acme.change_owner("ann", at=_day(-4))
    book.deal("opportunity-4").lose("No answer", at=_day(-1), event_id="flush-2026-06-30")
    book.set_access(
        teams={"germany": ""},
        roles={"rep": {"read": "team", "write": "own"}, "admin": dict.fromkeys(
            ("read", "write", "bulk", "configure"), "all")},
        actors={"ann": {"roles": ["rep"], "teams": ["germany"]}, "carl": {"roles": ["admin"]}},
        at=_day(-1),
    )  # fmt: skip
    book.save(folder / "sales.jsonl")
    book.save(folder / "sales.db")


def _day(days: int) -> datetime:
    return NOW + timedelta(days=days)


def _salesforce(folder: Path) -> None:
    users = [{"Id": "005A", "Name": "Ann Lee", "Email": "ann@us.example"}]
    deals = [
        {"Id": "006A", "Name": "Acme 20 seats", "StageName": "Prospecting", "Amount": "12000",
         "CloseDate": "2026-09-30", "OwnerId": "005A", "CreatedDate": "2026-05-04T09:00:00Z",
         "IsClosed": "false", "IsWon": "false"},
        {"Id": "006B", "Name": "Bolt", "StageName": "Closed Won", "Amount": "4000",
         "CloseDate": "2026-06-15", "OwnerId": "005A", "CreatedDate": "2026-03-02T09:00:00Z",
         "IsClosed": "true", "IsWon": "true"},
    ]  # fmt: skip
    changes = [
        {"Id": "008A", "OpportunityId": "006B", "StageName": "Prospecting", "Amount": "3000",
         "CloseDate": "2026-06-30", "CreatedDate": "2026-03-02T09:00:00Z"},
        {"Id": "008B", "OpportunityId": "006B", "StageName": "Closed Won", "Amount": "4000",
         "CloseDate": "2026-06-15", "CreatedDate": "2026-06-15T14:30:00Z"},
    ]  # fmt: skip
    for place in (folder, folder / "export"):
        _csv(place / "User.csv", users)
        _csv(place / "Opportunity.csv", deals)
        _csv(place / "OpportunityHistory.csv", changes)


def _activity(folder: Path) -> None:
    mail = (
        "From eve@acme.example Tue Jun 30 08:00:00 2026\n"
        "From: Eve <eve@acme.example>\nTo: Ann Lee <ann@us.example>\n"
        "Date: Tue, 30 Jun 2026 10:00:00 +0200\nMessage-ID: <7@acme.example>\n"
        "Subject: Your offer\n\nThank you.\n"
    )
    (folder / "inbox.mbox").write_text(mail, encoding="utf-8")
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//us.example//EN\r\nBEGIN:VEVENT\r\n"
        "UID:1@us.example\r\nDTSTAMP:20260601T090000Z\r\nDTSTART:20260629T120000Z\r\n"
        "DTEND:20260629T130000Z\r\nSUMMARY:Demo\r\nORGANIZER:mailto:ann@us.example\r\n"
        "ATTENDEE:mailto:eve@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    for name in ("calendar.ics", "team.ics"):
        (folder / name).write_text(calendar, encoding="utf-8", newline="")
    calls = [{"time": "2026-06-28T10:00:00Z", "deal": "opportunity-7", "user": "ann",
              "duration": "120", "direction": "outbound", "id": "c1"}]  # fmt: skip
    _csv(folder / "calls.csv", calls)
