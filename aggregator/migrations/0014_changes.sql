-- Classes that got another name: by whom events were told under one name until a day, and under another from then on.
CREATE TABLE stats.reclassifications (
  day timestamp NOT NULL,
  taxonomy text,
  type text,
  identifier text,
  before_taxonomy text,
  before_type text,
  before_identifier text,
  is_one_class boolean NOT NULL,
  text text NOT NULL
);
CREATE INDEX reclassifications_day ON stats.reclassifications (day);
COMMENT ON COLUMN stats.reclassifications.is_one_class IS 'the aliases know it: the curve goes on. Then the first three name what all of it has in common, or nothing';

-- What moved in the last closed week, and what of it is explained: kept as it is now. Events and addresses of an average day.
CREATE TABLE stats.changes (
  last_day timestamp NOT NULL,
  taxonomy text,
  type text,
  identifier text,
  events_before double precision NOT NULL,
  events_after double precision NOT NULL,
  ips_before double precision NOT NULL,
  ips_after double precision NOT NULL,
  by_feeds double precision NOT NULL,
  by_new double precision NOT NULL,
  by_reclassification double precision NOT NULL,
  remaining double precision NOT NULL,
  why text NOT NULL
);
COMMENT ON COLUMN stats.changes.last_day IS 'of the seven closed days that are compared with the seven before them';
COMMENT ON COLUMN stats.changes.by_feeds IS 'this column and the three after it add up to the change of events: feeds that were missing or thin, or came back';
COMMENT ON COLUMN stats.changes.by_new IS 'feeds and identifiers that were not there before';
