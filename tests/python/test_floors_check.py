"""The check of the house rules finds what it is there to find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
CHECK = REPOSITORY / "scripts" / "check_floors.py"


def check(root: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(CHECK), str(root)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_house_in_order_passes(tmp_path: Path) -> None:
    write(tmp_path, "include/salespipe/base/day.hpp", "#pragma once\n#include <vector>\n")
    write(tmp_path, "include/salespipe/book/book.hpp", '#include "salespipe/base/day.hpp"\n')
    write(tmp_path, "lib/book/book.cpp", '#include "salespipe/definition/stage.hpp"\n')
    write(tmp_path, "lib/metrics/cells.cpp", '#include "salespipe/base/day.hpp"\n')
    write(tmp_path, "lib/base/json.cpp", "#include <nlohmann/json.hpp>\n")
    assert check(tmp_path) == (0, "")


def test_an_include_that_goes_up_a_floor_is_found(tmp_path: Path) -> None:
    write(tmp_path, "lib/base/day.cpp", '#include <vector>\n#include "salespipe/book/book.hpp"\n')
    code, said = check(tmp_path)
    assert code == 1
    assert said.startswith("lib/base/day.cpp:2: floor 'base' includes 'salespipe/book/book.hpp'")


@pytest.mark.parametrize("floor", ["definition", "book", "store"])
def test_metrics_know_nothing_of_the_book(tmp_path: Path, floor: str) -> None:
    write(tmp_path, "include/salespipe/metrics/a.hpp", f"#include <salespipe/{floor}/b.hpp>\n")
    code, said = check(tmp_path)
    assert code == 1
    assert f"'{floor}'" in said


def test_an_upward_include_by_relative_path_is_found(tmp_path: Path) -> None:
    write(tmp_path, "lib/book/fold.hpp", "")
    write(tmp_path, "lib/base/day.cpp", '#include "../book/fold.hpp"\n')
    write(tmp_path, "lib/definition/stage.cpp", '#include "book/fold.hpp"\n')
    code, said = check(tmp_path)
    assert code == 1
    assert said.count("of 'book'") == 2


def test_a_folder_that_is_no_floor_is_found(tmp_path: Path) -> None:
    write(tmp_path, "lib/utils/strings.cpp", "")
    code, said = check(tmp_path)
    assert code == 1
    assert "'utils' is not a floor" in said


def test_a_public_header_keeps_private_libraries_to_itself(tmp_path: Path) -> None:
    write(tmp_path, "include/salespipe/base/day.hpp", "#include <boost/date_time.hpp>\n")
    code, said = check(tmp_path)
    assert code == 1
    assert "which hosts need not have" in said


def test_a_long_file_needs_a_reason_at_its_top(tmp_path: Path) -> None:
    write(tmp_path, "lib/base/long.cpp", "\n" * 501)
    write(tmp_path, "scripts/long.py", "# not a reason\n" * 501)
    write(tmp_path, "lib/base/table.cpp", "// Long because: one table.\n" + "\n" * 600)
    write(tmp_path, "lib/base/short.cpp", "\n" * 500)
    code, said = check(tmp_path)
    assert code == 1
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "lib/base/long.cpp",
        "scripts/long.py",
    ]


def test_the_project_itself_is_in_order() -> None:
    assert check(REPOSITORY) == (0, "")
