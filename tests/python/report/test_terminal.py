"""The report on a terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console
from salespipe.report import Document, print_report


def drawn(
    document: dict[str, Any],
    catalogue: list[dict[str, str]],
    *,
    width: int = 200,
    color: bool = False,
    **options: Any,
) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None
    )
    print_report(Document(document, catalogue), console, **options)
    return out.getvalue()


def test_the_total_stands_beside_what_it_was(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    line = next(line for line in drawn(document, catalogue).splitlines() if "Won revenue" in line)
    assert line.split() == ["Won", "revenue", "30,000", "EUR", "20,000", "▲", "50.0%"]


def test_groups_stand_by_their_first_figure_and_the_nameless_one_is_told(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    table = drawn(document, catalogue).split("By owner")[1]
    assert table.index("ann") < table.index("bob") < table.index("(none)")


def test_more_lost_deals_are_red_and_more_revenue_is_green(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    lines = drawn(document, catalogue, color=True).splitlines()
    lost = next(line for line in lines if "Deals lost" in line)
    won = next(line for line in lines if "Won revenue" in line)
    assert "\x1b[31m▲ 100.0%" in lost
    assert "\x1b[32m▲ 50.0%" in won


def test_questions_without_an_answer_are_not_asked(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    text = drawn(document, catalogue)
    assert "Are we on quota?" not in text
    document["rows"][0]["metrics"]["quota"] = "50000.00"
    assert "Are we on quota?" in drawn(document, catalogue)


def test_a_narrow_terminal_gets_fewer_columns_and_is_told_which_are_missing(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    text = drawn(document, catalogue, width=60)
    assert "Left out for lack of width" in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 60


def test_chosen_metrics_are_all_shown_and_no_others(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    document["query"]["metrics"] = ["lost_count", "activities_per_rep"]
    text = drawn(document, catalogue)
    assert "Activities per rep" in text
    assert "Won revenue" not in text


def test_warnings_stand_before_what_is_only_worth_knowing(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    text = drawn(document, catalogue)
    assert text.index("warning: 500 open deals") < text.index("info: dates were read")


def test_stages_stand_in_the_order_of_the_pipeline(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    document["query"]["by"] = ["stage"]
    for row, stage in zip(document["rows"][1:], ["Lost", "Zeta", "Alpha"], strict=True):
        row["by"] = {"stage": stage}
    table = drawn(document, catalogue, stages=["Zeta", "Alpha", "Lost"]).split("By stage")[1]
    assert table.index("Zeta") < table.index("Alpha") < table.index("Lost")


def test_names_from_the_data_cannot_steer_the_terminal(
    document: dict[str, Any], catalogue: list[dict[str, str]]
) -> None:
    document["rows"][1]["by"]["owner"] = "\x1b]0;owned\x07[bold]bob[/bold]"
    document["diagnostics"][0]["message"] = "bad \x1b[2J value"
    text = drawn(document, catalogue, source="a\x1b[31m.csv")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]bob[/bold]" in text
