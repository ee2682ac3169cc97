"""Histories and interactions, and the errors and currencies that all readers share."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from salespipe import errors
from salespipe.diagnostics import Diagnostic, has_errors
from salespipe.tables import (
    INTERACTION_TYPES,
    StageSpec,
    TableError,
    read_history,
    read_interactions,
)
from salespipe.tables.currencies import MINOR_DIGITS, SIGNS

Write = Callable[..., Path]
REPOSITORY = Path(__file__).resolve().parents[3]
HISTORY = (
    "deal id,changed at,stage,amount,owner,close date\n"
    "1,2016-01-01 10:00,New,,ann,\n"
    '1,2016-01-05 09:30,Proposal,"1234.50",,2016-03-31\n'
    "1,2016-02-01 00:00,,,,\n"
)


def test_a_history_keeps_what_changed_and_when(write: Write) -> None:
    imported = read_history(write(HISTORY), currency="EUR")
    assert imported.history.column_names == [
        "opportunity",
        "at",
        "stage",
        "value",
        "owner",
        "expected_close",
    ]
    assert imported.history.to_pylist()[1] == {
        "opportunity": "1",
        "at": datetime(2016, 1, 5, 9, 30),  # noqa: DTZ001
        "stage": "Proposal",
        "value": Decimal("1234.50"),
        "owner": None,
        "expected_close": date(2016, 3, 31),
    }
    assert imported.stages == [StageSpec("New", "open"), StageSpec("Proposal", "open")]
    (told,) = [e for e in imported.diagnostics if e.code == "history_without_change"]
    assert told.rows == 1


def test_a_history_takes_unknown_stages_as_they_are_and_checks_given_ones(write: Write) -> None:
    path = write("deal id,date,stage\n1,2016-01-01,Brewing\n")
    assert read_history(path).stages == []
    assert read_history(path).history["stage"].to_pylist() == ["Brewing"]
    with pytest.raises(TableError, match="not one of the stages New, Won"):
        read_history(path, stages=[StageSpec("New", "open"), StageSpec("Won", "won")])


def test_a_history_without_id_or_time_has_bad_rows(write: Write) -> None:
    with pytest.raises(TableError) as caught:
        read_history(write("deal id,date,stage\n,2016-01-01,New\n1,,New\n"))
    assert [(bad.line, bad.code) for bad in caught.value.rows] == [
        (2, "missing_id"),
        (3, "missing_date"),
    ]


def test_interactions_are_read_with_the_words_of_exports(write: Write) -> None:
    text = (
        "Activity ID,Date,Activity Type,Owner,Account,Opportunity\n"
        "a,10/20/2016,Email sent,ann,Acme,1\n"
        "b,10/21/2016,Phone call,ann,Acme,\n"
        "c,10/22/2016,web_visit,,,\n"
    )
    imported = read_interactions(write(text))
    assert imported.interactions["type"].to_pylist() == ["email_out", "call", "web_visit"]
    assert imported.interactions["at"].to_pylist()[0] == date(2016, 10, 20)
    assert imported.interactions["external_id"].to_pylist() == ["a", "b", "c"]
    (told,) = [e for e in imported.diagnostics if e.code == "interaction_without_subject"]
    assert told.rows == 1


def test_interactions_of_unknown_type_are_bad_rows(write: Write) -> None:
    with pytest.raises(TableError) as caught:
        read_interactions(write("at,type\n2016-01-01,telepathy\n2016-01-01,\n,call\n"))
    assert [(bad.line, bad.code) for bad in caught.value.rows] == [
        (2, "unknown_type"),
        (3, "missing_type"),
        (4, "missing_date"),
    ]
    assert all(kind in caught.value.rows[0].reason for kind in INTERACTION_TYPES)


def test_minor_digits_are_those_of_the_native_library() -> None:
    source = (REPOSITORY / "lib" / "base" / "currency.cpp").read_text()
    groups = re.findall(r'Group\{(\d),\s*((?:"[^"]*"\s*)+)\}', source)
    native = {
        code: int(digits)
        for digits, quoted in groups
        for code in "".join(re.findall(r'"([^"]*)"', quoted)).split()
    }
    assert native == MINOR_DIGITS
    assert all(code in MINOR_DIGITS for codes in SIGNS.values() for code in codes)


def test_error_classes_are_those_of_the_native_library_in_its_order() -> None:
    header = (REPOSITORY / "include" / "salespipe" / "base" / "error.hpp").read_text()
    native = {int(number): name for name, number in re.findall(r"^  (\w+) = (\d+),", header, re.M)}
    for number, name in native.items():
        if name != "ok":
            assert errors.ERROR_CLASSES[number].default_code == name
            assert type(errors.error_for(name, "x")) is errors.ERROR_CLASSES[number]
            assert type(errors.error_for(number, "x")) is errors.ERROR_CLASSES[number]
    assert len(errors.ERROR_CLASSES) == len(native)


def test_an_error_of_a_later_version_keeps_its_code() -> None:
    assert errors.error_for("brand_new", "x").code == "brand_new"
    assert errors.error_for(999, "x").code == "error_999"


def test_errors_are_also_what_python_expects() -> None:
    for code, builtin in {
        "not_found": LookupError,
        "parse_error": ValueError,
        "io_error": OSError,
        "overflow": OverflowError,
        "unsupported": NotImplementedError,
    }.items():
        error = errors.error_for(code, "what", place=errors.Place("a.csv", 3, "value"))
        assert isinstance(error, builtin)
        assert isinstance(error, errors.SalespipeError)
        assert str(error) == "a.csv:3, column 'value': what"


def test_errors_travel_between_processes() -> None:
    bad = errors.BadRow(3, 2, "value", "x", "is not a number", "not_a_number")
    error = TableError("bad", problem="bad_rows", place=errors.Place("a.csv"), rows=[bad])
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is TableError
        assert str(again) == str(error)
        assert (again.rows, again.problem, again.code) == ([bad], "bad_rows", "parse_error")
    assert str(pickle.loads(pickle.dumps(errors.IoError("full")))) == "full"


def test_a_diagnostic_is_plain_data_for_the_report() -> None:
    found = Diagnostic("warning", "created_unknown", "500 open deals", 500, {"column": "x"})
    assert json.loads(json.dumps(found.to_dict())) == {
        "severity": "warning",
        "code": "created_unknown",
        "message": "500 open deals",
        "rows": 500,
        "where": {"column": "x"},
    }
    assert not has_errors([found])
    assert has_errors([found, Diagnostic("error", "x", "y")])
