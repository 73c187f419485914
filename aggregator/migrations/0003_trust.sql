-- What verify found: a row for each verification.
CREATE TABLE stats.verifications (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  seed bigint,
  days integer NOT NULL,
  unverified_days integer NOT NULL,
  different_days integer NOT NULL,
  differences bigint NOT NULL,
  marked boolean NOT NULL
);
COMMENT ON COLUMN stats.verifications.seed IS 'of the draw of days; NULL where no days were drawn';
COMMENT ON COLUMN stats.verifications.days IS 'days that were counted a second time and compared';
COMMENT ON COLUMN stats.verifications.unverified_days IS 'days that could not be: purged, waiting, changed since the last look';
COMMENT ON COLUMN stats.verifications.marked IS 'whether the different days were marked, for the next run to count them anew';

-- Traces of closed days whose numbers changed: a row for each rollup that is not as it was.
CREATE TABLE stats.revisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day timestamp NOT NULL,
  rollup smallint NOT NULL,
  revised_at timestamptz NOT NULL,
  cause text NOT NULL,
  version_before bigint,
  version_after bigint,
  rows_before bigint NOT NULL,
  rows_after bigint NOT NULL,
  events_before bigint NOT NULL,
  events_after bigint NOT NULL,
  ips_before bigint NOT NULL,
  ips_after bigint NOT NULL
);
CREATE INDEX revisions_day ON stats.revisions (day);
COMMENT ON TABLE stats.revisions IS 'A row may have the same numbers before and after: then they are others'' numbers, as after a renaming.';
COMMENT ON COLUMN stats.revisions.version_before IS 'NULL where the day had no numbers: of its rollups then only the whole is told';
COMMENT ON COLUMN stats.revisions.version_after IS 'NULL where the day has no events any more';
COMMENT ON COLUMN stats.revisions.ips_before IS 'sum over the rows of the rollup, as a mark of change: addresses do not add up';
