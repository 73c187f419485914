-- Day versions travel to other statistics databases, by bundles. A version is a source and a number.

ALTER TABLE stats.portal ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE stats.portal ADD COLUMN exports bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN stats.portal.id IS 'names this database as a source of day versions; new where they begin anew';
COMMENT ON COLUMN stats.portal.exports IS 'number of the last bundle that was written';

ALTER TABLE stats.days ADD COLUMN source uuid;
COMMENT ON COLUMN stats.days.source IS 'database that counted the day; empty for this one and for earlier ones';

-- A day that has no events any more keeps its version, so that the receiver learns that it is gone, and so that it comes
-- back with a newer one.
CREATE TABLE stats.removed_days (
  day timestamp PRIMARY KEY,
  version bigint NOT NULL
);

-- What is known to have arrived, by receiver.
CREATE TABLE stats.targets (
  target text PRIMARY KEY,
  bundle bigint NOT NULL,
  held json NOT NULL,
  acknowledged_at timestamptz NOT NULL
);
COMMENT ON COLUMN stats.targets.bundle IS 'number of the newest bundle that was imported there';
COMMENT ON COLUMN stats.targets.held IS 'versions of the days there, by day';

-- One row in a database that is fed by bundles: from whom, and what the newest bundle says of its source.
CREATE TABLE stats.received (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  source uuid NOT NULL,
  bundle bigint NOT NULL DEFAULT 0,
  ledger json NOT NULL DEFAULT '{}',
  dirty json NOT NULL DEFAULT '{}',
  imported_at timestamptz NOT NULL
);
COMMENT ON COLUMN stats.received.ledger IS 'versions of the days at the source, by day';
COMMENT ON COLUMN stats.received.dirty IS 'days that wait at the source, with their reasons';

CREATE FUNCTION stats.remember_removed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stats.removed_days (day, version) VALUES (old.day, old.version + 1)
  ON CONFLICT (day) DO UPDATE SET version = greatest(removed_days.version, excluded.version);
  RETURN NULL;
END $$;
CREATE TRIGGER remember_removed_day AFTER DELETE ON stats.days
  FOR EACH ROW EXECUTE FUNCTION stats.remember_removed_day();

CREATE FUNCTION stats.resume_removed_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  removal bigint;
BEGIN
  DELETE FROM stats.removed_days WHERE day = new.day RETURNING version INTO removal;
  new.version := greatest(new.version, removal + 1);
  RETURN new;
END $$;
CREATE TRIGGER resume_removed_day BEFORE INSERT ON stats.days
  FOR EACH ROW EXECUTE FUNCTION stats.resume_removed_day();

-- Whoever empties the ledger begins all versions anew.
CREATE FUNCTION stats.forget_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM stats.removed_days;
  DELETE FROM stats.targets;
  UPDATE stats.portal SET id = gen_random_uuid();
  RETURN NULL;
END $$;
CREATE TRIGGER forget_versions AFTER TRUNCATE ON stats.days
  FOR EACH STATEMENT EXECUTE FUNCTION stats.forget_versions();
