-- The figures of one period by one dimension ('' for the total). Parameters: $first and $after, the
-- period; $cut, before which things count; $outcome; $by; $abandoned, days.
WITH seen AS (
  SELECT
    *,
    kind IN ('won', 'lost') AND kind IS DISTINCT FROM lag(kind) OVER (
      PARTITION BY deal ORDER BY place
    ) AS closes
  FROM life
  WHERE day < $cut AND $cut > $first
),
-- Changes told of before the beginning make the beginning what it is.
standing AS (
  SELECT arg_max(seen, place) AS last FROM seen GROUP BY deal
  HAVING coalesce(any_value(created), min(day)) < $cut
),
closings AS (
  SELECT * FROM seen
  WHERE closes AND day >= $first AND day < $after
    AND ($outcome = 'as_recorded' OR (deal, place) IN (
      SELECT (deal, max(place)) FROM seen WHERE closes GROUP BY deal
    ) AND deal IN (SELECT last.deal FROM standing WHERE last.kind IN ('won', 'lost')))
),
closed AS (
  SELECT
    closings.kind,
    closings.value,
    date_diff('day', closings.created, closings.day) AS days,
    CASE $by
      WHEN 'owner' THEN closings.owner
      WHEN 'source' THEN closings.source
      WHEN 'stage' THEN
        CASE WHEN $outcome = 'as_recorded' THEN closings.stage ELSE standing.last.stage END
      ELSE ''
    END AS key
  FROM closings JOIN standing ON standing.last.deal = closings.deal
),
open_before AS (SELECT least($after, $cut) AS cut),
open_seen AS (
  SELECT arg_max(life, place) AS last FROM life, open_before WHERE day < cut AND $cut > $first
  GROUP BY deal HAVING coalesce(any_value(created), min(day)) < any_value(cut)
),
open AS (
  SELECT last.deal AS deal, last.stage AS stage, last.ppm AS ppm, last.value AS value,
    last.owner AS owner, last.source AS source, last.created AS created
  FROM open_seen WHERE last.kind = 'open'
  UNION ALL
  SELECT deal, stage, ppm, value, owner, source, NULL FROM undated, open_before
  -- Where no day at all is known, they are open whenever one asks.
  WHERE coalesce(cut > (SELECT max(day) FROM known_days), true) AND $cut > $first
),
active AS (
  SELECT deal, max(day) AS day
  FROM (SELECT deal, day FROM life UNION ALL SELECT deal, created FROM life
        UNION ALL SELECT deal, day FROM contacts), open_before
  WHERE day < cut
  GROUP BY deal
),
opened AS (
  SELECT
    open.*,
    coalesce(date_diff('day', active.day, cut) - 1 > $abandoned, false) AND created IS NOT NULL
      AS abandoned,
    CASE $by
      WHEN 'owner' THEN owner WHEN 'source' THEN source WHEN 'stage' THEN stage ELSE ''
    END AS key
  FROM open CROSS JOIN open_before LEFT JOIN active ON active.deal = open.deal
),
-- As the deal began: by the last change before that day, else by the first state.
created AS (
  SELECT
    coalesce(
      arg_max(seen.value, place) FILTER (seen.day < seen.created), arg_min(seen.value, place)
    ) AS value,
    coalesce(
      arg_max(seen.owner, place) FILTER (seen.day < seen.created), arg_min(seen.owner, place)
    ) AS owner,
    any_value(standing.last.stage) AS stage,
    any_value(seen.source) AS source
  FROM seen JOIN standing ON standing.last.deal = seen.deal
  WHERE seen.created >= $first AND seen.created < least($after, $cut)
  GROUP BY seen.deal
),
made AS (
  SELECT value,
    CASE $by
      WHEN 'owner' THEN owner WHEN 'source' THEN source WHEN 'stage' THEN stage ELSE ''
    END AS key
  FROM created
),
by_closing AS (
  SELECT
    key,
    count(*) FILTER (kind = 'won') AS won_count,
    sum(value) FILTER (kind = 'won') AS won_revenue,
    count(*) FILTER (kind = 'lost') AS lost_count,
    sum(value) FILTER (kind = 'lost') AS lost_value,
    sum(days) FILTER (kind = 'won') AS cycle_days,
    count(days) FILTER (kind = 'won') AS cycles,
    quantile_cont(days::DOUBLE, 0.5) FILTER (kind = 'won') AS cycle_median
  FROM closed GROUP BY key
),
by_open AS (
  SELECT
    key,
    count(*) AS open_count,
    sum(value) AS open_value,
    sum((value * 100)::HUGEINT * ppm) AS weighted,
    count(*) FILTER (abandoned) AS abandoned_count,
    sum(value) FILTER (abandoned) AS abandoned_value
  FROM opened GROUP BY key
),
by_made AS (SELECT key, count(*) AS created_count, sum(value) AS created_value FROM made GROUP BY key)
SELECT * FROM by_closing FULL JOIN by_open USING (key) FULL JOIN by_made USING (key)
