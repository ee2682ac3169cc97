"""Write docs/metrics.md from the catalogue: every metric, its formula and its options.

The page is made, not written: change the catalogue in lib/metrics and run `./dev docs`.
With --check nothing is written, and a page that is not current is an error.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import salespipe

PAGE = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"
HEAD = """# The metrics

<!-- Made from the catalogue by scripts/make_metrics_page.py; do not edit. -->

Every figure has one name, one unit and one definition. Days are local days of the query's time
zone, periods are half-open runs of whole days, and `as_of` cuts the history: what happened later
does not exist. Without it a period is judged as of its own end. Money is in the report's currency.

A deal is **won in a period** when, as of the cut, it stands in a won stage and entered it last on
a day of the period (`outcome=restated`); `first` takes its first closing, `as_recorded` each. Its
value and owner are those it had when it closed, unless `value_at` or `owner_at` say `current`. A
figure that cannot be computed (nothing to divide by, no quota, no known probability) has no value;
it is never 0.
"""
GROUPS = {
    "revenue": "Revenue",
    "cycle": "Sales cycle",
    "rates": "Win rates",
    "stages": "Time in stages",
    "team": "Team",
    "quota": "Quota",
    "waterfall": "Pipeline waterfall",
}


def page() -> str:
    lines = [HEAD]
    group = ""
    for metric in salespipe.catalogue():
        if metric["group"] != group:
            group = metric["group"]
            lines += [f"## {GROUPS.get(group, group.title())}", ""]
        options = ", ".join(f"`{name}`" for name in metric["options"].split(",") if name)
        lines += [
            f"### `{metric['name']}`",
            "",
            f"**{metric['title']}**, {metric['unit']}: {metric['formula']}",
            "",
            metric["documentation"],
            "",
        ]
        if options:
            lines += [f"Options: {options}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write docs/metrics.md from the catalogue.")
    parser.add_argument("--check", action="store_true", help="only tell whether it is current")
    text = page()
    if parser.parse_args().check:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        if not current:
            print(f"{PAGE.name} is not current; run ./dev docs", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
