"""The notebooks of docs/tutorial are run, cell by cell; their asserts must hold."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "tutorial"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: What its cells must have shown at least, by kind.
SHOWN = {
    "1-first-book": {"text/html": 5},
    "2-figures-from-a-table": {"text/html": 5},
    "3-pictures": {"image/png": 6},
}


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks_for_developers_analysts_and_pictures() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_its_outputs(path: Path) -> None:
    for cell in code(read(path)):
        assert cell.outputs == []
        assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_what_it_says_holds(path: Path, tmp_path: Path) -> None:
    notebook = read(path)
    client = nbclient.NotebookClient(
        notebook,
        timeout=240,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    data = os.environ.get("SALESPIPE_DATA", str(ROOT.parent / "shared" / "data"))
    client.execute(
        env={
            **os.environ,
            "SALESPIPE_DATA": data,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
    )
    assert sum("assert " in cell.source for cell in code(notebook)) >= 5
    kinds = Counter(
        kind
        for cell in code(notebook)
        for output in cell.outputs
        for kind in output.get("data", {})
    )
    for kind, fewest in SHOWN[path.stem].items():
        assert kinds[kind] >= fewest, kinds


def test_a_notebook_whose_assert_does_not_hold_fails(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 1 + 1 == 3")])
    client = nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3")
    with pytest.raises(nbclient.exceptions.CellExecutionError):
        client.execute(cwd=tmp_path)
