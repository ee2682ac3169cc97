"""Exact amounts: separators settled from the whole column, nothing through floats but floats."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from salespipe.tables import TableError, TableImport, read_opportunities

Refuse = Callable[..., TableError]


def read_values(values: pa.Array | list[str], **options: str) -> TableImport:
    table = pa.table(
        {
            "id": [str(at) for at in range(len(values))],
            "stage": ["New"] * len(values),
            "value": values,
        }
    )
    return read_opportunities(table, **options)  # type: ignore[arg-type]


def amounts(values: pa.Array | list[str], **options: str) -> list[Decimal | None]:
    found: list[Decimal | None] = read_values(values, **options).opportunities["value"].to_pylist()
    return found


def refused(values: pa.Array | list[str], **options: str) -> TableError:
    with pytest.raises(TableError) as caught:
        read_values(values, **options)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("12,34,567.80", "1234567.80"),
        ("(123.45)", "-123.45"),
        ("-123.45", "-123.45"),
        ("\u2212123.45", "-123.45"),
        ("123.45-", "-123.45"),
        ("1,234,567", "1234567"),
        ("0,5", "0.5"),
        ("0.125", None),
        ("12.30000", "12.30"),
        (".5", "0.5"),
        ("000012", "12"),
        ("$1,234.50", "1234.50"),
        ("-$5.25", "-5.25"),
        ("1.234,50 €", "1234.50"),
        ("kr 12,50", "12.50"),
    ],
)
def test_a_written_amount_is_read_exactly(text: str, value: str | None) -> None:
    if value is None:
        assert refused([text]).rows[0].code == "too_many_decimals"
    else:
        assert amounts([text]) == [Decimal(value)]


def test_one_value_settles_the_separators_of_its_column() -> None:
    assert amounts(["1.234", "1.234,5"]) == [Decimal(1234), Decimal("1234.5")]
    assert amounts(["1,234", "5.25"]) == [Decimal(1234), Decimal("5.25")]


def test_groups_of_three_alone_are_refused_without_a_currency() -> None:
    error = refused(["1,234", "500"])
    assert (error.code, error.problem) == ("ambiguous", "ambiguous_numbers")
    assert "1234 with a decimal point (--decimal .)" in str(error)
    assert "1.234 with a decimal comma (--decimal ,)" in str(error)


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_groups_of_three_are_thousands_in_a_currency_without_three_decimals(text: str) -> None:
    imported = read_values([text, "500"], currency="EUR")
    assert imported.opportunities["value"].to_pylist() == [Decimal(1234), Decimal(500)]
    (told,) = [entry for entry in imported.diagnostics if entry.code == "number_form_settled"]
    assert told.severity == "warning"


def test_groups_of_three_stay_ambiguous_in_a_currency_with_three_decimals() -> None:
    assert refused(["1,234"], currency="KWD").problem == "ambiguous_numbers"


def test_an_ungrouped_number_beside_groups_of_three_is_ambiguous() -> None:
    assert refused(["1.234", "1500"], currency="EUR").problem == "ambiguous_numbers"


def test_the_caller_settles_the_decimal_sign() -> None:
    assert amounts(["1,234"], decimal=".") == [Decimal(1234)]
    assert refused(["1,234"], decimal=",").rows[0].code == "too_many_decimals"
    assert amounts(["1,234"], decimal=",", currency="KWD") == [Decimal("1.234")]


@pytest.mark.parametrize("text", ["abc", "1e5", "NaN", "inf", "12k", "--5", "(5", "kr.50", "1.2.3"])
def test_what_is_no_number_is_a_bad_row(text: str) -> None:
    (bad,) = refused(["1.25", text]).rows
    assert (bad.row, bad.column, bad.value, bad.code) == (2, "value", text, "not_a_number")


def test_a_huge_amount_is_a_bad_row_and_the_largest_is_not() -> None:
    assert amounts(["92233720368547758.07"]) == [Decimal("92233720368547758.07")]
    assert refused(["92233720368547758.08"]).code == "overflow"
    assert refused(["9" * 60]).rows[0].code == "huge_amount"


def test_decimals_follow_the_minor_unit_of_the_currency() -> None:
    assert refused(["5.5"], currency="JPY").rows[0].code == "too_many_decimals"
    assert amounts(["5.125"], currency="KWD", decimal=".") == [Decimal("5.125")]


def test_a_sign_that_means_one_currency_names_it() -> None:
    assert read_values(["€5", "€ 6"]).currency == "EUR"
    assert read_values(["5 USD", "6 USD"]).currency == "USD"


def test_a_sign_that_means_several_currencies_names_none() -> None:
    imported = read_values(["$5"])
    assert imported.currency == "XXX"
    assert any("'$' is the sign of several" in entry.message for entry in imported.diagnostics)


def test_mixed_currencies_are_refused_with_their_rows() -> None:
    error = refused(["€5", "€6", "£5"], currency="EUR")
    assert error.code == "currency_mismatch"
    error = refused(["5 EUR", "6 EUR", "7 USD"])
    assert "EUR (2 rows), USD (1 row)" in str(error)


def test_a_currency_column_names_the_currency_and_mixing_it_is_refused(
    write: Callable[..., str],
) -> None:
    text = "id,stage,amount,currency\n1,New,5,eur\n2,New,6,{}\n"
    assert read_opportunities(write(text.format("EUR"))).currency == "EUR"
    with pytest.raises(TableError, match=r"EUR \(1 row\), USD \(1 row\)"):
        read_opportunities(write(text.format("USD")))
    with pytest.raises(TableError, match="not an ISO 4217"):
        read_opportunities(write(text.format("EURO")))


def test_annual_values_are_read_in_the_currency_of_the_values() -> None:
    table = pa.table(
        {"id": ["a", "b"], "stage": ["New", "New"], "value": ["1,500", "10"],
         "annual_value": ["1,200", None]}
    )  # fmt: skip
    read = read_opportunities(table, currency="JPY").opportunities
    assert read["annual_value"].to_pylist() == [Decimal(1200), None]
    assert read["annual_value"].type == read["value"].type


def test_negative_values_are_kept_and_reported() -> None:
    imported = read_values(["-5", "6"])
    (told,) = [entry for entry in imported.diagnostics if entry.code == "value_negative"]
    assert (told.rows, told.severity) == (1, "warning")


def test_floats_are_taken_when_they_are_whole_minor_units() -> None:
    floats = pa.array([0.1 + 0.2, 1234.56, 100000000.01, -5.0, None])
    assert amounts(floats) == [
        Decimal("0.30"),
        Decimal("1234.56"),
        Decimal("100000000.01"),
        Decimal(-5),
        None,
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "not_a_number"),
        (float("inf"), "not_a_number"),
        (0.005, "too_many_decimals"),
        (1e300, "huge_amount"),
        (2.0**53, "huge_amount"),
    ],
)
def test_other_floats_are_bad_rows(value: float, code: str) -> None:
    assert [bad.code for bad in refused(pa.array([1.0, value])).rows] == [code]


def test_short_floats_are_taken_where_they_tell_every_cent() -> None:
    assert amounts(pa.array([1234.56, 1e6], pa.float32())) == [Decimal("1234.56"), Decimal(10**6)]
    assert refused(pa.array([3_000_000.25], pa.float32())).rows[0].code == "huge_amount"


def test_integers_and_decimals_keep_their_value() -> None:
    assert amounts(pa.array([2**53 + 1], pa.int64())) == [Decimal(2**53 + 1)]
    assert refused(pa.array([2**63 - 1], pa.int64())).rows[0].code == "huge_amount"
    wide = pa.array([Decimal("1.500000"), Decimal("-2")], pa.decimal128(30, 6))
    assert amounts(wide) == [Decimal("1.50"), Decimal(-2)]
    fine = pa.array([Decimal("1.500001"), Decimal("1e30")], pa.decimal256(60, 6))
    assert [bad.code for bad in refused(fine).rows] == ["too_many_decimals", "huge_amount"]


@given(
    st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1, max_size=20),
    st.sampled_from(["{:,.2f}", "{:.2f}", "de", "fr", "ch"]),
)
@settings(max_examples=80, deadline=None)
def test_any_amount_in_any_style_reads_back_to_the_cent(minor: list[int], style: str) -> None:
    values = [Decimal(units).scaleb(-2) for units in minor]
    english = [f"{value:,.2f}" for value in values]
    swap = {
        "de": str.maketrans(",.", ".,"),
        "fr": str.maketrans(",.", "\u202f,"),
        "ch": str.maketrans(",", "’"),
    }
    texts = (
        [text.translate(swap[style]) for text in english]
        if style in swap
        else [style.format(value) for value in values]
    )
    assert amounts(texts) == values
