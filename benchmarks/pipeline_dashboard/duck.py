"""The dashboard by DuckDB: native tables with ENUM, DATE and BIGINT, clustered by deal.

What helps every later query is made in load: dense deal numbers, intervals of states with their
end and the value in force, the last activity of each deal. The opportunities table knows the
closing and the present value and owner, so most questions are one scan of it. The snapshots are
differences by month and a running sum, which beats the range join by far.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

from pipeline_dashboard.questions import (
    ABANDONED_AFTER,
    OPEN,
    PPM,
    STEPS,
    TOP,
    Answers,
    cents_of,
    half_even,
    month,
)

NAME = "DuckDB"
ENUMS = ("stage", "owner", "account", "source", "lost_reason")

LOAD = """
CREATE TABLE keyed AS
  SELECT (row_number() OVER () - 1)::INTEGER AS deal, * FROM arrow_deals;
CREATE TABLE deals AS
  SELECT deal, created::DATE AS created, closed::DATE AS closed, stage::stage_t AS stage,
         owner::owner_t AS owner, account::account_t AS account, source::source_t AS source,
         lost_reason::lost_reason_t AS lost_reason, (value * 100)::BIGINT AS value
  FROM keyed;
CREATE TABLE changes AS
  SELECT k.deal, h.r, h."at", h.stage::stage_t AS stage, (h.value * 100)::BIGINT AS value
  FROM (SELECT row_number() OVER () AS r, opportunity, "at", stage, value FROM arrow_history) h
  JOIN (SELECT deal, id FROM keyed) k ON k.id = h.opportunity;
CREATE TABLE states AS
  SELECT deal, "at"::DATE AS day, stage AS entered,
         last_value(stage IGNORE NULLS) OVER life AS stage,
         coalesce(last_value(value IGNORE NULLS) OVER life,
                  first_value(value IGNORE NULLS) OVER whole) AS value,
         coalesce(lead("at"::DATE) OVER life, DATE '9999-12-31') AS until
  FROM changes
  WINDOW life AS (PARTITION BY deal ORDER BY "at", r),
         whole AS (PARTITION BY deal ORDER BY "at", r
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ORDER BY deal, day;
CREATE TABLE visits AS
  SELECT deal, entered AS stage, day,
         lead(day) OVER (PARTITION BY deal ORDER BY day, n) AS until
  FROM (SELECT *, row_number() OVER () AS n FROM states) WHERE entered IS NOT NULL;
ALTER TABLE deals ADD COLUMN active DATE;
UPDATE deals SET active = l.day
  FROM (SELECT deal, max(day) AS day FROM states GROUP BY deal) l WHERE l.deal = deals.deal;
DROP TABLE keyed;
DROP TABLE changes;
"""

OPENS = ", ".join(f"'{stage}'" for stage in OPEN)
PROBABILITY = " ".join(f"WHEN '{stage}' THEN {ppm}" for stage, ppm in PPM.items())
STEP = " ".join(f"WHEN '{stage}' THEN {step}" for step, stage in enumerate(STEPS))

QUERIES = {
    "closed": """
SELECT datediff('month', DATE '2024-01-01', closed), stage, count(*), coalesce(sum(value), 0)
FROM deals WHERE closed IS NOT NULL GROUP BY ALL""",
    "created": """
SELECT datediff('month', DATE '2024-01-01', created), stage, count(*), coalesce(sum(value), 0)
FROM deals GROUP BY ALL""",
    "open": f"""
SELECT stage, count(*), coalesce(sum(value), 0),
       coalesce(sum(value), 0) * CASE stage {PROBABILITY} END::HUGEINT
FROM deals WHERE stage IN ({OPENS}) GROUP BY stage""",
    "reps": f"""
SELECT owner,
       count(*) FILTER (WHERE stage = 'Won' AND closed >= DATE '2026-01-01'),
       coalesce(sum(value) FILTER (WHERE stage = 'Won' AND closed >= DATE '2026-01-01'), 0),
       count(*) FILTER (WHERE stage = 'Lost' AND closed >= DATE '2026-01-01'),
       count(*) FILTER (WHERE created >= DATE '2026-01-01'),
       count(*) FILTER (WHERE stage IN ({OPENS})),
       coalesce(sum(value) FILTER (WHERE stage IN ({OPENS})), 0)
FROM deals GROUP BY owner""",
    "accounts": f"""
SELECT account, count(*), coalesce(sum(value), 0) AS revenue
FROM deals WHERE stage = 'Won' GROUP BY account
ORDER BY revenue DESC, account::VARCHAR LIMIT {TOP}""",
    "sources": """
SELECT source, count(*) FILTER (WHERE stage = 'Won'),
       coalesce(sum(value) FILTER (WHERE stage = 'Won'), 0),
       count(*) FILTER (WHERE stage = 'Lost'), count(*)
FROM deals GROUP BY source""",
    "lost_reasons": """
SELECT lost_reason, count(*), coalesce(sum(value), 0)
FROM deals WHERE stage = 'Lost' GROUP BY lost_reason""",
    "conversion": f"""
WITH far AS (
  SELECT furthest, count(*) AS deals FROM (
    SELECT max(CASE stage {STEP} END) AS furthest FROM visits GROUP BY deal)
  GROUP BY furthest),
times AS (
  SELECT CASE stage {STEP} END AS step, median(until - day) AS days
  FROM visits WHERE stage IN ({OPENS}) AND until IS NOT NULL GROUP BY stage)
SELECT s.step, (SELECT sum(deals) FROM far WHERE furthest >= s.step), t.days
FROM range({len(STEPS)}) s(step) LEFT JOIN times t USING (step)""",
    "snapshots": f"""
WITH changed AS (
  SELECT m, stage, sum(n) AS n, sum(v) AS v FROM (
    SELECT datediff('month', DATE '2024-01-01', day) AS m, stage,
           count(*) AS n, coalesce(sum(value), 0) AS v
    FROM states WHERE stage IN ({OPENS}) GROUP BY ALL
    UNION ALL
    SELECT datediff('month', DATE '2024-01-01', until), stage,
           -count(*), -coalesce(sum(value), 0)
    FROM states WHERE stage IN ({OPENS}) AND until < DATE '2027-01-01' GROUP BY ALL)
  GROUP BY ALL),
grid AS (SELECT m, stage FROM range(36) r(m), (SELECT DISTINCT stage FROM changed))
SELECT m, stage, sum(coalesce(n, 0)) OVER w, sum(coalesce(v, 0)) OVER w
FROM grid LEFT JOIN changed USING (m, stage)
WINDOW w AS (PARTITION BY stage ORDER BY m)""",
    "contract": """
SELECT year(closed), count(*), coalesce(sum(value), 0), median(coalesce(value, 0))
FROM deals WHERE stage = 'Won' GROUP BY ALL""",
    "abandoned": f"""
SELECT stage, count(*), coalesce(sum(value), 0) FROM deals
WHERE stage IN ({OPENS}) AND active < DATE '2026-12-31' - {ABANDONED_AFTER} GROUP BY stage""",
}


def version() -> str:
    return duckdb.__version__


class System:
    def __init__(self, threads: int) -> None:
        self._threads = threads

    def prepare(self, deals: pa.Table, history: pa.Table) -> None:
        self._db = duckdb.connect(config={"threads": self._threads})
        self._db.register("arrow_deals", deals)
        self._db.register("arrow_history", history)
        for column in ENUMS:
            known = deals.column(column).unique().drop_null().to_pylist()
            if column == "stage":
                known = sorted({*known, *history.column(column).unique().drop_null().to_pylist()})
            names = ", ".join("'" + str(name).replace("'", "''") + "'" for name in known)
            self._db.execute(f"CREATE TYPE {column}_t AS ENUM ({names})")
        self._db.execute(LOAD)
        self._db.unregister("arrow_deals")
        self._db.unregister("arrow_history")

    def close(self) -> None:
        self._db.close()

    def ask(self) -> Any:
        return {name: self._db.execute(sql).fetchall() for name, sql in QUERIES.items()}

    def answers(self, given: Any) -> Answers:
        return {
            name: [_SHAPES.get(name, tuple)(row) for row in rows] for name, rows in given.items()
        }


def _monthly(row: Any) -> tuple[Any, ...]:
    return (month(row[0]), row[1], int(row[2]), int(row[3]))


def _open(row: Any) -> tuple[Any, ...]:
    return (row[0], row[1], int(row[2]), half_even(int(row[3]), 1_000_000))


_SHAPES: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "closed": _monthly,
    "created": _monthly,
    "snapshots": _monthly,
    "open": _open,
    "reps": lambda r: (r[0] or "", *(int(cell) for cell in r[1:])),
    "accounts": lambda r: (r[0] or "", r[1], int(r[2])),
    "sources": lambda r: (r[0] or "", *(int(cell) for cell in r[1:])),
    "lost_reasons": lambda r: (r[0] or "", r[1], int(r[2])),
    "conversion": lambda r: (STEPS[r[0]], int(r[1]), None if r[2] is None else float(r[2])),
    "contract": lambda r: (str(r[0]), r[1], int(r[2]), cents_of(r[3])),
    "abandoned": lambda r: (r[0], r[1], int(r[2])),
}
