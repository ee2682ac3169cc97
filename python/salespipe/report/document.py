"""A report document as values that the renderers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

Number = str | int | float

#: Dimensions of `by` that split the period instead of the deals.
SPLITS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class MetricInfo:
    """A metric of the catalogue; ``unit`` is money, count, ratio or days."""

    name: str
    title: str
    unit: str
    group: str = ""
    formula: str = ""
    documentation: str = ""

    @staticmethod
    def of(entry: Mapping[str, Any]) -> MetricInfo:
        """From an entry of ``salespipe.catalogue()``."""
        return MetricInfo(
            **{name: str(entry.get(name, "")) for name in MetricInfo.__dataclass_fields__}
        )


@dataclass(frozen=True)
class Span:
    """A run of days [first, after)."""

    first: date
    after: date

    @staticmethod
    def of(entry: Mapping[str, str]) -> Span:
        return Span(date.fromisoformat(entry["from"]), date.fromisoformat(entry["to"]))

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    def __str__(self) -> str:
        """ "2017", "2017-Q3", "2017-08", "2017-08-14", or "2017-01-01 to 2017-06-30"."""
        first, months = self.first, _whole_months(self)
        if months == 12 and first.month == 1:
            return str(first.year)
        if months == 3 and first.month % 3 == 1:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        if months == 1:
            return f"{first:%Y-%m}"
        if self.last == first:
            return first.isoformat()
        return f"{first} to {self.last}"


def _whole_months(span: Span) -> int:
    """How many whole calendar months the span is; 0 when it is not."""
    if span.first.day != 1 or span.after.day != 1:
        return 0
    return (span.after.year - span.first.year) * 12 + span.after.month - span.first.month


@dataclass(frozen=True)
class Row:
    """One row: figures by metric name; what has no value is not in them."""

    by: dict[str, str]
    kind: str
    period: Span
    metrics: Mapping[str, Number]
    ratios: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    previous_period: Span | None = None
    previous: Mapping[str, Number] = field(default_factory=dict)
    change: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)

    @staticmethod
    def of(entry: Mapping[str, Any]) -> Row:
        before = entry.get("previous_period")
        return Row(
            by=dict(entry["by"]),
            kind=entry["kind"],
            period=Span.of(entry["period"]),
            metrics=entry["metrics"],
            ratios=entry.get("ratios", {}),
            previous_period=Span.of(before) if before else None,
            previous=entry.get("previous", {}),
            change=entry.get("change", {}),
        )

    def label(self, dimension: str) -> str:
        """The row's value of a dimension for people."""
        if self.kind == "other" and dimension in self.by and self.by[dimension] == "other":
            return "all others"
        if self.is_cut(dimension):
            return str(self.period)
        return self.by.get(dimension, "") or "(none)"

    def is_cut(self, split: str) -> bool:
        """Whether the row is a part of a split period that lies in it only partly."""
        return split in SPLITS and ".." in self.by.get(split, "")


@dataclass(frozen=True)
class Section:
    """Rows that belong in one table, and the dimensions that tell them apart."""

    dimensions: tuple[str, ...]
    rows: Sequence[Row]

    @property
    def split(self) -> str:
        """The dimension by which the period is split, or an empty text."""
        return next((name for name in self.dimensions if name in SPLITS), "")

    @property
    def title(self) -> str:
        return "By " + " and ".join(dimension_title(name) for name in self.dimensions)


def dimension_title(name: str) -> str:
    """A dimension's name in running text: "lost_reason" -> "lost reason"."""
    return name.replace("_", " ")


class Document:
    """A report document and the catalogue that explains it."""

    def __init__(self, document: Mapping[str, Any], catalogue: Iterable[Mapping[str, Any]]) -> None:
        self.query: Mapping[str, Any] = document["query"]
        self.rows = [Row.of(entry) for entry in document["rows"]]
        self.diagnostics: Sequence[Mapping[str, Any]] = document["diagnostics"]
        self.catalogue = {
            metric.name: metric for metric in (MetricInfo.of(entry) for entry in catalogue)
        }

    @property
    def currency(self) -> str:
        """ISO 4217 code; empty when the data names none."""
        code = str(self.query.get("currency", ""))
        return "" if code == "XXX" else code

    @property
    def total(self) -> Row:
        return self.rows[0]

    @property
    def is_compared(self) -> bool:
        return self.total.previous_period is not None

    @property
    def chosen_metrics(self) -> list[str]:
        """The metrics that were asked for by name; empty when all of them were."""
        asked = list(self.query.get("metrics", []))
        return [] if len(asked) >= len(self.catalogue) else asked

    def why(self, name: str) -> str:
        """Why a metric has no value here."""
        for item in self.diagnostics:
            if item["code"] == "metrics_without_data" and name in item.get("where", {}):
                return str(item["where"][name])
        if self.chosen_metrics and name not in self.chosen_metrics:
            return "it was not asked for"
        return "there is nothing to count in the period"

    def metric(self, name: str) -> MetricInfo:
        return self.catalogue.get(name) or MetricInfo(name, name.replace("_", " "), "count")

    @cached_property
    def sections(self) -> list[Section]:
        """The rows behind the total, one section for each set of dimensions: those of the whole
        period, then the parts of a split period, then what was found within the parts."""
        asked = [str(name) for name in self.query.get("by", [])]
        split = [name for name in asked if name in SPLITS]
        plain = [name for name in asked if name not in SPLITS]
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in self.rows[1:]:
            in_part = any(name in row.by for name in split)
            if row.kind == "subtotal":
                key: tuple[str, ...] = tuple(split)
            elif row.kind in ("group", "other"):
                key = (*(split if in_part else ()), *plain)
            else:
                continue
            found.setdefault(key, []).append(row)
        return [Section(key, rows) for key, rows in found.items()]
