/**
 * The tables of IntelMQ's contact database (certbund-contact, sql/initdb.sql) that say whose networks are whose, with the
 * columns that are read and one that is not, and a table of contacts, which must not be needed.
 */
export const contactTables = `
  CREATE TABLE organisation (organisation_id serial PRIMARY KEY, name varchar(500) NOT NULL,
    ripe_org_hdl varchar(100) NOT NULL DEFAULT '', comment text NOT NULL DEFAULT '');
  CREATE TABLE organisation_automatic (organisation_automatic_id serial PRIMARY KEY, name varchar(500) NOT NULL,
    ripe_org_hdl varchar(100) NOT NULL DEFAULT '', comment text NOT NULL DEFAULT '',
    import_source varchar(500) NOT NULL, import_time timestamp NOT NULL);
  CREATE TABLE network (network_id serial PRIMARY KEY, address cidr NOT NULL, comment text NOT NULL DEFAULT '');
  CREATE TABLE network_automatic (network_automatic_id serial PRIMARY KEY, address cidr NOT NULL,
    comment text NOT NULL DEFAULT '', import_source varchar(500) NOT NULL, import_time timestamp NOT NULL,
    UNIQUE (address, import_source));
  CREATE TABLE organisation_to_asn (organisation_id integer REFERENCES organisation, asn bigint,
    PRIMARY KEY (organisation_id, asn));
  CREATE TABLE organisation_to_asn_automatic (
    organisation_automatic_id integer REFERENCES organisation_automatic, asn bigint,
    import_source varchar(500) NOT NULL, import_time timestamp NOT NULL, PRIMARY KEY (organisation_automatic_id, asn));
  CREATE TABLE organisation_to_network (organisation_id integer REFERENCES organisation,
    network_id integer REFERENCES network, PRIMARY KEY (organisation_id, network_id));
  CREATE TABLE organisation_to_network_automatic (
    organisation_automatic_id integer REFERENCES organisation_automatic,
    network_automatic_id integer REFERENCES network_automatic,
    import_source varchar(500) NOT NULL, import_time timestamp NOT NULL,
    PRIMARY KEY (organisation_automatic_id, network_automatic_id));
  CREATE TABLE contact (contact_id serial PRIMARY KEY, email varchar(100) NOT NULL,
    organisation_id integer REFERENCES organisation);`;

/** The rights that docs/operators.md asks for. */
export const contactGrants = `
  GRANT SELECT (organisation_id, name, ripe_org_hdl) ON organisation TO stats_portal;
  GRANT SELECT (organisation_automatic_id, name, ripe_org_hdl) ON organisation_automatic TO stats_portal;
  GRANT SELECT (organisation_id, asn) ON organisation_to_asn TO stats_portal;
  GRANT SELECT (organisation_automatic_id, asn) ON organisation_to_asn_automatic TO stats_portal;
  GRANT SELECT (network_id, address) ON network TO stats_portal;
  GRANT SELECT (network_automatic_id, address) ON network_automatic TO stats_portal;
  GRANT SELECT (organisation_id, network_id) ON organisation_to_network TO stats_portal;
  GRANT SELECT (organisation_automatic_id, network_automatic_id) ON organisation_to_network_automatic TO stats_portal;`;
