-- The constituency: which ASNs and networks are whose, and since when. Of a row only its end is ever written.

-- A row for each import that changed something.
CREATE TABLE stats.constituencies (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  imported_at timestamptz NOT NULL,
  source text NOT NULL,
  attribution text NOT NULL,
  operators integer NOT NULL,
  asns integer NOT NULL,
  networks integer NOT NULL
);
COMMENT ON COLUMN stats.constituencies.attribution IS 'the same for two constituencies by which every event is the same operator''s';

CREATE TABLE stats.operators (
  operator text NOT NULL,
  name text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  PRIMARY KEY (operator, valid_from),
  CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX operators_valid ON stats.operators (operator) WHERE valid_to IS NULL;
COMMENT ON COLUMN stats.operators.operator IS 'what stands in the statistics; the name is for people';

CREATE TABLE stats.operator_asns (
  operator text NOT NULL,
  asn bigint NOT NULL,
  is_primary boolean NOT NULL,
  addresses bigint,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  PRIMARY KEY (operator, asn, valid_from),
  CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX operator_asns_valid ON stats.operator_asns (operator, asn) WHERE valid_to IS NULL;
COMMENT ON COLUMN stats.operator_asns.is_primary IS 'of an ASN that several operators name, whose its events are';
COMMENT ON COLUMN stats.operator_asns.addresses IS 'that the whole ASN announces, as the site says';

CREATE TABLE stats.operator_networks (
  operator text NOT NULL,
  network cidr NOT NULL,
  is_primary boolean NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  PRIMARY KEY (operator, network, valid_from),
  CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX operator_networks_valid ON stats.operator_networks (operator, network) WHERE valid_to IS NULL;
