"""`salespipe report` as people use it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_command import Run

Deals = Callable[..., Path]
TABLE = """id,stage,created,closed,value,currency,owner,source
d1,Won,2017-01-02,2017-02-03,12000.50,EUR,ann,Web
d2,Lost,2017-01-05,2017-02-20,900,EUR,bob,Web
d3,Won,2017-02-01,2017-05-09,30000,EUR,ann,Fair
d4,Proposal,2017-03-01,,5000,EUR,bob,Fair
"""


def test_the_dashboard_asks_the_questions_in_their_order(run: Run, deals: Deals) -> None:
    out = run("report", deals(TABLE), "--period", "2017-Q2", "--compare", "previous").out
    questions = [
        "How much have I closed?",
        "What could I still close?",
        "How long is my sales cycle?",
        "What is a won deal worth?",
        "How many have I won and lost?",
        "Who closes?",
    ]
    places = [out.index(question) for question in questions]
    assert places == sorted(places)
    revenue = next(line for line in out.splitlines() if "Won revenue" in line)
    assert revenue.split() == ["Won", "revenue", "30,000", "EUR", "12,000", "▲", "150.0%"]
    assert "2017-Q2  compared with 2017-Q1" in out


def test_a_piped_table_is_never_cut(run: Run, deals: Deals) -> None:
    name = "A" * 150
    out = run("report", deals(TABLE.replace("ann", name)), "--by", "owner").out
    assert name in out
    assert "…" not in out
    assert "Left out" not in out


def test_without_colour_there_are_no_escapes(deals: Deals) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "salespipe", "report", str(deals(TABLE)), "--by", "owner"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1", "LC_ALL": "C"},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stdout
    assert "How much have I closed?" in result.stdout


def test_several_dimensions_may_be_repeated_or_joined_by_commas(run: Run, deals: Deals) -> None:
    path = deals(TABLE)
    joined = run("report", path, "--by", "owner,source", "--json").document
    repeated = run("report", path, "--by", "owner", "--by", "source", "--json").document
    assert joined == repeated
    assert {"owner": "ann", "source": "Web"} in [row["by"] for row in joined["rows"]]


def test_only_keeps_the_deals_with_that_value(run: Run, deals: Deals) -> None:
    document = run("report", deals(TABLE), "--only", "source=Web", "--json").document
    assert document["rows"][0]["metrics"]["won_revenue"] == "12000.50"
    assert document["rows"][0]["metrics"]["created_count"] == 2


def test_a_relative_period_is_seen_from_the_day_given(
    run: Run, deals: Deals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESPIPE_TODAY", "2017-05-20")
    document = run("report", deals(TABLE), "--period", "last-30-days", "--json").document
    assert document["rows"][0]["period"] == {"from": "2017-04-21", "to": "2017-05-21"}
    assert document["rows"][0]["metrics"]["won_revenue"] == "30000.00"


def test_last_year_can_be_written_with_a_dash(run: Run, deals: Deals) -> None:
    document = run(
        "report", deals(TABLE), "--period", "2017-05", "--compare", "last-year", "--json"
    ).document
    assert document["query"]["compare"] == "last_year"
    assert document["rows"][0]["previous_period"] == {"from": "2016-05-01", "to": "2016-06-01"}


def test_comparing_all_days_with_nothing_is_warned_of(run: Run, deals: Deals) -> None:
    document = run("report", deals(TABLE), "--compare", "previous", "--json").document
    assert "nothing_before" in {item["code"] for item in document["diagnostics"]}


def test_quotas_of_periods_answer_how_far_it_is(run: Run, deals: Deals) -> None:
    quotas = deals("owner,period,value\n,2017-Q2,40000\nann,2017-Q2,20000\n", "quotas.csv")
    document = run(
        "report", deals(TABLE), "--period", "2017-Q2", "--by", "owner", "--quotas", quotas, "--json"
    ).document
    total = document["rows"][0]["metrics"]
    assert total["quota"] == "40000.00"
    assert total["attainment"] == 0.75
    ann = next(row for row in document["rows"] if row["by"] == {"owner": "ann"})
    assert ann["metrics"]["attainment"] == 1.5


def test_quotas_that_cannot_be_read_are_listed_with_their_lines(run: Run, deals: Deals) -> None:
    quotas = deals("owner,period,value\nann,2017-Q9,1\nbob,2017-Q1,lots\n", "quotas.csv")
    result = run("report", deals(TABLE), "--quotas", quotas)
    assert result.code == 19
    assert "quotas.csv:2, column 'period'" in result.err
    assert "quotas.csv:3, column 'value'" in result.err


def test_a_page_is_written_beside_the_tables(run: Run, deals: Deals, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = run("report", deals(TABLE), "--period", "2017", "--by", "source", "--html", page)
    assert result.code == 0, result.err
    assert "wrote" in result.out
    text = page.read_text(encoding="utf-8")
    assert "By source" in text
    assert "Who earns, who closes, who is active?" in text
    assert "By month" in text
    assert "Content-Security-Policy" in text


def test_a_page_that_cannot_be_written_is_an_error(run: Run, deals: Deals, tmp_path: Path) -> None:
    result = run("report", deals(TABLE), "--html", tmp_path / "no" / "such" / "folder.html")
    assert result.code == 13
    assert "folder.html" in result.err


def test_a_page_never_replaces_the_data(run: Run, deals: Deals) -> None:
    path = deals(TABLE)
    result = run("report", path, "--html", path)
    assert result.code == 2
    assert path.read_text() == TABLE


def test_undated_data_asks_for_a_period(run: Run, deals: Deals) -> None:
    result = run("report", deals("id,stage,value\nd1,Lead,5\n"))
    assert result.code == 11
    assert "--period" in result.err


def test_an_option_for_tables_is_refused_for_a_book(run: Run, deals: Deals, tmp_path: Path) -> None:
    book = tmp_path / "sales.jsonl"
    assert run("import", deals(TABLE), "--into", book).code == 0
    result = run("report", book, "--dates", "dmy")
    assert result.code == 2
    assert "--dates" in result.err


MIXED = """id,stage,created,closed,value,currency,recorded at
d1,Won,2017-01-02,2017-02-03,100.50,EUR,2017-01-02
d2,Won,2017-01-05,2017-02-20,1000,SEK,2017-03-01
"""


def test_rates_convert_into_the_currency_that_is_asked_for(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("day,currency,rate\n2017-01-01,SEK,0.1045\n", encoding="utf-8")
    table = deals(MIXED)
    report = run("report", table, "--rates", rates, "--currency", "EUR", "--json").document
    assert report["query"]["currency"] == "EUR"
    assert report["rows"][0]["metrics"]["won_revenue"] == "205.00"
    rates.write_text("day,currency,rate\n2017-02-01,SEK,0.1045\n", encoding="utf-8")
    refused = run("report", table, "--rates", rates, "--currency", "EUR")
    assert refused.code == 18
    assert "SEK from 2017-01-05 to 2017-01-05 (1 amount)" in refused.err


def test_known_at_leaves_out_what_was_recorded_later(run: Run, deals: Deals) -> None:
    table = deals(MIXED.replace("SEK", "EUR"))
    report = run("report", table, "--known-at", "2017-02-28", "--period", "2017", "--json").document
    assert report["query"]["known_at"] == "2017-02-28"
    assert report["rows"][0]["metrics"]["won_count"] == 1
    assert run("report", table, "--json").document["rows"][0]["metrics"]["won_count"] == 2


WINDOW = """id,stage,created,closed,value,acv,currency,owner,account
d1,Won,2025-01-03,2025-01-15,2400,1200,EUR,ann,Acme
d2,Won,2025-01-03,2025-01-15,600,,EUR,ann,Birch
"""


def test_cycles_are_counted_in_business_days_without_holidays(
    run: Run, deals: Deals, tmp_path: Path
) -> None:
    def cycle(*options: object) -> float:
        metrics = ("--metrics", "cycle_days_mean", "--period", "2025-01", "--json")
        rows = run("report", deals(WINDOW), *metrics, *options).document["rows"]
        return float(rows[0]["metrics"]["cycle_days_mean"])

    assert cycle() == 12
    assert cycle("--days", "business") == 8
    assert cycle("--days", "business", "--holidays", "2025-01-06,2025-01-07") == 6
    file = tmp_path / "holidays.txt"
    file.write_text("2025-01-06 Epiphany\n\n2025-01-07\n", encoding="utf-8")
    assert cycle("--days", "business", "--holidays", file) == 6
    assert run("report", deals(WINDOW), "--holidays", "6 January").code == 2


def test_a_column_of_yearly_values_tells_contracts_from_sales(run: Run, deals: Deals) -> None:
    options = ("--metrics", "acv,apv,tcv_value", "--period", "2025-01", "--json")
    figures = run("report", deals(WINDOW), *options).document["rows"][0]["metrics"]
    assert figures == {"acv": "1200.00", "apv": "600.00", "tcv_value": "2400.00"}
