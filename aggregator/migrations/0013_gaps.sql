-- Each answer asks which feeds were missing: seldom any, among many that were not.
CREATE INDEX feed_status_missing ON stats.feed_status (day) WHERE status = 'missing';
