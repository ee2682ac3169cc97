"""The published schemas say what a report and a query are, no more and no less."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest


def validate(schemas: dict[str, dict[str, Any]], name: str, value: object) -> None:
    jsonschema.Draft202012Validator(schemas[name]).validate(value)


@pytest.mark.parametrize("name", ["report", "query"])
def test_the_schemas_are_schemas(schemas: dict[str, dict[str, Any]], name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas[name])


def test_a_report_is_one(schemas: dict[str, dict[str, Any]], document: dict[str, Any]) -> None:
    validate(schemas, "report", document)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("rows", 0, "metrics", "won_revenue"), None),
        (("rows", 0, "metrics", "won_revenue"), "12,5"),
        (("rows", 0, "kind"), "sum"),
        (("rows", 0, "period"), {"from": "2017-01-01"}),
        (("rows", 0, "extra"), 1),
        (("rows",), []),
        (("diagnostics", 0, "severity"), "fatal"),
        (("query", "compare"), "last-year"),
        (("query", "surprise"), True),
    ],
)
def test_what_is_no_report_is_refused(
    schemas: dict[str, dict[str, Any]],
    document: dict[str, Any],
    place: tuple[str | int, ...],
    value: object,
) -> None:
    target: Any = document
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        validate(schemas, "report", document)


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2017-Q3"},
        {"period": ["2017", {"from": "2018-01-01", "to": "2018-04-01"}]},
        {
            "period": "2017",
            "metrics": ["won_revenue"],
            "by": ["owner", "month"],
            "compare": "last_year",
            "filters": [{"dimension": "source", "values": ["Web"], "exclude": True}],
            "top": {"count": 10, "metric": "won_revenue"},
            "as_of": "2017-12-31",
        },
    ],
)
def test_a_query_is_one(schemas: dict[str, dict[str, Any]], query: dict[str, Any]) -> None:
    validate(schemas, "query", query)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"period": 2017},
        {"period": []},
        {"period": "2017", "top": {"count": 0}},
        {"periods": "2017"},
    ],
)
def test_what_is_no_query_is_refused(
    schemas: dict[str, dict[str, Any]], query: dict[str, Any]
) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate(schemas, "query", query)
