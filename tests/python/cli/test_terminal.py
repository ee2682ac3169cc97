"""What a person sees at a terminal: colours, and what a long command is at."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import salespipe as sp
from salespipe.cli import progress

RED = "\x1b[1;31m"


def on_a_terminal(
    *arguments: str, folder: Path, stdout_too: bool = True, **environment: str
) -> str:
    """What a command writes to a terminal that stands behind its standard error (and output)."""
    ours, theirs = pty.openpty()
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS")
    }
    code = "import sys; from salespipe.cli import main, progress; progress.PATIENCE = 0; "
    code += "sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=theirs if stdout_too else subprocess.DEVNULL,
        stderr=theirs,
        env={**clean, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    ):
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            said += piece
    os.close(ours)
    return said.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("terminal")
    sp.simulate.write(made / "team.parquet", opportunities=5_000)
    sp.simulate.write(made / "team.db", opportunities=1_000)
    return made


def test_an_error_is_red_where_there_are_colours(folder: Path) -> None:
    assert RED in on_a_terminal("report", "nix.csv", folder=folder)


def test_no_color_is_obeyed(folder: Path) -> None:
    said = on_a_terminal("report", "nix.csv", folder=folder, NO_COLOR="1")
    assert "nix.csv" in said
    assert "\x1b[1;31m" not in said
    assert "31m" not in said
    assert "31m" not in on_a_terminal("--color", "never", "report", "nix.csv", folder=folder)


@pytest.mark.parametrize(
    ("given", "environment", "colours"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_a_pipe_has_colours_only_where_they_are_asked_for(
    given: list[str], environment: dict[str, str], colours: bool, folder: Path
) -> None:
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    run = subprocess.run(
        [sys.executable, "-m", "salespipe", *given, "metrics"],
        capture_output=True, text=True, check=True, env={**clean, **environment},
    )  # fmt: skip
    assert ("\x1b[" in run.stdout) is colours


@pytest.mark.parametrize(
    ("arguments", "phases"),
    [
        (("report", "team.parquet"), ("reading team.parquet", "counting")),
        (("verify", "team.db"), ("checking every page",)),
        (("backup", "team.db", "--into", "copy.db"), ("copying into copy.db", "checking copy.db")),
        (("import", "team.parquet", "--into", "new.db"), ("bringing the deals", "writing new.db")),
        (("simulate", "--opportunities", "100000", "--into", "big.parquet"), ("simulating",)),
    ],
)
def test_a_person_sees_what_a_long_command_is_at(
    arguments: tuple[str, ...], phases: tuple[str, ...], folder: Path
) -> None:
    said = on_a_terminal(*arguments, folder=folder, stdout_too=False)
    assert any(phase in said for phase in phases), said
    assert said.rstrip().endswith(("\x1b[2K", "\x1b[?25h")), "it leaves something behind"


def test_machines_see_nothing_of_it(folder: Path) -> None:
    assert on_a_terminal("report", "team.parquet", "--json", folder=folder, stdout_too=False) == ""
    run = subprocess.run(
        [sys.executable, "-m", "salespipe", "verify", "team.db"],
        capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    assert run.stderr == ""


def test_quick_work_shows_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 60)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress.begin(wanted=True)
    progress.phase("reading")
    progress.finish()
    assert progress._display._bar is None
    assert progress._display._timer is None
