"""Data for the script: whatever it holds, the block ends where it should."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from salespipe.report.data_block import data_block


class Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.data += data


def read(markup: str) -> Any:
    reader = Blocks()
    reader.feed(f"{markup}<p>")
    reader.close()
    assert reader.tags == ["script", "p"]
    return json.loads(reader.data)


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>&amp;",
        "line\u2028and\u2029paragraph",
        '=HYPERLINK("http://example.com")',
        "'\"\\",
    ],
)
def test_hostile_text_comes_through_as_it_was(text: str) -> None:
    block = data_block("data", {"name": text, text: [text]})
    assert read(block) == {"name": text, text: [text]}
    assert not set("<>&\u2028\u2029") & set(block.split(">", 1)[1].rsplit("<", 1)[0])


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["C"])))
def test_any_text_comes_through_as_it_was(text: str) -> None:
    assert read(data_block("data", [text])) == [text]


def test_what_steers_instead_of_showing_is_replaced() -> None:
    assert read(data_block("data", {"\u202egpj": ["\x00"]})) == {"\ufffdgpj": ["\ufffd"]}


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        data_block("data", [float("nan")])
