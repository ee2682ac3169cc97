"""The book as Python sees it: the names that hosts rely on, and the rules behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import salespipe as sp

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def book() -> sp.Book:
    return sp.Book()


@pytest.fixture
def pipeline(book: sp.Book) -> sp.Pipeline:
    standard = sp.Pipeline.standard("New business", currency="EUR", fridge=True)
    return book.add_pipeline(standard, at=NOW)


@pytest.fixture
def deal(book: sp.Book, pipeline: sp.Pipeline) -> sp.Deal:
    return book.create_opportunity(
        pipeline,
        "Acme 20 seats",
        account="Acme",
        owner="ann",
        value="12000 EUR",
        source="Webinar",
        at=NOW,
    )


def test_a_new_deal_stands_in_the_first_stage(deal: sp.Deal) -> None:
    assert (deal.stage, deal.account, deal.owner, deal.value) == (
        "Lead",
        "Acme",
        "ann",
        "12000.00 EUR",
    )
    assert deal.is_open


def test_a_deal_that_only_fails_on_timing_is_not_now(deal: sp.Deal) -> None:
    verdict = deal.qualify(budget="met", authority="met", need="met", timeline="unmet", at=NOW)
    assert verdict is sp.Verdict.NOT_NOW
    assert deal.verdict is sp.Verdict.NOT_NOW


def test_an_incomplete_deal_says_what_to_ask_next(deal: sp.Deal) -> None:
    assert deal.qualify(budget="met", at=NOW) is sp.Verdict.INCOMPLETE
    assert deal.next_question is not None
    assert deal.next_question.endswith("?")


def test_asking_changes_nothing(deal: sp.Deal, book: sp.Book) -> None:
    before = book.state_json()
    decision = deal.evaluate("Proposal made", at=NOW)
    assert decision.transition == "skip"
    assert book.state_json() == before


def test_a_refusal_is_a_value_and_changes_nothing(deal: sp.Deal, book: sp.Book) -> None:
    before = book.state_json()
    decision = deal.lose("", at=NOW)
    assert not decision.allowed
    assert [reason.code for reason in decision.reasons if reason.severity == "refuse"] == [
        "lost_reason_missing"
    ]
    assert book.state_json() == before


def test_a_lost_deal_can_be_reopened_and_won(deal: sp.Deal) -> None:
    assert deal.lose("Price", at=NOW)
    assert deal.state.lost_reason == "Price"
    assert deal.reopen(at=NOW + timedelta(days=3))
    assert deal.win(at=NOW + timedelta(days=9))
    assert deal.stage == "Won"
    assert deal.state.reopen_count == 1


def test_a_parked_deal_has_a_day_to_wake_up_on(deal: sp.Deal) -> None:
    assert deal.park(date(2026, 10, 1), at=NOW)
    assert deal.stage == "Fridge"
    assert deal.state.wake_up == date(2026, 10, 1)


def test_edits_say_whether_they_changed_something(deal: sp.Deal) -> None:
    assert deal.change_value("500 EUR/month x 24", at=NOW)
    assert not deal.change_value("500 EUR/month x 24", at=NOW)
    assert deal.value == "12000.00 EUR"
    assert deal.state.annual_value == "6000.00 EUR"
    assert deal.change_owner("bob", at=NOW)
    assert deal.tag("big", at=NOW)
    assert deal.set_field("region", "north", at=NOW)
    assert deal.state.tags == ["big"]
    assert deal.state.fields == {"region": "north"}


def test_another_currency_than_the_pipelines_is_refused(deal: sp.Deal) -> None:
    with pytest.raises(sp.CurrencyMismatchError, match="USD"):
        deal.change_value("10 USD", at=NOW)


def test_a_deal_that_moved_on_is_a_conflict_not_a_lost_update(deal: sp.Deal) -> None:
    version = deal.state.version
    deal.change_owner("bob", at=NOW)
    with pytest.raises(sp.ConflictError):
        deal.change_value("1 EUR", at=NOW, expected_version=version)


def test_the_same_event_id_twice_changes_nothing(deal: sp.Deal, book: sp.Book) -> None:
    deal.change_owner("bob", at=NOW, event_id="web-1")
    events = book.last_sequence
    deal.change_owner("bob", at=NOW, event_id="web-1")
    assert book.last_sequence == events


def test_a_naive_datetime_is_refused(deal: sp.Deal) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        deal.win(at=datetime(2026, 7, 1))  # noqa: DTZ001


def test_an_unknown_stage_is_an_error_that_lists_those_there_are(deal: sp.Deal) -> None:
    with pytest.raises(sp.NotFoundError, match="Proposal made"):
        deal.move("Nonsense", at=NOW)


def test_a_deal_moves_to_another_pipeline_with_its_history(deal: sp.Deal, book: sp.Book) -> None:
    other = book.add_pipeline(sp.Pipeline.standard("Upsell", currency="EUR"), at=NOW)
    events = len(deal.history())
    assert deal.move_to_pipeline(other, "Qualified", at=NOW)
    assert deal.pipeline.name == "Upsell"
    assert len(deal.history()) == events + 1


def test_tasks_are_there_until_they_are_done(deal: sp.Deal, book: sp.Book) -> None:
    task = deal.add_task("Send the offer", at=NOW, due=date(2026, 7, 3), assignee="ann")
    assert [open_task.description for open_task in book.open_tasks] == ["Send the offer"]
    assert book.complete_task(task, at=NOW, outcome="sent")
    assert deal.open_tasks == []


def test_an_interaction_with_a_known_external_id_is_logged_once(
    deal: sp.Deal, book: sp.Book
) -> None:
    first = book.log_interaction("call", at=NOW, deal=deal, owner="ann", external_id="x1")
    assert book.log_interaction("call", at=NOW, deal=deal, owner="ann", external_id="x1") == first


def test_a_saved_book_opens_as_it_was(deal: sp.Deal, book: sp.Book, tmp_path: Path) -> None:
    deal.win(at=NOW)
    path = book.save(tmp_path / "sales.jsonl")
    again = sp.open(path)
    assert again.state_json() == book.state_json()
    assert [event.to_json() for event in again.events()] == [e.to_json() for e in book.events()]


def test_a_book_that_does_not_exist_yet_opens_empty_and_is_written_by_save(tmp_path: Path) -> None:
    book = sp.open(tmp_path / "new.jsonl")
    assert len(book) == 0
    assert not (tmp_path / "new.jsonl").exists()
    book.save()
    assert (tmp_path / "new.jsonl").exists()


def test_a_torn_journal_is_refused_with_its_line(
    deal: sp.Deal, book: sp.Book, tmp_path: Path
) -> None:
    path = book.save(tmp_path / "sales.jsonl")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(sp.Error) as raised:
        sp.open(path)
    assert raised.value.place.file == str(path)
    assert raised.value.place.line == book.last_sequence + 1


def test_figures_of_a_book(deal: sp.Deal, book: sp.Book) -> None:
    deal.win(at=NOW + timedelta(days=20))
    board = book.metrics(period="2026-Q3", compare="previous", by="owner")
    assert str(board["won_revenue"]) == "12000.00"
    assert board["won_count"] == 1
    assert board["win_rate"] == 1.0
    assert board["cycle_days_median"] == 20.0
    assert board.value("won_count", owner="ann") == 1
    assert board.to_arrow().column("kind").to_pylist() == ["total", "group"]


def test_a_pipeline_with_one_open_stage_is_refused_by_name_of_the_finding(book: sp.Book) -> None:
    text = sp.Pipeline.standard("Tiny", currency="EUR").to_json()
    tiny = sp.Pipeline.from_json(_with_one_open_stage(text))
    assert "too_few_open_stages" in [finding.code for finding in tiny.lint()]
    with pytest.raises(sp.Error, match="open stage"):
        book.add_pipeline(tiny, at=NOW)


def _with_one_open_stage(text: str) -> str:
    import json

    document = json.loads(text)
    open_stages = [stage for stage in document["stages"] if stage["kind"] == "open"]
    document["stages"] = [open_stages[0]] + [
        stage for stage in document["stages"] if stage["kind"] != "open"
    ]
    return json.dumps(document)


def test_a_contract_that_recurs_counts_by_its_yearly_value(
    book: sp.Book, pipeline: sp.Pipeline, deal: sp.Deal
) -> None:
    contract = book.create_opportunity(
        pipeline, "Acme hosting", account="Acme", owner="ann", value="500 EUR/month x 24", at=NOW
    )
    short = book.create_opportunity(
        pipeline, "Birch trial", account="Birch", owner="ann", value="100 EUR/month x 6", at=NOW
    )
    for one in (deal, contract, short):
        assert one.move("Won", at=NOW + timedelta(days=3))
    figures = book.metrics(period="2026-07", metrics="acv_value,acv,tcv_value,apv,arpa")
    assert figures["acv_value"] == 6600, "six months are not stretched to a year"
    assert figures["acv"] == 3300
    assert figures["tcv_value"] == 12600
    assert figures["apv"] == 12000
    assert figures["arpa"] == 12300


def test_the_forecast_category_is_the_stages(
    book: sp.Book, pipeline: sp.Pipeline, deal: sp.Deal
) -> None:
    assert deal.move("Proposal made", at=NOW)
    category = next(s.forecast_category for s in pipeline.stages if s.name == "Proposal made")
    assert category == "best_case"
    report = book.metrics(period="2026-07", by="forecast_category", metrics="open_value")
    groups = [row["by"] for row in report.to_dict()["rows"] if row["kind"] == "group"]
    assert groups == [{"forecast_category": category}]
