"""The head of a page and what stands below its figures: findings, definitions, options."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from salespipe.report.document import Document
from salespipe.report.markup import Markup, tag

_SEVERITIES = ("error", "warning", "info")


def facts(document: Document, title: str) -> Markup:
    """The headline: which data, which days, compared with what."""
    total, query = document.total, document.query
    line = [tag("span", tag("strong", str(total.period)))]
    if total.previous_period is not None:
        line.append(tag("span", f"compared with {total.previous_period}"))
    if "as_of" in query:
        line.append(tag("span", f"as of {query['as_of']}"))
    line.append(
        tag("span", f"amounts in {document.currency}" if document.currency else "no currency named")
    )
    if query.get("timezone"):
        line.append(tag("span", f"days of {query['timezone']}"))
    warnings = sum(item["severity"] != "info" for item in document.diagnostics)
    if warnings:
        word = "warning" if warnings == 1 else "warnings"
        line.append(tag("a", f"{warnings} {word} about the data", href="#data"))
    return tag(
        "header",
        tag("p", "Sales report", class_="over"),
        tag("h1", title),
        tag("div", *line, class_="facts"),
    )


def diagnostics(document: Document) -> Markup:
    """Everything a reader should know about the data, the gravest first."""
    items = sorted(document.diagnostics, key=lambda item: _SEVERITIES.index(item["severity"]))
    lines = [
        tag(
            "li",
            tag("span", str(item["severity"]), class_=f"badge {item['severity']}"),
            tag("span", str(item["message"]), " ", tag("code", str(item["code"]))),
        )
        for item in items
    ]
    panel = tag("div", tag("ul", *lines, class_="notes"), class_="panel")
    return tag("section", tag("h2", "About the data"), panel, id="data")


def definitions(document: Document, names: Sequence[str]) -> Markup:
    """What each figure on the page means, from the catalogue."""
    terms = []
    for name in names:
        metric = document.metric(name)
        terms.append(
            tag(
                "div",
                tag("dt", metric.title),
                tag("dd", metric.documentation) if metric.documentation else None,
                tag("dd", tag("code", f"{name} = {metric.formula}" if metric.formula else name)),
            )
        )
    panel = tag("div", tag("dl", *terms, class_="terms"), class_="panel")
    return tag("section", tag("h2", "What the figures mean"), panel)


def asked(document: Document) -> Markup:
    """Every option in force."""
    lines = [
        tag("div", tag("dt", name.replace("_", " ")), tag("dd", _option(value)))
        for name, value in _told(document).items()
        if value not in ([], "", None) and not (name == "currency" and value == "XXX")
    ]
    panel = tag("div", tag("dl", *lines, class_="asked"), class_="panel")
    return tag("section", tag("h2", "How it was counted"), panel)


def _told(document: Document) -> dict[str, Any]:
    """The options; that every metric was asked for is said in a word."""
    query = dict(document.query)
    if "metrics" in query and not document.chosen_metrics:
        query["metrics"] = "all"
    return query


def _option(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and set(value) == {"from", "to"}:
        return f"{value['from']} up to {value['to']}"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return str(value).replace("_", " ") if isinstance(value, (str, int)) else json.dumps(value)
