"""JUnit reports for ./dev.

    junit.py case REPORT NAME passed|failed|skipped SECONDS LOG   add one test to a report
    junit.py has-failures REPORT                    end with 0 when a test in it failed
    junit.py sum FOLDER                             print "N passed, N failed[, N skipped]"

`sum` names the failed tests and ends with 1 when there is one, or when no test ran at all.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add_case(report: Path, name: str, state: str, seconds: str, log: Path) -> None:
    root = ET.parse(report).getroot() if report.exists() else ET.Element("testsuite", name="checks")
    case = ET.SubElement(root, "testcase", classname="checks", name=name, time=seconds)
    text = NOT_IN_XML.sub("", log.read_text(encoding="utf-8", errors="replace"))
    if state == "failed":
        ET.SubElement(case, "failure", message=name).text = text
    elif state == "skipped":
        ET.SubElement(case, "skipped", message=name).text = text
    cases = root.findall("testcase")
    root.set("tests", str(len(cases)))
    root.set("failures", str(sum(c.find("failure") is not None for c in cases)))
    root.set("skipped", str(sum(c.find("skipped") is not None for c in cases)))
    ET.ElementTree(root).write(report, encoding="utf-8", xml_declaration=True)


def cases_of(report: Path) -> Iterator[tuple[str, str]]:
    """(name, state) of every test in a report."""
    for case in ET.parse(report).getroot().iter("testcase"):
        name = f"{report.stem}: {case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed"
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            yield name, "skipped"
        else:
            yield name, "passed"


def has_failures(report: Path) -> bool:
    return report.exists() and any(state == "failed" for _, state in cases_of(report))


def sum_up(folder: Path) -> int:
    cases = [case for report in sorted(folder.glob("*.xml")) for case in cases_of(report)]
    count = {s: sum(state == s for _, state in cases) for s in ("passed", "failed", "skipped")}
    for name, state in cases:
        if state == "failed":
            print(f"FAILED {name}")
    skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
    print(f"{count['passed']} passed, {count['failed']} failed{skipped}")
    return 1 if count["failed"] or not count["passed"] else 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["case", report, name, state, seconds, log]:
            add_case(Path(report), name, state, seconds, Path(log))
            return 0
        case ["has-failures", report]:
            return 0 if has_failures(Path(report)) else 1
        case ["sum", folder]:
            return sum_up(Path(folder))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
