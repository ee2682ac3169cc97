"""The program starts quickly: what takes long to import is imported where it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest
import salespipe as sp


def imported(code: str) -> set[str]:
    """The modules that are there after running some code in a Python of its own."""
    code += "\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


def test_the_version_is_told_without_pyarrow_pandas_or_rich() -> None:
    there = imported("from salespipe.cli import main\nmain(['--version'])")
    assert "salespipe._core" in there
    assert not there & {"pyarrow", "pandas", "numpy", "rich.table", "salespipe.metrics"}


def test_a_command_imports_its_own_module_and_no_other_command_s() -> None:
    there = imported("from salespipe.cli import main\nmain(['metrics', 'win_rate'])")
    assert "salespipe.cli.terms" in there
    assert "salespipe.cli.importing" not in there


def test_the_package_is_imported_without_pyarrow() -> None:
    assert "pyarrow" not in imported("import salespipe")


def test_every_public_name_is_there_when_it_is_asked_for() -> None:
    code = (
        "import salespipe as sp\nassert all(getattr(sp, name) is not None for name in sp.__all__)"
    )
    assert "pyarrow" in imported(f"{code}\nassert set(sp.__all__) <= set(dir(sp))")
    with pytest.raises(AttributeError, match="no attribute 'revenue'"):
        sp.revenue  # noqa: B018


def test_metrics_is_the_function_also_after_its_module_was_imported() -> None:
    imported(
        "import salespipe.metrics\nimport salespipe as sp\n"
        "from salespipe.metrics import prepare\nfrom salespipe import metrics\n"
        "assert callable(sp.metrics) and sp.metrics is metrics and sp.prepare is prepare"
    )
