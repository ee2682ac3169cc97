-- What each deal was, change by change. Before: deals, changes and stages as oracle.py makes them
-- (local days; instants where there are some; seq, the number of the row in its table).
CREATE OR REPLACE TEMP TABLE life AS
WITH told AS (
  SELECT
    deal,
    min(day) AS first_day,
    min(day) FILTER (stage IS NOT NULL) AS first_entry,
    arg_min(value, row(day, moment, seq)) FILTER (value IS NOT NULL) AS first_value,
    arg_min(owner, row(day, moment, seq)) FILTER (owner IS NOT NULL) AS first_owner
  FROM changes
  GROUP BY deal
),
-- A beginning that nobody knows is the first change.
begun AS (
  SELECT
    deals.* REPLACE (coalesce(deals.created, told.first_day) AS created),
    told.first_entry,
    coalesce(told.first_value, deals.value) AS first_value,
    coalesce(told.first_owner, deals.owner, '') AS first_owner,
    current.kind AS kind,
    (SELECT name FROM stages WHERE kind = 'open' ORDER BY position LIMIT 1) AS first_stage
  FROM deals
  LEFT JOIN told USING (deal)
  LEFT JOIN stages AS current ON current.name = deals.stage
),
events AS (
  SELECT deal, day, 1 AS turn, moment, seq, stage, value, owner FROM changes
  UNION ALL -- where the deal began, unless a change says so by then
  SELECT deal, created, 0, NULL, 0, first_stage, NULL, NULL
  FROM begun
  WHERE created IS NOT NULL AND (first_entry IS NULL OR first_entry > created)
  UNION ALL -- without a history of stages: its present one, entered when it closed
  SELECT
    deal,
    coalesce(closed, created),
    CASE WHEN closed IS NULL THEN 0 WHEN closed_at IS NULL THEN 2 ELSE 1 END,
    closed_at,
    9000000000,
    stage,
    NULL,
    NULL
  FROM (SELECT * REPLACE (CASE WHEN kind = 'open' THEN NULL ELSE closed END AS closed) FROM begun)
  WHERE first_entry IS NULL
    AND coalesce(closed, created) IS NOT NULL
    AND NOT (kind IN ('won', 'lost') AND closed IS NULL)
),
states AS (
  SELECT
    deal,
    row_number() OVER so_far AS place,
    day,
    last_value(events.stage IGNORE NULLS) OVER so_far AS stage,
    last_value(events.value IGNORE NULLS) OVER so_far AS value,
    last_value(events.owner IGNORE NULLS) OVER so_far AS owner
  FROM events
  WINDOW so_far AS (
    PARTITION BY deal ORDER BY day, turn, moment NULLS FIRST, seq
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
)
SELECT
  states.deal,
  states.place,
  states.day,
  states.stage,
  stages.kind,
  stages.ppm,
  coalesce(states.value, begun.first_value) AS value,
  coalesce(states.owner, begun.first_owner) AS owner,
  begun.created,
  begun.source
FROM states
JOIN begun USING (deal)
LEFT JOIN stages ON stages.name = states.stage;

-- Deals of which only the present is known: open from the last day of the data on.
CREATE OR REPLACE TEMP TABLE undated AS
SELECT deal, deals.stage, ppm, value, coalesce(owner, '') AS owner, source
FROM deals
JOIN stages ON stages.name = deals.stage AND stages.kind = 'open'
WHERE created IS NULL AND deal NOT IN (SELECT deal FROM changes);
