-- Statistics may be kept for a time only. Events that come for days which are forgotten already are told, not counted.
ALTER TABLE stats.runs ADD COLUMN too_old_events bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN stats.runs.too_old_events IS 'events of days that the statistics do not keep any more: not counted';
