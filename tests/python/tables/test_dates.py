"""How dates are settled from whole columns, and refused where they stay ambiguous."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from salespipe.errors import InvalidArgumentError
from salespipe.tables import TableError, TableImport, read_opportunities
from salespipe.tables.date_forms import Order, days_from_civil, split_dates

Read = Callable[..., TableImport]
Refuse = Callable[..., TableError]
FORMS: dict[Order, list[str]] = {
    "ymd": ["%Y-%m-%d", "%Y/%m/%d", "%y-%m-%d", "%Y%m%d", "%Y %b %d", "%Y-%m-%d %H:%M:%S"],
    "mdy": ["%m/%d/%Y", "%m-%d-%y", "%b %d, %Y", "%B %d %Y", "%m/%d/%Y %I:%M %p"],
    "dmy": ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d %b %Y", "%d-%b-%y", "%d/%m/%y %H:%M"],
}


def column(imported: TableImport, name: str) -> list[object]:
    values: list[object] = imported.opportunities[name].to_pylist()
    return values


@given(
    st.lists(
        st.datetimes(datetime(1969, 1, 1), datetime(2068, 12, 31)),  # noqa: DTZ001
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([(order, form) for order, forms in FORMS.items() for form in forms]),
)
def test_any_date_in_any_form_reads_back_under_its_order(
    days: list[datetime], order_and_form: tuple[Order, str]
) -> None:
    order, form = order_and_form
    parts = split_dates(pa.array([day.strftime(form) for day in days]))
    read = parts.days(order).cast(pa.date32()).to_pylist()
    assert read == [day.date() for day in days]


@given(
    st.lists(st.dates(date(1900, 1, 1), date(2199, 12, 31)), min_size=1, max_size=8),
    st.sampled_from(["%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d.%m.%Y"]),
)
@settings(max_examples=60, deadline=None)
def test_a_column_is_read_rightly_or_refused_but_never_wrongly(
    tmp_path_factory: pytest.TempPathFactory, days: list[date], form: str
) -> None:
    path = tmp_path_factory.mktemp("dates") / "deals.csv"
    rows = "".join(f"{at},New,{day.strftime(form)}\n" for at, day in enumerate(days))
    path.write_text("id,stage,created\n" + rows)
    if form == "%Y/%m/%d" or any(day.day > 12 for day in days) or all_same(days):
        assert read_opportunities(path).opportunities["created"].to_pylist() == days
    else:
        with pytest.raises(TableError, match="more than one reading"):
            read_opportunities(path)


def all_same(days: list[date]) -> bool:
    """Whether day and month could be swapped without any change."""
    return all(day.day == day.month for day in days)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_days_from_civil_agrees_with_the_calendar_of_python(day: date) -> None:
    parts = [pa.array([part], pa.int32()) for part in (day.year, day.month, day.day)]
    assert days_from_civil(*parts).to_pylist() == [(day - date(1970, 1, 1)).days]


def test_an_ambiguous_column_is_refused_with_an_example_under_each_reading(
    refuse: Refuse,
) -> None:
    error = refuse("1,Won,05/06/2016,05/07/2016,1\n")
    assert (error.code, error.problem) == ("ambiguous", "ambiguous_dates")
    assert "'05/06/2016' is 2016-05-06 as month/day/year (--dates mdy)" in str(error)
    assert "2016-06-05 as day/month/year (--dates dmy)" in str(error)
    assert "date_order='mdy' or 'dmy'" in str(error)


def test_two_digit_years_can_have_three_readings(refuse: Refuse) -> None:
    error = refuse("1,Won,01-02-03,01-02-03,1\n")
    assert all(f"--dates {order}" in str(error) for order in ("ymd", "mdy", "dmy"))


@pytest.mark.parametrize(
    ("order", "day"),
    [("mdy", date(2016, 5, 6)), ("dmy", date(2016, 6, 5))],
)
def test_the_caller_settles_an_ambiguous_column(read: Read, order: str, day: date) -> None:
    imported = read("1,New,05/06/2016,,1\n", date_order=order)
    assert column(imported, "created") == [day]


def test_days_that_are_the_same_under_every_reading_are_not_ambiguous(read: Read) -> None:
    assert column(read("1,New,05/05/2016,,1\n"), "created") == [date(2016, 5, 5)]


def test_one_column_settles_another_of_the_same_shape(read: Read) -> None:
    imported = read("1,Won,05/06/2016,10/20/2016,1\n")
    assert column(imported, "created") == [date(2016, 5, 6)]
    by = {
        entry.where.get("column"): entry.where.get("settled_by") for entry in imported.diagnostics
    }
    assert by["close_date"] == "values"
    assert by["created"] == "column"


def test_a_column_of_another_shape_settles_nothing(refuse: Refuse) -> None:
    assert refuse("1,Won,05.06.2016,10/20/2016,1\n").problem == "ambiguous_dates"
    assert refuse("1,Won,2016-01-31,05/06/2016,1\n").problem == "ambiguous_dates"


def test_too_few_contradicting_deals_settle_nothing(refuse: Refuse) -> None:
    # Month first, both deals would close before they began; day first, neither. Two are too few.
    rows = "1,Won,05/06/2016,04/07/2016,1\n2,Won,05/06/2016,04/07/2016,1\n"
    assert refuse(rows).problem == "ambiguous_dates"


def test_enough_contradicting_deals_settle_the_reading(read: Read) -> None:
    rows = "".join(f"{at},Won,05/06/2016,04/07/2016,1\n" for at in range(3))
    assert column(read(rows), "created") == [date(2016, 6, 5)] * 3


def test_the_century_of_two_digit_years_turns_at_sixty_nine(read: Read) -> None:
    imported = read("1,New,31/12/68,,1\n2,New,31/12/69,,1\n")
    assert column(imported, "created") == [date(2068, 12, 31), date(1969, 12, 31)]


def test_times_of_day_make_a_column_of_timestamps(read: Read) -> None:
    imported = read("1,New,10/20/2016 5:30 PM,,1\n2,New,10/21/2016,,1\n")
    assert column(imported, "created") == [
        datetime(2016, 10, 20, 17, 30),  # noqa: DTZ001
        datetime(2016, 10, 21),  # noqa: DTZ001
    ]


def test_midnights_alone_make_a_column_of_dates(read: Read) -> None:
    imported = read("1,New,2016-10-20 00:00:00,,1\n")
    assert column(imported, "created") == [date(2016, 10, 20)]


@pytest.mark.parametrize(
    "text", ["2016-10-20T10:00:00+02:00", "2016-10-20T08:00:00Z", "10/20/2016 10:00 +0200"]
)
def test_zone_offsets_make_instants(read: Read, text: str) -> None:
    imported = read(f"1,New,{text},,1\n")
    assert column(imported, "created") == [datetime(2016, 10, 20, 8, tzinfo=UTC)]


def test_values_with_and_without_zone_do_not_mix(refuse: Refuse) -> None:
    rows = "1,New,2016-10-20T10:00:00Z,,1\n2,New,2016-10-20T10:00:00,,1\n3,New,,,\n"
    (bad,) = refuse(rows).rows
    assert (bad.line, bad.value) == (3, "2016-10-20T10:00:00")


def test_iso_is_what_the_caller_can_insist_on(refuse: Refuse) -> None:
    (bad,) = refuse("1,New,10/20/2016,,1\n2,New,2016-10-20,,1\n", date_order="iso").rows
    assert "not an ISO date" in bad.reason


def test_a_reading_that_is_asked_for_leaves_iso_columns_alone(read: Read) -> None:
    imported = read("1,Won,2016-01-31,05/06/2016,1\n", date_order="mdy")
    assert column(imported, "created") == [date(2016, 1, 31)]
    assert column(imported, "closed") == [date(2016, 5, 6)]


def test_an_unknown_order_is_an_invalid_argument(write: Callable[..., Path]) -> None:
    with pytest.raises(InvalidArgumentError, match="date_order 'ydm'"):
        read_opportunities(write(""), date_order="ydm")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2016-02-30", "no_such_date"),
        ("02/29/2017", "no_such_date"),
        ("31/04/2016", "no_such_date"),
        ("soon", "unreadable_date"),
        ("2016-02-03 25:00", "unreadable_date"),
        ("20 Foo 2016", "unreadable_date"),
        ("1/2-2016", "unreadable_date"),
    ],
)
def test_what_is_no_date_is_a_bad_row(refuse: Refuse, text: str, code: str) -> None:
    rows = f"1,New,10/20/2016,,1\n2,New,{text},,1\n"
    (bad,) = refuse(rows).rows
    assert (bad.line, bad.column, bad.value, bad.code) == (3, "created", text, code)


def test_a_date_unlike_the_rest_of_its_column_is_a_bad_row(refuse: Refuse) -> None:
    rows = "1,New,10/20/2016,,1\n2,New,10/21/2016,,1\n3,New,22/10/2016,,1\n"
    (bad,) = refuse(rows).rows
    assert bad.line == 4
    assert "month/day/year like the rest" in bad.reason
