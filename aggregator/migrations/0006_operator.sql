-- Whose an event is: a dimension of the statistics. Where a day was counted before there was one, it is empty.
ALTER TABLE stats.rollups ADD COLUMN operator text;

-- An operator's rows; there are few of them in a day, and none where no constituency is known.
CREATE INDEX rollups_rollup_day_operator ON stats.rollups (rollup, day, operator) WHERE operator IS NOT NULL;
