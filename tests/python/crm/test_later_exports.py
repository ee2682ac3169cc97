"""What a later export of the same CRM adds: what is new, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import salespipe
from crm_exports import HERE, NOW, Export, bring, history_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_histories import KEY, OPPORTUNITY, snapshot

OPEN = {**OPPORTUNITY, "StageName": "Qualification", "IsClosed": "false", "IsWon": "false",
        "ForecastCategory": "Pipeline", "Amount": "500"}  # fmt: skip
FIRST = [
    snapshot("008a", "2024-01-02T08:00:00.000Z", "Prospecting", "500", "2024-02-28"),
    snapshot("008b", "2024-01-10T08:00:00.000Z", "Qualification", "500", "2024-02-28"),
]
MORE = [
    snapshot("008c", "2024-02-01T08:00:00.000Z", "Negotiation/Review", "700", "2024-03-31"),
    snapshot("008d", "2024-03-20T08:00:00.000Z", "Closed Won", "900", "2024-03-20"),
]
LATER = NOW + timedelta(days=30)


def test_a_longer_history_goes_on_where_the_first_ended(export: Export) -> None:
    book = salespipe.Book()
    bring(book, export("one", Opportunity=[OPEN], OpportunityHistory=FIRST))
    result = bring(
        book, export("two", Opportunity=[OPPORTUNITY], OpportunityHistory=FIRST + MORE), at=LATER
    )
    assert result.imported["opportunities"] == 0
    assert result.imported["moves"] == 2
    assert history_of(book, KEY) == [
        ("prospecting", "01-02"), ("qualification", "01-10"), ("negotiation-review", "02-01"),
        ("closed-won", "03-20"),
    ]  # fmt: skip
    whole = salespipe.Book()
    bring(whole, export("three", Opportunity=[OPPORTUNITY], OpportunityHistory=FIRST + MORE))
    assert history_of(whole, KEY) == history_of(book, KEY)
    assert whole.deal(KEY).value == book.deal(KEY).value == "900.00 EUR"


def test_a_history_alone_is_enough_for_deals_that_the_book_has(export: Export) -> None:
    book = salespipe.Book()
    bring(book, export("one", Opportunity=[OPEN], OpportunityHistory=FIRST))
    result = bring(book, export("two", OpportunityHistory=MORE), crm="salesforce", at=LATER)
    assert result.unread == 0
    assert [stage for stage, _ in history_of(book, KEY)] == [
        "prospecting", "qualification", "negotiation-review", "closed-won",
    ]  # fmt: skip


def test_a_later_row_without_a_history_changes_what_it_says(export: Export) -> None:
    book = salespipe.Book()
    bring(book, export("one", Opportunity=[OPEN]))
    moved = {**OPEN, "StageName": "Negotiation/Review", "Amount": "650", "Name": "Acme, renewed",
             "LastModifiedDate": "2024-02-03T08:00:00.000Z"}  # fmt: skip
    bring(book, export("two", Opportunity=[moved]), at=LATER)
    state = book.deal(KEY).state
    assert (state.stage, state.name) == ("negotiation-review", "Acme, renewed")
    assert state.value == "650.00 EUR"
    assert history_of(book, KEY)[-1] == ("negotiation-review", "02-03")
    before = book.last_sequence
    bring(book, export("two", Opportunity=[moved]), at=LATER + timedelta(days=1))
    assert book.last_sequence == before


def test_what_was_changed_in_the_book_stays(export: Export) -> None:
    book = salespipe.Book()
    folder = export(Opportunity=[OPEN], OpportunityHistory=FIRST)
    bring(book, folder)
    book.deal(KEY).change_value("1234 EUR", at=NOW)
    book.deal(KEY).move("Prospecting", at=NOW)
    before = book.last_sequence
    bring(book, folder, at=LATER)
    assert book.last_sequence == before
    assert book.deal(KEY).value == "1234.00 EUR"


def test_a_history_from_before_is_told_and_left_out(export: Export) -> None:
    book = salespipe.Book()
    bring(book, export("one", Opportunity=[OPPORTUNITY]))
    result = bring(
        book, export("two", Opportunity=[OPPORTUNITY], OpportunityHistory=FIRST + MORE), at=LATER
    )
    [late] = [found for found in result.diagnostics if found.code == "late_history"]
    assert late.rows >= 2
    assert book.deal(KEY).state.stage == "closed-won"


def test_a_new_stage_of_a_later_export_joins_the_pipeline(export: Export) -> None:
    book = salespipe.Book()
    bring(book, export("one", Opportunity=[OPEN], OpportunityHistory=FIRST))
    new = {**OPEN, "Id": "006000000000009AAA", "StageName": "Perception Analysis"}
    bring(book, export("two", Opportunity=[OPEN, new]), at=LATER)
    [pipeline] = book.pipelines
    assert [stage.name for stage in pipeline.stages if stage.kind == "open"] == [
        "Prospecting", "Qualification", "Perception Analysis",
    ]  # fmt: skip
    assert book.deal("006000000000009AAA").stage == "Perception Analysis"


def test_a_history_alone_finds_deals_of_another_currency(export: Export) -> None:
    book = salespipe.Book()
    bring(book, HERE / "pipedrive")
    row = {"id": "9999", "item_id": "103", "user_id": "11", "field_key": "stage_id",
           "old_value": "3", "new_value": "4", "log_time": "2023-07-01 09:00:00"}  # fmt: skip
    result = bring(book, export(flow=[row]), crm="pipedrive", at=LATER, currency=None)
    assert (result.unread, result.imported["moves"]) == (0, 1)
    assert book.deal("pipedrive-103").stage == "Negotiations Started"


def test_an_amount_of_a_history_that_does_not_fit_is_told(export: Export) -> None:
    rows = [{**FIRST[0], "Amount": "5.25"}, {**FIRST[1], "Amount": "5.1259"}]
    yen = {**OPEN, "CurrencyIsoCode": "JPY"}
    euros = {**OPEN, "CurrencyIsoCode": "EUR", "Id": "006000000000005AAA"}
    result = bring(salespipe.Book(), export(Opportunity=[yen, euros], OpportunityHistory=rows))
    assert "unfitting_amount" in {found.code for found in result.diagnostics}
    assert [bad.code for bad in result.files[1].bad] == ["too_many_decimals"]


STAGES = ["Prospecting", "Qualification", "Proposal/Price Quote", "Closed Won", "Closed Lost"]


@st.composite
def exports(draw: st.DrawFn) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Some opportunities, their histories in any order, and gaps in them."""
    deals, history = [], []
    for number in range(draw(st.integers(1, 4))):
        key = f"00600000000000{number}AAA"
        start = datetime(2024, 1, 1, tzinfo=timezone.utc)
        rows = draw(
            st.lists(
                st.tuples(st.integers(0, 400), st.sampled_from(STAGES), st.integers(0, 3)),
                max_size=6,
            )
        )
        for step, (hours, stage, amount) in enumerate(rows):
            at = start + timedelta(hours=hours)
            history.append(
                {**snapshot(f"008{number}{step}", f"{at:%Y-%m-%dT%H:%M:%SZ}", stage,
                            "" if amount == 0 else str(amount * 100), "2024-06-30"),
                 "OpportunityId": key}
            )  # fmt: skip
        stage = draw(st.sampled_from([*STAGES, ""]))
        deals.append(
            {**OPPORTUNITY, "Id": key, "StageName": stage,
             "IsClosed": str(stage.startswith("Closed")).lower(),
             "IsWon": str(stage == "Closed Won").lower(), "ForecastCategory": "",
             "CreatedDate": draw(st.sampled_from(["2024-01-01T00:00:00Z", ""])),
             "CloseDate": draw(st.sampled_from(["2024-05-05", ""])),
             "Amount": draw(st.sampled_from(["", "0", "300", "12.34", "x"]))}
        )  # fmt: skip
    return deals, draw(st.permutations(history))


@given(exports(), st.integers(0, 12))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_importing_twice_equals_importing_once(
    export: Export, tables: tuple[list[dict[str, str]], list[dict[str, str]]], cut: int
) -> None:
    deals, history = tables
    given_tables = {"Opportunity": deals} | ({"OpportunityHistory": history} if history else {})
    folder = export("property", **given_tables)
    if not history:
        Path(folder, "OpportunityHistory.csv").unlink(missing_ok=True)
    book = salespipe.Book()
    bring(book, folder, crm="salesforce")
    before, state = book.last_sequence, book.state_json()
    again = bring(book, folder, crm="salesforce", at=LATER)
    assert (book.last_sequence, book.state_json()) == (before, state)
    assert not any(again.imported.values())
