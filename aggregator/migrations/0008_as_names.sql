-- What people call an ASN. The events say it; statistics are by number.
CREATE TABLE stats.as_names (
  asn bigint PRIMARY KEY,
  name text NOT NULL,
  day timestamp NOT NULL
);
COMMENT ON COLUMN stats.as_names.day IS 'newest day whose events had this name';
