"""Write docs/metrics.md from the catalogue: every metric, its formula and its options.

The page is made, not written: change the catalogue in lib/metrics and run `./dev docs`.
With --check nothing is written, and a page that is not current is an error.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import salespipe

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "metrics.md"
BOOK = DOCS / "examples" / "worked_book"
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

## The worked book

Each metric below is worked out for these deals, in the first quarter of 2025 (P), which ends with
31 March. Amounts are in EUR. The tables are in [examples/worked_book](examples/worked_book), and a
test computes every example anew; so do you, in that folder, with

    salespipe report deals.csv --definition pipeline.json --history history.csv \\
      --interactions interactions.csv --quotas quotas.csv --period 2025-Q1
"""
TABLES = {
    "deals": "The deals, as they are at last",
    "history": "What changed, and when",
    "interactions": "Who was in touch",
    "quotas": "Quotas (no owner: the team)",
}
GROUPS = {
    "revenue": "Revenue",
    "cycle": "Sales cycle",
    "rates": "Win rates",
    "stages": "Time in stages",
    "team": "Team",
    "quota": "Quota",
    "waterfall": "Pipeline waterfall",
}


def stage_rows() -> list[list[str]]:
    stages = json.loads((BOOK / "pipeline.json").read_text(encoding="utf-8"))["stages"]
    names = list(dict.fromkeys(name for stage in stages for name in stage))
    return [names, *([str(stage.get(name, "")) for name in names] for stage in stages)]


def csv_rows(name: str) -> list[list[str]]:
    with (BOOK / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def table(rows: list[list[str]]) -> list[str]:
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return [f"| {' | '.join(line)} |" for line in lines]


def example(text: str) -> str:
    figure, _, how = text.partition(": ")
    return f"**{figure}**: {how}"


def page() -> str:
    lines = [HEAD, "The stages, in order:", "", *table(stage_rows()), ""]
    for name, title in TABLES.items():
        lines += [f"{title}:", "", *table(csv_rows(name)), ""]
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
            f"Example: {example(metric['example'])}.",
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
