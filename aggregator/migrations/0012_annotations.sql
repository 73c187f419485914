-- What has to be known beside a curve: what the runs found (kept as it is now), and what people wrote.
CREATE TABLE stats.annotations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  day timestamp NOT NULL,
  last_day timestamp,
  provider text,
  feed text,
  feed_code text,
  taxonomy text,
  type text,
  identifier text,
  text text NOT NULL,
  made_at timestamptz NOT NULL,
  CHECK (last_day >= day)
);
CREATE INDEX annotations_day ON stats.annotations (day);
COMMENT ON COLUMN stats.annotations.kind IS 'feed missing, new feed, new report, new identifier, counting, back-fill, manual';
COMMENT ON COLUMN stats.annotations.last_day IS 'NULL: it goes on';
COMMENT ON COLUMN stats.annotations.provider IS 'this column and those after it: what it is about; NULL: all';
