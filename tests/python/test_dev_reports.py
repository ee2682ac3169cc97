"""The sum under `./dev test` counts every suite, and cannot be green by counting nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

JUNIT = Path(__file__).resolve().parents[2] / "scripts" / "dev" / "junit.py"

CTEST = """<testsuite name="(empty)" tests="3" failures="1" disabled="0" skipped="1">
<testcase name="a" status="run"><system-out>fine</system-out></testcase>
<testcase name="b" status="fail"><failure message=""/></testcase>
<testcase name="c" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>
</testsuite>"""
PYTEST = """<testsuites><testsuite name="pytest" errors="1" failures="0" tests="2">
<testcase name="d"/><testcase name="e"><error message="collection"/></testcase>
</testsuite></testsuites>"""


def junit(*arguments: object) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, str(JUNIT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_all_suites_are_summed_and_failures_named(tmp_path: Path) -> None:
    (tmp_path / "ctest.xml").write_text(CTEST, encoding="utf-8")
    (tmp_path / "pytest.xml").write_text(PYTEST, encoding="utf-8")
    code, said = junit("sum", tmp_path)
    assert code == 1
    assert said == ["FAILED ctest: b", "FAILED pytest: e", "2 passed, 2 failed, 1 skipped"]


def test_a_run_without_tests_fails(tmp_path: Path) -> None:
    assert junit("sum", tmp_path) == (1, ["0 passed, 0 failed"])


def test_checks_join_one_report_whatever_they_print(tmp_path: Path) -> None:
    report, log = tmp_path / "cases.xml", tmp_path / "log"
    log.write_bytes(b"\x1b[31m <broken> & \xff\x00")
    junit("case", report, "ruff", "passed", "0.1", log)
    assert junit("has-failures", report)[0] == 1
    junit("case", report, "mypy", "failed", "0.2", log)
    assert junit("has-failures", report)[0] == 0
    assert junit("sum", tmp_path) == (1, ["FAILED cases: mypy", "1 passed, 1 failed"])


def test_a_report_that_was_never_written_has_no_failures(tmp_path: Path) -> None:
    assert junit("has-failures", tmp_path / "none.xml")[0] == 1
