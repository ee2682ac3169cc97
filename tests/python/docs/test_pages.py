"""Every block of the documentation is run: Python, commands, C and C++, JSON, SQL, and the output
that a page shows is the output that comes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from doc_blocks import sample_files
from doc_blocks.markdown import ROOT, blocks, pages
from doc_blocks.page_run import BEFORE, Page, WrongPageError

PAGES = [page for page in pages() if blocks(page)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    sample_files.write(folder)
    return folder


@pytest.fixture
def files(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample files, in which the commands are run."""
    folder = tmp_path / "files"
    shutil.copytree(written, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SALESPIPE_TODAY", sample_files.TODAY.isoformat())
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_is_what_happens(page: Path, files: Path) -> None:
    if page.name == "metrics.md":  # its command is given in the folder of the worked book
        shutil.copytree(ROOT / "docs" / "examples" / "worked_book", files, dirs_exist_ok=True)
    Page(page).run()


def test_blocks_that_are_not_run_say_why_and_are_few() -> None:
    marked = [block for page in PAGES for block in blocks(page) if block.not_run]
    short = [block.where for block in marked if len(block.not_run) < 10]
    assert not short, f"these give no reason: {short}"
    every = sum(len(blocks(page)) for page in PAGES)
    listed = "\n".join(f"{block.where}: {block.not_run}" for block in marked)
    assert every > 50
    assert len(marked) <= every // 5, f"too many blocks are not run:\n{listed}"


def test_what_is_prepared_belongs_to_a_page() -> None:
    stems = {page.stem for page in PAGES}
    assert not [file.name for file in BEFORE.glob("*.py") if file.stem not in stems]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```python\nassert 1 + 1 == 3\n```\n", ""),
        ("```python\nprint(2)\n```\n\n```text\n3\n```\n", "the page shows"),
        ("```text\n3\n```\n", "nothing was run"),
        ("    $ salespipe metrics no_such_metric\n", "ends with 13"),
        ("```console\n$ salespipe metrics won_count --json\nnothing\n```\n", "the page shows"),
        ("    ./dev fly\n", "no command 'fly'"),
        ("    ./dev bench moon\n", "no benchmark 'moon'"),
        ("```cpp\nint main() {}\n```\n", "letter by letter"),
        ('```json\n{"a": }\n```\n', ""),
        ('<!-- schema: table -->\n```json\n{"a": 1}\n```\n', ""),
        ("```cobol\nSTOP RUN.\n```\n", "cannot be run"),
        ("Words.\n\n    a drawing\n", "cannot be run"),
    ],
)
def test_a_block_that_is_wrong_is_found(
    text: str, complaint: str, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    monkeypatch.setattr("doc_blocks.markdown.ROOT", tmp_path)
    with pytest.raises(Exception, match=re.escape(complaint)) as raised:
        Page(page).run()
    if complaint:
        assert raised.type is WrongPageError


def test_a_marked_block_is_left_out(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- not run: it is a drawing -->\n```\n-> x\n```\n", encoding="utf-8")
    Page(page).run()
    assert [block.not_run for block in blocks(page)] == ["it is a drawing"]


def test_a_list_is_no_block(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("- an item\n\n    that goes on\n\nWords.\n\n    code\n", encoding="utf-8")
    assert [block.text for block in blocks(page)] == ["code"]
