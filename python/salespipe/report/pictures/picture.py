"""One picture of a page."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from salespipe.report.markup import Markup, tag

#: (colour class, what it means)
Legend = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Chart:
    """What is drawn: ``spec`` as python/front/report/spec.ts reads it."""

    name: str
    label: str
    spec: Mapping[str, Any]
    legend: Legend = ()


@dataclass(frozen=True)
class Picture:
    """A question with its charts and the table that says the same. ``says`` is the answer in a
    sentence. Without charts and table, ``why`` tells why the data cannot answer it. Two that are
    ``half`` stand side by side."""

    title: str
    says: str = ""
    charts: Sequence[Chart] = field(default_factory=tuple)
    table: Markup | None = None
    why: str = ""
    half: bool = False

    @staticmethod
    def missing(title: str, why: str, *, half: bool = False) -> Picture:
        return Picture(title, why=why[:1].upper() + why[1:].rstrip(".") + ".", half=half)


def picture_sections(pictures: Sequence[Picture]) -> list[Markup]:
    """Every picture as a section, halves in pairs."""
    out: list[Markup] = []
    halves: list[Markup] = []
    for picture in pictures:
        if picture.half:
            halves.append(picture_section(picture))
            continue
        out += _pair(halves)
        halves = []
        out.append(picture_section(picture))
    return out + _pair(halves)


def _pair(halves: Sequence[Markup]) -> list[Markup]:
    return [tag("section", tag("div", *halves, class_="pair"))] if halves else []


def picture_section(picture: Picture) -> Markup:
    """The picture as a section. Its table is open until the script has drawn the charts."""
    if picture.table is None:
        inner = [tag("p", picture.why, class_="why")]
    else:
        summary = tag("summary", "The figures as a table")
        table = tag("div", picture.table, class_="scroll", tabindex="0")
        inner = [_chart(chart) for chart in picture.charts]
        inner.append(
            tag("details", summary, table, open="") if picture.charts else table,
        )
    return tag(
        "section",
        tag("h2", picture.title),
        tag("p", picture.says, class_="says") if picture.says else None,
        tag("div", *inner, class_="panel chart" if picture.charts else "panel"),
        class_="picture",
    )


def _chart(chart: Chart) -> Markup:
    legend = [tag("span", tag("i", class_=key), text) for key, text in chart.legend]
    return tag(
        "figure",
        tag("figcaption", *legend, class_="legend") if legend else None,
        tag(
            "div",
            class_="drawn",
            hidden="",
            data_picture=chart.name,
            role="img",
            aria_label=f"{chart.label}. The table below says the same.",
        ),
    )


def ticks(texts: Sequence[tuple[float, str]]) -> list[dict[str, Any]]:
    """Grid lines as the script reads them."""
    return [{"at": at, "text": text} for at, text in texts]


def _column(place: int, texts: Container[int]) -> str | None:
    if place == 0:
        return "key"
    return "text" if place in texts else None


def _is_cell(cell: Markup | str) -> bool:
    return isinstance(cell, Markup) and cell.startswith("<td")


def table(
    head: Sequence[Markup | str],
    body: Sequence[Sequence[Markup | str]],
    *,
    texts: Container[int] = (),
) -> Markup:
    """A table whose first column is the key of its rows; the columns ``texts`` are text."""
    titles = [
        tag("th", title, scope="col", class_=_column(place, texts))
        for place, title in enumerate(head)
    ]
    rows = [
        tag(
            "tr",
            tag("th", row[0], scope="row", class_="key"),
            *(
                cell if _is_cell(cell) else tag("td", cell, class_=_column(place, texts))
                for place, cell in enumerate(row[1:], start=1)
            ),
        )
        for row in body
    ]
    return tag("table", tag("thead", tag("tr", *titles)), tag("tbody", *rows), class_="rows")
