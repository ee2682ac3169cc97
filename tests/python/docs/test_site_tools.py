"""What the site is made of, apart from Doxygen and Sphinx: headers made readable, links moved."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from doc_blocks.markdown import ROOT


@pytest.fixture(scope="module")
def scripts() -> Any:
    """The scripts as modules."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import doxygen_filter
        import make_site
        import site_headers
    finally:
        sys.path.pop(0)

    class Scripts:
        filter = doxygen_filter
        site = make_site
        headers = site_headers

    return Scripts


def test_comments_of_the_c_header_become_documentation_line_for_line(scripts: Any) -> None:
    text = (ROOT / "capi" / "salespipe.h").read_text(encoding="utf-8")
    marked = scripts.filter.filter_c(text)
    assert marked.count("\n") == text.count("\n")
    assert "/** A new, empty book in memory. */" in marked
    assert "typedef uint64_t sp_book;    /**< A book of business. */" in marked
    body = marked.partition("#ifndef SALESPIPE_H\n")[2].rpartition("\n#ifdef __cplusplus")[0]
    assert not re.findall(r"/\*(?!\*)", body), "a comment that Doxygen would not read"
    code = re.compile(r"/\*.*?\*/", re.DOTALL)
    assert code.sub("", marked).split() == code.sub("", text).split()


def test_what_doxygen_would_act_on_is_text_but_for_code(scripts: Any) -> None:
    marked = scripts.filter.filter_cpp('int a;  ///< The id `<id>`, "<id>/2" or \\xNN.\n/// @x\n')
    assert marked == 'int a;  ///< The id `<id>`, "\\<id\\>/2" or \\\\xNN.\n/// \\@x\n'
    assert scripts.filter.filter_cpp("a < b;  // not a doc <id>\n") == "a < b;  // not a doc <id>\n"


def test_links_lead_to_where_pages_stand_in_the_site(scripts: Any) -> None:
    page = ROOT / "docs" / "start" / "embed.md"
    text = (
        "[a](../store.md) [b](../schemas/) [c](../../capi/examples/README.md) "
        "[d](../../benchmarks) [e](../../capi/salespipe.h) "
        "[f](https://json-schema.org/) [g](../abi.md#what-stays)"
    )
    assert scripts.site.with_links(text, page, "start/embed.md") == (
        "[a](../store.md) [b](../schemas/index.md) [c](../languages/index.md) d "
        "[e](../reference/c.md) [f](https://json-schema.org/) [g](../abi.md#what-stays)"
    )


def test_declarations_stand_in_the_order_of_their_header(scripts: Any, tmp_path: Path) -> None:
    members = "".join(
        f'<memberdef kind="function" id="{name}" prot="public" static="no"><type>bool</type>'
        f"<argsstring>(int <ref>n</ref>) noexcept</argsstring><name>{name}</name>"
        f"<briefdescription><para>Is <computeroutput>n</computeroutput> *{name}*?</para>"
        f'</briefdescription><location file="salespipe/base/day.hpp" line="{line}"/></memberdef>'
        for name, line in (("second", 9), ("first", 4))
    )
    (tmp_path / "namespacesalespipe.xml").write_text(
        '<doxygen><compounddef kind="namespace"><compoundname>salespipe</compoundname>'
        f"<sectiondef>{members}</sectiondef></compounddef></doxygen>",
        encoding="utf-8",
    )
    (items,) = scripts.headers.declarations(tmp_path).values()
    assert [item.line for item in items] == [4, 9]
    assert items[0].lines == [
        ".. cpp:function:: bool salespipe::first(int n) noexcept",
        "   :no-contents-entry:",
        "",
        "   Is ``n`` \\*first\\*?",
        "",
        "",
    ]
