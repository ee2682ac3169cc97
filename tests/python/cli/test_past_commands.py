"""``salespipe history`` and ``salespipe changes``."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=timezone.utc)


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))
    deal = book.create_opportunity(
        pipeline, "Acme", id="acme", owner="ann", value="100 EUR", at=day(2), actor="ann"
    )
    deal.change_owner("bob", at=day(4), recorded_at=day(15), actor="eve")
    deal.change_value("500 EUR/month x 24 + 900 EUR", at=day(5))
    deal.lose("Price", at=day(10))
    for _ in range(2):
        book.create_opportunity(pipeline, "Twin", at=day(12))
    return book.save(tmp_path / "sales.jsonl")


def test_a_history_is_told_in_the_order_in_which_it_happened(run: Run, sales: Path) -> None:
    lines = [line.split() for line in run("history", sales, "acme").out.splitlines()]
    assert " ".join(lines[0]) == "Acme (acme)"
    assert [line[0] for line in lines[2:]] == [
        "2026-01-02",
        "2026-01-04",
        "2026-01-05",
        "2026-01-10",
    ]
    told = " ".join(lines[3])
    assert told == "2026-01-04 12:00 2026-01-15 12:00 eve owner bob event-3", "recorded later"
    assert "500.00 EUR/month x 24 + 900.00 EUR" in " ".join(lines[4])
    assert " ".join(lines[5]).endswith("Lost (lose): Price event-5")


def test_a_history_is_cut_at_what_had_happened_and_what_was_known(run: Run, sales: Path) -> None:
    document = run("history", sales, "Acme", "--as-of", "2026-01-05", "--json").document
    assert [event["type"] for event in document["events"]] == [
        "opportunity_created",
        "owner_changed",
        "value_changed",
    ]
    known = run("history", sales, "Acme", "--known-at", "2026-01-14", "--json").document
    assert "owner_changed" not in [event["type"] for event in known["events"]]
    assert known["events"][0]["text"] == "created in Lead, 100.00 EUR, of ann"


def test_changes_say_what_became_of_each_deal(run: Run, sales: Path) -> None:
    shown = run("changes", sales, "--since", "2026-01-03", "--until", "2026-01-11").out
    assert "moved, lost, value, owner" in shown
    assert "Lead -> Lost" in shown
    assert "ann -> bob" in shown
    assert "1 deals of 1" in shown
    document = run("changes", sales, "--since", "2026-01-11", "--json").document
    assert [one["differences"] for one in document["deals"]] == [["created"], ["created"]]
    assert document["since"] == {"as_of": "2026-01-11"}


def test_what_was_learned_later_about_a_day_is_a_change_of_knowledge(run: Run, sales: Path) -> None:
    document = run(
        "changes", sales, "--since", "2026-01-05", "--until", "2026-01-05",
        "--known-since", "2026-01-05", "--json",
    ).document  # fmt: skip
    (found,) = document["deals"]
    assert found["differences"] == ["owner"]
    assert (found["before"]["owner"], found["after"]["owner"]) == ("ann", "bob")


def test_a_name_of_several_deals_asks_for_the_id(run: Run, sales: Path) -> None:
    result = run("history", sales, "Twin", "--json")
    assert result.code == 15
    assert "opportunity-2, opportunity-3" in result.error["message"]


def test_an_unknown_deal_and_a_table_are_errors(run: Run, sales: Path, tmp_path: Path) -> None:
    assert run("history", sales, "Nobody").code == 13
    table = tmp_path / "deals.csv"
    table.write_text("id,stage\n1,Won\n", encoding="utf-8")
    assert run("history", table, "1").code == 20
    assert run("changes", tmp_path / "none.jsonl", "--since", "2026-01-01").code == 13
