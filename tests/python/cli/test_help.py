"""What --help teaches: every command has examples, and every example works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import salespipe
from doc_blocks import sample_files, shell
from doc_blocks.command_tree import CommandPage, commands
from doc_blocks.markdown import ROOT

COMMANDS = commands()
EXAMPLES = [(page.path, line) for page in COMMANDS for line in page.examples]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    sample_files.write(folder)
    return folder


def test_there_are_commands() -> None:
    assert {"report", "import", "verify"} <= {page.path for page in COMMANDS}


@pytest.mark.parametrize("page", COMMANDS, ids=lambda page: page.path)
def test_every_command_says_what_it_does_and_shows_how(page: CommandPage) -> None:
    assert page.command.help, "no docstring"
    assert page.examples, "its epilog has no line that begins with 'salespipe'"
    for parameter in page.command.params:
        described = parameter.help or parameter.name == "help"
        assert described, f"{parameter.name} is not described"


@pytest.mark.parametrize(("path", "line"), EXAMPLES, ids=[line[:70] for _, line in EXAMPLES])
def test_every_example_of_the_help_works(
    path: str, line: str, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    shutil.copytree(written, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SALESPIPE_TODAY", sample_files.TODAY.isoformat())
    if re.search(r"^salespipe (export|backup)\b", line):  # they never write over a file
        Path(line.split("--into ")[1].split()[0]).unlink(missing_ok=True)
    if line.startswith("salespipe board"):
        if not (Path(salespipe.__file__).parent / "board" / "static" / "board.js").is_file():
            pytest.skip("the board is not built (./dev builds it where Node is)")
        # it would serve until somebody stops it
        monkeypatch.setattr("salespipe.board.server.uvicorn.Server.run", lambda *_, **__: None)
        monkeypatch.setattr("webbrowser.open", lambda _: True)
    outcome = shell.run(line)
    assert outcome.code == 0, f"{path}: '{line}': {outcome.err}"
    assert outcome.out, "it said nothing"


def test_the_page_of_the_command_line_lists_every_command() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^    salespipe ([a-z][a-z-]*)\b", page, flags=re.MULTILINE))
    known = {page.path.split()[0] for page in COMMANDS}
    assert listed == known
