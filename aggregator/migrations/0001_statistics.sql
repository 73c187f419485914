-- Released migrations are never edited: their checksums are in the ledger. Views and grants are in the policy, which is
-- applied anew by each migrate.

-- All cells of all rollups. Which rollup has which dimensions: docs/rollups.md, generated from the catalog.
CREATE TABLE stats.rollups (
  rollup smallint NOT NULL,
  day timestamp NOT NULL,
  taxonomy text,
  type text,
  identifier text,
  malware text,
  application text,
  transport text,
  provider text,
  feed text,
  feed_code text,
  country text,
  asn bigint,
  network inet,
  domain_suffix text,
  family smallint,
  port integer,
  reported_taxonomy text,
  reported_type text,
  reported_identifier text,
  events integer NOT NULL,
  ips integer NOT NULL
);

-- ASN last: an operator's questions are answered within the index, the others read whole days anyway.
CREATE INDEX rollups_rollup_day_asn ON stats.rollups (rollup, day, asn);

-- The ledger: which days were counted, from how many events, with which counting.
CREATE TABLE stats.days (
  day timestamp PRIMARY KEY,
  version bigint NOT NULL,
  counting text NOT NULL,
  zone text NOT NULL,
  events bigint NOT NULL,
  without_address bigint NOT NULL,
  events_seen bigint NOT NULL,
  counted_at timestamptz NOT NULL
);
COMMENT ON COLUMN stats.days.version IS 'raised each time the day is counted';
COMMENT ON COLUMN stats.days.counting IS 'catalog version and alias list with which the day was counted';
COMMENT ON COLUMN stats.days.events IS 'events in the statistics of this day';
COMMENT ON COLUMN stats.days.events_seen IS 'events in the eventDB at the last look: fewer than events once they are purged';

-- Days whose numbers may no longer equal the events.
CREATE TABLE stats.dirty_days (
  day timestamp PRIMARY KEY,
  reason text NOT NULL,
  marked_at timestamptz NOT NULL
);

-- One row: the portal's zone, and how far the eventDB has been looked at.
CREATE TABLE stats.portal (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  zone text NOT NULL,
  counting text,
  source text,
  snapshot_xmin text,
  last_id bigint,
  looked_at timestamptz,
  closed_until timestamp,
  undated bigint NOT NULL DEFAULT 0
);

CREATE TABLE stats.runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  days integer NOT NULL DEFAULT 0,
  events bigint NOT NULL DEFAULT 0,
  late_events bigint NOT NULL DEFAULT 0,
  undated bigint NOT NULL DEFAULT 0,
  kept_days integer NOT NULL DEFAULT 0,
  failure text
);
COMMENT ON COLUMN stats.runs.late_events IS 'events that came for days that were closed already';
COMMENT ON COLUMN stats.runs.kept_days IS 'days that kept their numbers although events are gone';
