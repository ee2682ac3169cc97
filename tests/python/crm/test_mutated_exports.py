"""Exports that are not as they should be: each gives a clear finding, none is half imported."""

from __future__ import annotations

from pathlib import Path

import pytest
import salespipe
from crm_exports import HERE, Export, bring, history_of
from salespipe.importing import journal
from salespipe.importing.result import ImportResult
from test_histories import HUBSPOT_DEAL, HUBSPOT_STAGES, KEY, OPPORTUNITY, snapshot


def codes(result: ImportResult) -> set[str]:
    return {bad.code for file in result.files for bad in file.bad}


def found(result: ImportResult) -> set[str]:
    return {one.code for one in result.diagnostics}


def test_a_duplicate_id_is_told_and_the_first_stays(export: Export) -> None:
    book = salespipe.Book()
    result = bring(book, export(Opportunity=[OPPORTUNITY, {**OPPORTUNITY, "Name": "Again"}]))
    [bad] = result.files[0].bad
    assert (bad.code, bad.line, bad.value) == ("duplicate_id", 3, KEY)
    assert [deal.name for deal in book.deals] == ["Acme"]


def test_of_two_versions_of_a_deal_the_current_one_is_taken(export: Export) -> None:
    old = {**OPPORTUNITY, "_fivetran_active": "false", "Name": "Old"}
    new = {**OPPORTUNITY, "_fivetran_active": "true", "Name": "New"}
    book = salespipe.Book()
    result = bring(book, export(Opportunity=[old, new]))
    assert [deal.name for deal in book.deals] == ["New"]
    assert [bad.line for bad in result.files[0].bad] == [2]


def test_a_row_without_an_id_is_left_out_and_told(export: Export) -> None:
    result = bring(salespipe.Book(), export(Opportunity=[OPPORTUNITY, {**OPPORTUNITY, "Id": ""}]))
    assert codes(result) == {"missing_id"}
    assert result.files[0].left_out == 1


def test_an_amount_that_is_none_is_kept_as_its_text(export: Export) -> None:
    book = salespipe.Book()
    result = bring(book, export(Opportunity=[{**OPPORTUNITY, "Amount": "about 900"}]))
    [bad] = result.files[0].bad
    assert (bad.code, bad.column, bad.value) == ("not_a_number", "Amount", "about 900")
    assert book.deal(KEY).value is None
    assert book.deal(KEY).state.fields["Amount"] == "about 900"


def test_an_amount_too_fine_for_its_currency_is_told(export: Export) -> None:
    deal = {**OPPORTUNITY, "Amount": "900.55", "CurrencyIsoCode": "JPY"}
    book = salespipe.Book()
    result = bring(book, export(Opportunity=[deal]), currency=None)
    assert codes(result) == {"unfitting_amount"}
    assert book.deal(KEY).state.fields["Amount"] == "900.55"


def test_a_date_that_is_none_leaves_the_deal(export: Export) -> None:
    deal = {**OPPORTUNITY, "CreatedDate": "2024-13-45T00:00:00Z"}
    book = salespipe.Book()
    result = bring(book, export(Opportunity=[deal, {**OPPORTUNITY, "Id": "006b"}]))
    assert [(bad.column, bad.value) for bad in result.files[0].bad] == [
        ("CreatedDate", "2024-13-45T00:00:00Z")
    ]
    assert book.deal(KEY).state.created_at is None


def test_a_bad_date_that_is_read_in_two_ways_is_told_once(export: Export) -> None:
    result = bring(salespipe.Book(), export(Opportunity=[{**OPPORTUNITY, "CloseDate": "soon"}]))
    assert [bad.code for bad in result.files[0].bad] == ["unreadable_date"]


def test_dates_with_two_readings_are_refused_until_one_is_chosen(export: Export) -> None:
    folder = export(Opportunity=[{**OPPORTUNITY, "CloseDate": "03/04/2024"}])
    book = salespipe.Book()
    with pytest.raises(salespipe.TableError, match="--dates"):
        bring(book, folder)
    assert book.last_sequence == 0
    bring(book, folder, date_order="dmy")
    assert str(book.deal(KEY).state.closed_at)[:10] == "2024-04-03"


def test_a_history_of_an_unknown_deal_is_told_row_by_row(export: Export) -> None:
    row = {**snapshot("1", "2024-01-02T08:00:00Z", "Prospecting", "1", "2024-02-28"),
           "OpportunityId": "006000000000777AAA"}  # fmt: skip
    result = bring(
        salespipe.Book(), export(Opportunity=[OPPORTUNITY], OpportunityHistory=[row, row])
    )
    history = result.files[1]
    assert [(bad.line, bad.code) for bad in history.bad] == [
        (2, "unknown_deal"), (3, "unknown_deal"),
    ]  # fmt: skip
    assert (history.rows, history.left_out) == (2, 2)


def test_a_stage_that_the_table_of_stages_lacks_is_told(export: Export) -> None:
    deal = {**HUBSPOT_DEAL, "deal_pipeline_stage_id": "brandnew"}
    book = salespipe.Book()
    result = bring(book, export(deal=[deal], deal_pipeline_stage=HUBSPOT_STAGES))
    assert "unknown_stage" in found(result)
    assert book.deal("hubspot-77").stage == "brandnew"


def test_a_missing_column_means_not_known_and_no_loss(export: Export) -> None:
    lean = {k: v for k, v in OPPORTUNITY.items() if k not in ("Amount", "CloseDate", "CreatedDate")}
    book = salespipe.Book()
    bring(book, export(Opportunity=[lean]))
    state = book.deal(KEY).state
    assert (state.value, state.created_at, state.closed_at) == (None, None, None)
    assert state.stage_kind == "won"


def test_without_the_column_that_makes_a_table_it_is_not_known(export: Export) -> None:
    lean = {k: v for k, v in OPPORTUNITY.items() if k != "StageName"}
    with pytest.raises(salespipe.TableError, match="no export of a CRM that is known"):
        bring(salespipe.Book(), export(Opportunity=[lean]))


def test_an_unknown_file_among_known_ones_is_told(export: Export) -> None:
    folder = export(Opportunity=[OPPORTUNITY], Weather=[{"day": "2024-01-01", "rain": "3"}])
    result = bring(salespipe.Book(), folder)
    assert "unknown_table" in found(result)
    assert result.files[1].left_out == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = (HERE / "pipedrive" / "deals.csv").read_text(encoding="utf-8").replace("Alpha", "Älphä")
    (tmp_path / "deals.csv").write_text(text, encoding=encoding)
    book = salespipe.Book()
    bring(book, tmp_path)
    assert book.deal("pipedrive-101").name == "Älphä, 20 seats"


def test_latin_1_is_refused_with_its_place(tmp_path: Path) -> None:
    text = (HERE / "pipedrive" / "deals.csv").read_text(encoding="utf-8").replace("Alpha", "Älphä")
    (tmp_path / "deals.csv").write_bytes(text.encode("latin-1"))
    book = salespipe.Book()
    with pytest.raises(salespipe.TableError, match="UTF-8"):
        bring(book, tmp_path)
    assert book.last_sequence == 0


def test_without_any_currency_the_import_asks_for_one(export: Export) -> None:
    book = salespipe.Book()
    with pytest.raises(salespipe.InvalidArgumentError, match="--currency"):
        bring(book, export(Opportunity=[OPPORTUNITY]), currency=None)
    assert (book.last_sequence, book.pipelines) == (0, [])


def test_long_texts_and_control_characters_are_made_to_fit(export: Export) -> None:
    deal = {**OPPORTUNITY, "Name": "A\tB\n" + "ö" * 2000, "Description": "line\nline"}
    book = salespipe.Book()
    result = bring(book, export(Opportunity=[deal]))
    assert "text_shortened" in found(result)
    assert book.deal(KEY).name.startswith("A B öö")
    assert book.deal(KEY).state.fields["Description"] == "line\nline"


def test_a_custom_column_named_like_a_field_gets_another_name(export: Export) -> None:
    book = salespipe.Book()
    bring(book, export(Opportunity=[{**OPPORTUNITY, "tags": "hot", "product": "Seats"}]))
    assert book.deal(KEY).state.fields == {"tags_": "hot", "product_": "Seats"}


def test_a_deal_that_the_book_has_from_elsewhere_is_left_alone(export: Export) -> None:
    book = salespipe.Book()
    own = book.add_pipeline(salespipe.Pipeline.standard("Own", currency="EUR"))
    from crm_exports import NOW

    book.create_opportunity(own, "Mine", id=KEY, at=NOW)
    result = bring(book, export(Opportunity=[OPPORTUNITY]))
    assert "deal_in_book" in found(result)
    assert book.deal(KEY).name == "Mine"


@pytest.mark.parametrize(
    ("column", "text"),
    [("StageName", "a\tb"), ("StageName", "x" * 500), ("StageName", "é" * 190),
     ("OwnerId", "Ann\tLee"), ("OwnerId", "é" * 300), ("Id", "a\nb"), ("Id", "x" * 300),
     ("AccountId", "y" * 1500)],
)  # fmt: skip
def test_texts_that_no_book_could_hold_are_made_to_fit(
    export: Export, column: str, text: str
) -> None:
    folder = export(Opportunity=[{**OPPORTUNITY, column: text}])
    book = salespipe.Book()
    bring(book, folder)
    assert len(book) == 1
    before = book.last_sequence
    bring(book, folder)
    assert book.last_sequence == before


def test_stages_that_differ_in_marks_only_are_two(export: Export) -> None:
    names = ("Proposal/Price Quote", "Proposal Price Quote", "!!!", "???")
    rows = [
        {**OPPORTUNITY, "Id": f"00600000000000{number}AAA", "StageName": name, "IsClosed": "false",
         "IsWon": "false", "ForecastCategory": "Pipeline"}
        for number, name in enumerate(names)
    ]  # fmt: skip
    book = salespipe.Book()
    bring(book, export(Opportunity=rows))
    assert [deal.stage for deal in book.deals] == list(names)


def test_an_import_that_breaks_off_leaves_a_stored_book_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sales.db"
    with salespipe.open(path) as book:
        bring(book, HERE / "salesflare")
        before, state = book.last_sequence, book.state_json()
        monkeypatch.setattr(journal, "_BATCH", 5)  # so that some is appended before it breaks off
        monkeypatch.setattr(
            "salespipe.crm.engine.Activities.write",
            lambda *unused: (_ for _ in ()).throw(OSError("disk full")),
        )
        with pytest.raises(OSError, match="disk full"):
            bring(book, HERE / "pipedrive")
        assert (book.last_sequence, book.state_json()) == (before, state)
    with salespipe.open(path) as book:
        assert (book.last_sequence, book.state_json()) == (before, state)
    assert salespipe.verify(path).is_whole


def test_rows_of_a_history_with_one_id_or_one_moment_all_count(export: Export) -> None:
    at = "2024-01-10T08:00:00.000Z"
    stages = ("Prospecting", "Qualification", "Prospecting", "Qualification", "Closed Won")
    rows = [snapshot("008a", at, stage, "900", "2024-03-20") for stage in stages]
    for number, key in enumerate(("008a", "008a", "", "", "")):
        rows[number]["Id"] = key
    book = salespipe.Book()
    folder = export(Opportunity=[OPPORTUNITY], OpportunityHistory=rows)
    bring(book, folder)
    assert [stage for stage, _ in history_of(book, KEY)] == [
        "prospecting", "qualification", "prospecting", "qualification", "closed-won",
    ]  # fmt: skip
    before = book.last_sequence
    bring(book, folder)
    assert book.last_sequence == before
