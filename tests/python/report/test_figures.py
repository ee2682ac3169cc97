"""Figures are written for people without becoming other figures."""

from __future__ import annotations

from datetime import date

import pytest
from salespipe.report.document import MetricInfo, Row, Span
from salespipe.report.figures import change_text, exact_text, figure_text, with_unit

MONEY = MetricInfo("won_revenue", "Won revenue", "money")
COUNT = MetricInfo("won_count", "Deals won", "count")
LOST = MetricInfo("lost_count", "Deals lost", "count")
SHARE = MetricInfo("win_rate", "Win rate", "ratio")
PER_REP = MetricInfo("activities_per_rep", "Activities per rep", "ratio")
DAYS = MetricInfo("cycle_days_median", "Sales cycle, median", "days")
NEUTRAL = MetricInfo("waterfall_start", "Open at the start", "money")


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        (MONEY, "2982255.00", "2,982,255"),
        (MONEY, "9999.50", "9,999.50"),
        (MONEY, "10000.50", "10,000"),  # half to even
        (MONEY, "-12345678901234567890.00", "-12,345,678,901,234,567,890"),
        (MONEY, "0.00", "0"),
        (COUNT, 1234567, "1,234,567"),
        (SHARE, 0.6315005, "63.2%"),
        (SHARE, 1.0, "100.0%"),
        (PER_REP, 41.25, "41.2"),
        (DAYS, 57.0, "57.0"),
        (MONEY, None, "–"),
    ],
)
def test_a_figure_is_written_for_people(
    metric: MetricInfo, value: str | float | None, text: str
) -> None:
    assert figure_text(metric, value) == text


def test_the_exact_amount_is_never_rounded() -> None:
    assert exact_text(MONEY, "123456789012345678.99", "EUR") == "123,456,789,012,345,678.99 EUR"


def test_what_has_no_value_has_no_unit_either() -> None:
    assert with_unit(MONEY, None, "EUR") == "–"
    assert with_unit(MONEY, "5.00", "") == "5.00"
    assert with_unit(DAYS, 3.0, "EUR") == "3.0 days"


def changed(metric: MetricInfo, difference: str | float, ratio: float | None) -> tuple[str, str]:
    change = (
        {"difference": difference} if ratio is None else {"difference": difference, "ratio": ratio}
    )
    row = Row(
        {}, "total", Span(date(2017, 1, 1), date(2018, 1, 1)), {}, change={metric.name: change}
    )
    text = change_text(metric, row)
    return text.text, text.mood


@pytest.mark.parametrize(
    ("metric", "difference", "ratio", "text", "mood"),
    [
        (MONEY, "100.00", 0.123, "▲ 12.3%", "good"),
        (MONEY, "-100.00", -0.06, "▼ 6.0%", "bad"),
        (LOST, 3, 0.5, "▲ 50.0%", "bad"),
        (LOST, -3, -0.5, "▼ 50.0%", "good"),
        (DAYS, 2.0, 0.04, "▲ 2.0 days", "bad"),
        (SHARE, -0.0117, -0.019, "▼ 1.2 pts", "bad"),
        (COUNT, 0, 0.0, "= unchanged", "plain"),
        (COUNT, 500, None, "▲ 500", "good"),
        (COUNT, 1000, 99.0, "▲ 100 times", "good"),
        (MONEY, "0.01", 0.0000001, "▲ < 0.1%", "good"),
        (NEUTRAL, "5.00", 0.5, "▲ 50.0%", "plain"),
    ],
)
def test_a_change_says_how_much_and_whether_it_is_good(
    metric: MetricInfo, difference: str | float, ratio: float | None, text: str, mood: str
) -> None:
    assert changed(metric, difference, ratio) == (text, mood)


@pytest.mark.parametrize(
    ("first", "after", "text"),
    [
        (date(2017, 1, 1), date(2018, 1, 1), "2017"),
        (date(2017, 7, 1), date(2017, 10, 1), "2017-Q3"),
        (date(2017, 8, 1), date(2017, 9, 1), "2017-08"),
        (date(2017, 8, 14), date(2017, 8, 15), "2017-08-14"),
        (date(2017, 1, 1), date(2017, 7, 1), "2017-01-01 to 2017-06-30"),
        (date(2017, 2, 1), date(2017, 5, 1), "2017-02-01 to 2017-04-30"),
    ],
)
def test_a_period_has_its_short_name_and_else_its_first_and_last_day(
    first: date, after: date, text: str
) -> None:
    assert str(Span(first, after)) == text
