"""``salespipe evolution``: the open pipeline over time."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest
import salespipe as sp
from cli_command import Run


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """ann opens 100.00 in January, bob 50.00 in February; ann's is lost in March."""
    book = sp.Book()
    pipeline = book.add_pipeline(sp.Pipeline.standard("Sales", currency="EUR"))

    def on(month: int) -> datetime:
        return datetime(2025, month, 10, tzinfo=timezone.utc)

    first = book.create_opportunity(pipeline, "A", at=on(1), value="100 EUR", owner="ann")
    book.create_opportunity(pipeline, "B", at=on(2), value="50 EUR", owner="bob")
    first.lose("Price", at=on(3))
    return book.save(tmp_path / "sales.jsonl")


def test_a_line_for_each_month_says_what_is_open_and_why(run: Run, sales: Path) -> None:
    shown = run("evolution", sales, "--period", "2025-Q1", "--by", "owner")
    assert shown.code == 0, shown.err
    lines = shown.out.splitlines()
    february = next(line.split() for line in lines if line.startswith("2025-02-01"))
    assert february[1:3] == ["2", "150.00"]
    assert "+50.00" in february
    march = next(line.split() for line in lines if line.startswith("2025-03-01"))
    assert march[1:3] == ["1", "50.00"]
    assert "-100.00" in march
    assert "owner ann" in shown.out


def test_the_document_is_that_of_the_series(run: Run, sales: Path) -> None:
    found = run("evolution", sales, "--period", "2025-Q1", "--every", "week", "--json").document
    assert found["query"]["every"] == "week"
    points = found["groups"][0]["points"]
    assert [points[0]["value"], points[-1]["value"]] == ["0.00", "50.00"]


def test_a_table_has_an_evolution_too(run: Run, real_file: Path) -> None:
    found = run(
        "evolution", real_file, "--period", "2017-Q3", "--stages", "Prospecting,Engaging,Won,Lost",
        "--json",
    ).document  # fmt: skip
    total = found["groups"][0]
    assert [point["from"] for point in total["points"]] == [
        "2017-07-01",
        "2017-08-01",
        "2017-09-01",
    ]
    won = sum(point["flows"]["won"]["count"] for point in total["points"])
    assert won == 1257


def test_known_at_leaves_out_what_was_recorded_later(run: Run, sales: Path) -> None:
    known = run("evolution", sales, "--known-at", "2025-02-28", "--json").document
    last = known["groups"][0]["points"][-1]
    assert (last["from"], last["value"]) == ("2025-02-01", "150.00")
    series = sp.open(sales).series(every="month", known_at=date(2025, 2, 28))
    assert series.groups == known["groups"]


def test_rates_convert_into_the_currency_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    deals, rates = tmp_path / "deals.csv", tmp_path / "rates.csv"
    deals.write_text(
        "id,stage,created,closed,value,currency\n"
        "d1,Open,2025-01-02,,100.50,EUR\n"
        "d2,Open,2025-01-05,,1000,SEK\n"
    )
    rates.write_text("day,currency,rate\n2025-01-01,SEK,0.1045\n")
    asked = ("evolution", deals, "--period", "2025-01", "--currency", "EUR")
    found = run(*asked, "--rates", rates, "--json").document
    assert found["currency"] == "EUR"
    assert found["groups"][0]["points"][-1]["value"] == "205.00"
    assert run(*asked, "--json").code != 0
