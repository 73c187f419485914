-- Presence: on which days an address was reported, and as what. One row for each day, address and combination of the
-- dimensions. Nothing is here unless the settings ask for it (docs/privacy.md).
CREATE TABLE stats.hosts (
  day timestamp NOT NULL,
  taxonomy text,
  type text,
  identifier text,
  malware text,
  provider text,
  feed text,
  country text,
  asn bigint,
  family smallint,
  operator text,
  host bigint NOT NULL,
  address inet
);
COMMENT ON COLUMN stats.hosts.host IS 'stands for the address: 64 bits of its keyed hash';
COMMENT ON COLUMN stats.hosts.address IS 'only where the settings ask for it: hosts.addresses is plain';

-- A question about one ASN is answered from its own rows; the others read whole days, which lie together.
CREATE INDEX hosts_asn_day ON stats.hosts (asn, day);
CREATE INDEX hosts_day ON stats.hosts USING brin (day) WITH (pages_per_range = 32);

ALTER TABLE stats.days ADD COLUMN hosts text;
COMMENT ON COLUMN stats.days.hosts IS 'name of the key that its addresses are hashed with; empty where no presence is kept';
