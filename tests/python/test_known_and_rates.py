"""What was known at a day, and amounts of several currencies: the engine against the slow reference
on random books, and the rules one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import salespipe as sp
from engine import engine_report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from query_strategies import queries
from reference import Tables
from strategies import ERA_DAYS, ERAS, LEAD, LOST, WON, books, maybe
from test_engine_equals_reference import assert_same

CURRENCIES = ["EUR", "USD", "JPY", "KWD"]
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}


def later(draw: DrawFn, cell: Any) -> Any:
    """The same moment or some days on; of the same kind."""
    return None if cell is None else cell + timedelta(days=draw(st.sampled_from([0, 0, 1, 5, 30])))


@st.composite
def recorded_books(draw: DrawFn, era: date) -> Tables:
    """Books in which much is learned of later than it happened."""
    tables = draw(books(era))
    for row in [*tables.history, *tables.interactions]:
        if draw(st.integers(0, 2)):
            row["recorded_at"] = later(draw, row["at"])
    for deal in tables.opportunities:
        if deal["created"] is not None and not draw(st.integers(0, 3)):
            deal["recorded_at"] = later(draw, deal["created"])
    return tables


@st.composite
def known_cases(draw: DrawFn) -> tuple[Tables, dict[str, Any]]:
    era = draw(st.sampled_from(ERAS))
    options = draw(queries(era))
    options["known_at"] = era + timedelta(days=draw(st.integers(-1, ERA_DAYS + 10)))
    return draw(recorded_books(era)), options


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(known_cases())
def test_engine_and_reference_agree_on_what_was_known(
    case: tuple[Tables, dict[str, Any]],
) -> None:
    assert_same(*case)


def test_that_annual_values_are_told_is_known_before_any_deal_is() -> None:
    deal = {
        "id": "d1",
        "stage": "Lead",
        "created": date(2025, 2, 2),
        "recorded_at": date(2025, 2, 2),
        "annual_value": Decimal(50),
    }
    asked = {
        "metrics": ["acv_value", "created_count"],
        "periods": [(date(2025, 2, 1), date(2025, 3, 1))],
        "known_at": date(2025, 2, 1),
    }
    tables = Tables([deal], [LEAD, WON, LOST])
    rows = engine_report(tables, **asked)["rows"]
    assert rows[0]["metrics"] == {"acv_value": "0.00", "created_count": 0}
    assert_same(tables, asked)


def amounts_in(currency: str | None, draw: DrawFn) -> Decimal:
    digits = DIGITS.get(currency or "EUR", 2)
    return Decimal(draw(st.integers(0, 10**9))).scaleb(-min(digits, 2))


@st.composite
def rated_cases(draw: DrawFn) -> tuple[Tables, dict[str, Any]]:
    """Books of several currencies with rates from before anything happened on."""
    era = draw(st.sampled_from(ERAS))
    options = draw(queries(era))
    options["currency"] = draw(st.sampled_from(CURRENCIES))
    tables = draw(recorded_books(era))
    own: dict[str, str | None] = {}
    for deal in tables.opportunities:
        deal["currency"] = own[deal["id"]] = draw(maybe(st.sampled_from(CURRENCIES)))
        for name in ("value", "annual_value"):
            if deal.get(name) is not None:
                deal[name] = amounts_in(deal["currency"] or options["currency"], draw)
    for row in tables.history:
        row["currency"] = draw(maybe(st.sampled_from(CURRENCIES), 2))
        if row["value"] is not None:
            named = row["currency"] or own[row["opportunity"]] or options["currency"]
            row["value"] = amounts_in(named, draw)
    for row in tables.quotas:
        row["currency"] = draw(maybe(st.sampled_from(CURRENCIES), 2))
        row["value"] = amounts_in(row["currency"] or options["currency"], draw)
    rate = st.integers(1, 10**9).map(lambda n: Decimal(n).scaleb(-6))
    tables.rates = []
    for currency in CURRENCIES:
        starts = draw(st.sets(st.integers(0, ERA_DAYS), max_size=3))
        for day in [date(1900, 1, 1), *(era + timedelta(days=n) for n in sorted(starts))]:
            row = {"day": day, "currency": currency, "rate": draw(rate)}
            if currency != options["currency"]:
                tables.rates.append(row)
    if draw(st.booleans()):
        options["known_at"] = era + timedelta(days=draw(st.integers(0, ERA_DAYS)))
    return tables, options


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(rated_cases())
def test_engine_and_reference_convert_alike(case: tuple[Tables, dict[str, Any]]) -> None:
    assert_same(*case)


# ---- the rules, one by one ------------------------------------------------------------------

STAGES = "Lead,Qualified,Won,Lost"


def money(*values: str | None) -> pa.Array:
    return pa.array([None if v is None else Decimal(v) for v in values], pa.decimal128(12, 2))


def day(text: str) -> date:
    return date.fromisoformat(text)


DEALS = pa.table(
    {
        "id": ["e", "u", "j"],
        "stage": ["Won", "Won", "Qualified"],
        "created": [day("2025-01-05"), day("2025-01-05"), day("2025-02-01")],
        "closed": pa.array([day("2025-03-01"), day("2025-03-02"), None]),
        "value": money("100.00", "200.05", "1000"),
        "currency": ["EUR", "USD", "JPY"],
    }
)
RATES = pa.table(
    {
        "day": [day("2025-01-01"), day("2025-03-01"), day("2025-01-31")],
        "currency": ["USD", "USD", "JPY"],
        "rate": money("0.90", "0.95", "0.01"),
    }
)


def board(deals: Any = DEALS, **options: Any) -> sp.Dashboard:
    given: dict[str, Any] = {"rates": RATES, "currency": "EUR", "stages": STAGES, "period": "2025"}
    return sp.metrics(opportunities=deals, **{**given, **options})


def test_deals_of_several_currencies_add_up_in_the_reports() -> None:
    answer = board()
    # 200.05 USD at the rate of the creation is 180.045 EUR: half to even.
    assert answer["won_revenue"] == Decimal("280.04")
    assert answer["open_value"] == Decimal("10.00")
    assert answer.currency == "EUR"
    converted = next(d for d in answer.diagnostics if d["code"] == "amounts_converted")
    assert "JPY (1), USD (1)" in converted["message"]


def test_a_change_of_value_is_converted_with_the_rate_of_its_own_day() -> None:
    history = pa.table(
        {
            "opportunity": ["u", "u"],
            "at": [day("2025-01-05"), day("2025-03-02")],
            "value": money("100.00", "100.00"),
        }
    )
    answer = board(history=history, metrics=["won_revenue", "created_value"])
    assert answer["created_value"] == Decimal("200.00")  # 100 + 90 + 10
    assert answer["won_revenue"] == Decimal("195.00")  # 100 + 95


def test_a_missing_rate_lists_what_is_missing() -> None:
    with pytest.raises(sp.CurrencyMismatchError) as caught:
        board(rates=RATES.slice(0, 1))
    assert "JPY from 2025-02-01 to 2025-02-01 (1 amount)" in str(caught.value)
    late = DEALS.set_column(2, "created", pa.array([day("2024-12-31")] * 3))
    with pytest.raises(sp.CurrencyMismatchError) as caught:
        board(late)
    message = str(caught.value)
    assert "JPY from 2024-12-31" in message
    assert "USD from 2024-12-31 to 2024-12-31 (1 amount)" in message


def test_rates_are_exact_or_refused() -> None:
    for exact in (pa.array(["0.90", "0.95", "0.01"]), pa.array(["0.9", "0.950", "0.010"])):
        assert board(rates=RATES.set_column(2, "rate", exact))["won_revenue"] == Decimal("280.04")
    floats = RATES.set_column(2, "rate", pa.array([0.9, 0.95, 0.01]))
    with pytest.raises(sp.TableError, match=r"bad value") as caught:
        board(rates=floats)
    assert "floats are not exact" in caught.value.rows[0].reason
    twice = pa.concat_tables([RATES, RATES.slice(0, 1).set_column(2, "rate", money("0.91"))])
    with pytest.raises(sp.SchemaViolationError, match="two rates from 2025-01-01"):
        board(rates=twice)


def test_without_a_report_currency_several_are_refused() -> None:
    with pytest.raises(sp.CurrencyMismatchError, match="name the currency of the report"):
        board(currency=None)


def test_amounts_have_the_decimals_of_their_own_currency() -> None:
    fine = DEALS.set_column(4, "value", money("100.00", "200.05", "1000.50"))
    with pytest.raises(sp.TableError) as caught:
        board(fine)
    assert caught.value.rows[0].reason == "has more decimals than JPY has (0)"


def test_states_of_what_was_known_at_different_days_do_not_merge() -> None:
    def part(**options: Any) -> sp.State:
        return sp.partial(
            opportunities=DEALS.slice(0, 1), period="2025", stages=STAGES, currency="EUR", **options
        )

    known = part(known_at=day("2025-02-01"))
    assert sp.State.from_bytes(known.to_bytes()) == known
    assert sp.State.from_arrow(known.to_arrow()) == known
    assert known.finish().to_dict()["query"]["known_at"] == "2025-02-01"
    with pytest.raises(sp.InvalidArgumentError, match="differ in"):
        known + part()


HISTORY = pa.table(
    {
        "opportunity": ["e", "e", "e"],
        "at": [day("2025-01-05"), day("2025-01-20"), day("2025-03-01")],
        "stage": ["Lead", "Qualified", "Won"],
        "value": money("80.00", "100.00", None),
        "recorded_at": [day("2025-01-05"), day("2025-02-10"), day("2025-03-04")],
    }
)


def known(at: str, **options: Any) -> sp.Dashboard:
    given: dict[str, Any] = {
        "history": HISTORY,
        "stages": STAGES,
        "period": "2025",
        "by": "stage",
        "known_at": day(at),
    }
    return sp.metrics(opportunities=DEALS.slice(0, 1), **{**given, **options})


def test_what_was_recorded_later_does_not_exist() -> None:
    early = known("2025-02-09")  # the step of 20 January was entered on 10 February
    assert early.value("open_value", stage="Lead") == Decimal("80.00")
    assert early.to_dict()["query"]["known_at"] == "2025-02-09"
    assert known("2025-02-10").value("open_value", stage="Qualified") == Decimal("100.00")
    assert known("2025-03-03")["won_count"] == 0
    assert known("2025-03-04")["won_revenue"] == Decimal("100.00")
    assert known("2025-01-04")["created_count"] == 0


def test_without_recorded_at_a_row_is_known_when_it_happened() -> None:
    told = HISTORY.drop_columns(["recorded_at"])
    assert known("2025-01-20", history=told).value("open_count", stage="Qualified") == 1
    assert known("2025-02-28", history=told)["won_count"] == 0
    assert known("2025-03-01", history=told)["won_count"] == 1
    some = HISTORY.set_column(4, "recorded_at", pa.array([None, day("2025-02-10"), None]))
    found = known("2025-03-01", history=some)
    assert found["won_count"] == 1
    assert next(d for d in found.diagnostics if d["code"] == "recorded_unknown")["rows"] == 2


def test_without_a_history_a_deal_that_closed_later_stands_in_the_first_stage() -> None:
    assert known("2025-02-28", history=None).value("open_count", stage="Lead") == 1
    assert known("2025-03-01", history=None)["won_count"] == 1


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def late_book() -> sp.Book:
    """A deal of January; its new value and its close are entered weeks later."""
    book = sp.Book()
    pipeline = book.add_pipeline(
        sp.Pipeline.standard("New business", currency="EUR"), at=at("2025-01-01")
    )
    deal = book.create_opportunity(
        pipeline, "Acme", account="Acme", owner="ann", value="100 EUR", at=at("2025-01-05")
    )
    deal.change_value("150 EUR", at=at("2025-01-20"), recorded_at=at("2025-02-10"))
    return book


def test_a_book_tells_what_it_knew() -> None:
    book = late_book()
    asked: dict[str, Any] = {"period": "2025-01", "metrics": ["open_value", "created_count"]}
    assert book.metrics(**asked)["open_value"] == Decimal("150.00")
    assert book.metrics(known_at=day("2025-02-10"), **asked)["open_value"] == Decimal("150.00")
    assert book.metrics(known_at=day("2025-02-09"), **asked)["open_value"] == Decimal("100.00")
    assert book.metrics(known_at=day("2025-01-04"), **asked)["created_count"] == 0


def test_amounts_of_a_book_are_converted_into_the_currency_of_the_report() -> None:
    rates = pa.table({"from": [day("2025-01-01")], "currency": ["EUR"], "rate": ["11.35"]})
    answer = late_book().metrics(rates=rates, currency="SEK", period="2025-01")
    assert (answer.currency, answer["open_value"]) == ("SEK", Decimal("1702.50"))


def test_the_engine_says_known_at_in_its_document() -> None:
    tables = Tables([], [("Lead", "open", 0, False), ("Won", "won", 0, False)])
    report = engine_report(
        tables,
        metrics=["won_count"],
        period=(day("2025-01-01"), day("2025-02-01")),
        known_at=day("2025-01-15"),
    )
    assert report["query"]["known_at"] == "2025-01-15"
