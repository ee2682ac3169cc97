"""TAB: the shells' own scripts are run, and offer commands, options, and what files hold."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from doc_blocks import sample_files
from doc_blocks.command_tree import commands


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sample files, and a program called salespipe that is this package."""
    made = tmp_path_factory.mktemp("completion")
    sample_files.write(made)
    program = made / "bin" / "salespipe"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m salespipe "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return made


def shell(folder: Path, *words: str, script: str) -> str:
    """What a script of a shell says, with the program on its path."""
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    run = subprocess.run(
        [*words, script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def _script(folder: Path, name: str) -> Path:
    """The script that the program gives a shell, asked for once."""
    file = folder / f"completion.{name}"
    if not file.is_file():
        said = shell(folder, "sh", "-c", script=f"salespipe --show-completion {name}")
        file.write_text(said, encoding="utf-8")
    return file


def bash(folder: Path, line: str) -> list[str]:
    """What bash offers at the end of a line, by the script that the program gives it."""
    words = shlex.split(line) + ([""] if line.endswith(" ") else [])
    array = " ".join(shlex.quote(word) for word in words)
    said = shell(
        folder, "bash", "--norc", "-c",
        script=f"source {shlex.quote(str(_script(folder, 'bash')))}\n"
        f"COMP_WORDS=({array}); COMP_CWORD={len(words) - 1}\n"
        "function=$(complete -p salespipe | sed 's/.* -F \\([^ ]*\\) .*/\\1/')\n"
        '"$function" salespipe\n'
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )  # fmt: skip
    return [line for line in said.splitlines() if line]


def test_bash_offers_every_command(folder: Path) -> None:
    names = {page.path.split()[0] for page in commands()}
    assert set(bash(folder, "salespipe ")) == names
    assert bash(folder, "salespipe repo") == ["report"]


def test_bash_offers_options_and_their_choices(folder: Path) -> None:
    assert bash(folder, "salespipe report deals.csv --comp") == ["--compare"]
    assert set(bash(folder, "salespipe report --compare ")) == {"previous", "last-year", "none"}


def test_bash_offers_metrics_one_after_the_other(folder: Path) -> None:
    assert "win_rate" in bash(folder, "salespipe metrics win_r")
    found = bash(folder, "salespipe report deals.csv --metrics won_revenue,win_r")
    assert "won_revenue,win_rate" in found
    assert all(word.startswith("won_revenue,win_r") for word in found)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("salespipe report team.parquet --by own", ["owner"]),
        ("salespipe report sales.db --pipeline ", ["Sales"]),
        ("salespipe tasks sales.db --assignee ", ["ann", "ben", "carl"]),
        ("salespipe report sales.jsonl --actor b", ["ben"]),
        ("salespipe timeline sales.db --account A", ["Acme"]),
        ("salespipe report sales.db --timezone Europe/Stock", ["Europe/Stockholm"]),
        ("salespipe report nothing.db --pipeline ", []),
    ],
)
def test_bash_offers_what_a_file_holds(line: str, offered: list[str], folder: Path) -> None:
    assert bash(folder, line) == offered


def test_completion_changes_nothing(folder: Path) -> None:
    before = (folder / "sales.db").read_bytes()
    bash(folder, "salespipe history sales.db D")
    assert (folder / "sales.db").read_bytes() == before


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_every_shell_can_read_its_script(name: str, folder: Path) -> None:
    script = _script(folder, name)
    assert "_SALESPIPE_COMPLETE" in script.read_text(encoding="utf-8")
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} on this machine")
    subprocess.run([name, "-n", str(script)], check=True)


def test_zsh_and_fish_are_answered_with_help_beside_the_words(folder: Path) -> None:
    asked = "_TYPER_COMPLETE_ARGS='salespipe ver' _SALESPIPE_COMPLETE=complete_zsh salespipe"
    assert "verify" in shell(folder, "sh", "-c", script=asked)
    asked = (
        "_TYPER_COMPLETE_ARGS='salespipe metrics won_rev' _TYPER_COMPLETE_FISH_ACTION=get-args "
        "_SALESPIPE_COMPLETE=complete_fish salespipe"
    )
    assert "won_revenue\tWon revenue" in shell(folder, "sh", "-c", script=asked)


def test_installing_it_writes_to_the_shell_s_own_files(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    shell(folder, "sh", "-c", script=f"HOME={home} salespipe --install-completion bash")
    assert "salespipe" in (home / ".bashrc").read_text(encoding="utf-8")
    installed = home / ".bash_completions" / "salespipe.sh"
    assert "_SALESPIPE_COMPLETE" in installed.read_text(encoding="utf-8")
