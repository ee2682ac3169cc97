#!/usr/bin/env bash
# The main job in three commands. `./dev demo` builds the package first and puts `salespipe` on the path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p demo

run() {
  printf '\n$ %s\n' "$*"
  "$@"
}

run salespipe simulate --opportunities 20000 --seed 7 --months 36 --into demo/team.parquet
run salespipe report demo/team.parquet --period 2026-Q3 --compare previous --by owner --top 10 \
  --timezone Europe/Stockholm --html demo/report.html

real="${SALESPIPE_DATA:-../shared/data}/crm_sales_opportunities/sales_pipeline.csv"
if [[ -f $real ]]; then
  run salespipe report "$real" --period 2017 --by quarter --currency USD --html demo/real.html
fi

cat <<'TEXT'

The same figures as a page, light and dark, for screen and paper: open demo/report.html in a browser.

Try next (the command lives in .venv/bin):
  .venv/bin/salespipe report demo/team.parquet --period 2026 --compare last-year --by source
  .venv/bin/salespipe report demo/team.parquet --period 2026 --by month --json
  .venv/bin/salespipe import demo/team.parquet --into demo/team.jsonl
  .venv/bin/salespipe simulate --opportunities 500 --months 12 --start "$(date -d "-1 year" +%F)" --into demo/board.db
  .venv/bin/salespipe board demo/board.db
  .venv/bin/salespipe metrics
  .venv/bin/salespipe report your-own-export.csv --help
TEXT
