-- generated from aggregator/migrations and aggregator/src/statistics by npm run generate: do not edit
-- What `stats-portal migrate` makes on a server with TimescaleDB, with the default settings. For reading: a database
-- that is made from this has no ledger of migrations.

CREATE SCHEMA "stats";

CREATE OR REPLACE FUNCTION stats.forget_versions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM stats.removed_days;
  DELETE FROM stats.targets;
  UPDATE stats.portal SET id = gen_random_uuid();
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION stats.remember_removed_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO stats.removed_days (day, version) VALUES (old.day, old.version + 1)
  ON CONFLICT (day) DO UPDATE SET version = greatest(removed_days.version, excluded.version);
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION stats.resume_removed_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  removal bigint;
BEGIN
  DELETE FROM stats.removed_days WHERE day = new.day RETURNING version INTO removal;
  new.version := greatest(new.version, removal + 1);
  RETURN new;
END $function$
;

CREATE TABLE "stats"."annotations" (
  "id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  "kind" text NOT NULL,
  "day" timestamp without time zone NOT NULL,
  "last_day" timestamp without time zone,
  "provider" text,
  "feed" text,
  "feed_code" text,
  "taxonomy" text,
  "type" text,
  "identifier" text,
  "text" text NOT NULL,
  "made_at" timestamp with time zone NOT NULL,
  CONSTRAINT "annotations_check" CHECK ((last_day >= day)),
  CONSTRAINT "annotations_pkey" PRIMARY KEY (id)
);

CREATE TABLE "stats"."as_names" (
  "asn" bigint NOT NULL,
  "name" text NOT NULL,
  "day" timestamp without time zone NOT NULL,
  CONSTRAINT "as_names_pkey" PRIMARY KEY (asn)
);

CREATE TABLE "stats"."changes" (
  "last_day" timestamp without time zone NOT NULL,
  "taxonomy" text,
  "type" text,
  "identifier" text,
  "events_before" double precision NOT NULL,
  "events_after" double precision NOT NULL,
  "ips_before" double precision NOT NULL,
  "ips_after" double precision NOT NULL,
  "by_feeds" double precision NOT NULL,
  "by_new" double precision NOT NULL,
  "by_reclassification" double precision NOT NULL,
  "remaining" double precision NOT NULL,
  "why" text NOT NULL
);

CREATE TABLE "stats"."constituencies" (
  "id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  "imported_at" timestamp with time zone NOT NULL,
  "source" text NOT NULL,
  "attribution" text NOT NULL,
  "operators" integer NOT NULL,
  "asns" integer NOT NULL,
  "networks" integer NOT NULL,
  CONSTRAINT "constituencies_pkey" PRIMARY KEY (id)
);

CREATE TABLE "stats"."day_status" (
  "day" timestamp without time zone NOT NULL,
  "closing" text NOT NULL,
  "share_in" real,
  "expected_feeds" integer NOT NULL,
  "missing_feeds" integer NOT NULL,
  "thin_feeds" integer NOT NULL,
  "judged" text NOT NULL,
  CONSTRAINT "day_status_pkey" PRIMARY KEY (day)
);

CREATE TABLE "stats"."days" (
  "day" timestamp without time zone NOT NULL,
  "version" bigint NOT NULL,
  "counting" text NOT NULL,
  "zone" text NOT NULL,
  "events" bigint NOT NULL,
  "without_address" bigint NOT NULL,
  "events_seen" bigint NOT NULL,
  "counted_at" timestamp with time zone NOT NULL,
  "source" uuid,
  "hosts" text,
  CONSTRAINT "days_pkey" PRIMARY KEY (day)
);

CREATE TABLE "stats"."dirty_days" (
  "day" timestamp without time zone NOT NULL,
  "reason" text NOT NULL,
  "marked_at" timestamp with time zone NOT NULL,
  CONSTRAINT "dirty_days_pkey" PRIMARY KEY (day)
);

CREATE TABLE "stats"."feed_days" (
  "day" timestamp without time zone NOT NULL,
  "provider" text,
  "feed" text,
  "feed_code" text,
  "version" bigint NOT NULL,
  "source" uuid,
  "events" bigint NOT NULL,
  "lag_hours" integer
);

CREATE TABLE "stats"."feed_status" (
  "day" timestamp without time zone NOT NULL,
  "provider" text,
  "feed" text,
  "feed_code" text,
  "closing" text NOT NULL,
  "status" text NOT NULL,
  "expected" boolean NOT NULL,
  "events" bigint NOT NULL,
  "usual_events" bigint
);

CREATE TABLE "stats"."feeds" (
  "provider" text,
  "feed" text,
  "feed_code" text,
  "method" text NOT NULL,
  "first_day" timestamp without time zone NOT NULL,
  "last_day" timestamp without time zone NOT NULL,
  "ends_on" timestamp without time zone,
  "delivers" text NOT NULL,
  "weekdays" text,
  "delivered_days" integer NOT NULL,
  "of_days" integer NOT NULL,
  "lag_hours" integer,
  "usual_events" bigint,
  "low_events" bigint,
  "high_events" bigint
);

CREATE TABLE "stats"."hosts" (
  "day" timestamp without time zone NOT NULL,
  "taxonomy" text,
  "type" text,
  "identifier" text,
  "malware" text,
  "provider" text,
  "feed" text,
  "country" text,
  "asn" bigint,
  "family" smallint,
  "operator" text,
  "host" bigint NOT NULL,
  "address" inet
);

CREATE TABLE "stats"."migrations" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "checksum" text NOT NULL,
  "applied_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "migrations_pkey" PRIMARY KEY (id)
);

CREATE TABLE "stats"."operator_access" (
  "operator" text NOT NULL,
  "id" text NOT NULL,
  "least_operators" integer NOT NULL,
  "least_events" integer NOT NULL,
  "granted_at" timestamp with time zone NOT NULL,
  CONSTRAINT "operator_access_id_check" CHECK ((id ~ '^op_[0-9a-f]{16}$'::text)),
  CONSTRAINT "operator_access_id_key" UNIQUE (id),
  CONSTRAINT "operator_access_least_events_check" CHECK ((least_events >= 1)),
  CONSTRAINT "operator_access_least_operators_check" CHECK ((least_operators >= 3)),
  CONSTRAINT "operator_access_pkey" PRIMARY KEY (operator)
);

CREATE TABLE "stats"."operator_asns" (
  "operator" text NOT NULL,
  "asn" bigint NOT NULL,
  "is_primary" boolean NOT NULL,
  "addresses" bigint,
  "valid_from" timestamp with time zone NOT NULL,
  "valid_to" timestamp with time zone,
  CONSTRAINT "operator_asns_check" CHECK ((valid_to > valid_from)),
  CONSTRAINT "operator_asns_pkey" PRIMARY KEY (operator, asn, valid_from)
);

CREATE TABLE "stats"."operator_networks" (
  "operator" text NOT NULL,
  "network" cidr NOT NULL,
  "is_primary" boolean NOT NULL,
  "valid_from" timestamp with time zone NOT NULL,
  "valid_to" timestamp with time zone,
  CONSTRAINT "operator_networks_check" CHECK ((valid_to > valid_from)),
  CONSTRAINT "operator_networks_pkey" PRIMARY KEY (operator, network, valid_from)
);

CREATE TABLE "stats"."operator_sizes" (
  "operator" text NOT NULL,
  "addresses" bigint NOT NULL,
  CONSTRAINT "operator_sizes_addresses_check" CHECK ((addresses > 0)),
  CONSTRAINT "operator_sizes_pkey" PRIMARY KEY (operator)
);

CREATE TABLE "stats"."operators" (
  "operator" text NOT NULL,
  "name" text NOT NULL,
  "valid_from" timestamp with time zone NOT NULL,
  "valid_to" timestamp with time zone,
  CONSTRAINT "operators_check" CHECK ((valid_to > valid_from)),
  CONSTRAINT "operators_pkey" PRIMARY KEY (operator, valid_from)
);

CREATE TABLE "stats"."portal" (
  "single" boolean NOT NULL DEFAULT true,
  "zone" text NOT NULL,
  "counting" text,
  "source" text,
  "snapshot_xmin" text,
  "last_id" bigint,
  "looked_at" timestamp with time zone,
  "closed_until" timestamp without time zone,
  "undated" bigint NOT NULL DEFAULT 0,
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "exports" bigint NOT NULL DEFAULT 0,
  CONSTRAINT "portal_pkey" PRIMARY KEY (single),
  CONSTRAINT "portal_single_check" CHECK (single)
);

CREATE TABLE "stats"."received" (
  "single" boolean NOT NULL DEFAULT true,
  "source" uuid NOT NULL,
  "bundle" bigint NOT NULL DEFAULT 0,
  "ledger" json NOT NULL DEFAULT '{}'::json,
  "dirty" json NOT NULL DEFAULT '{}'::json,
  "imported_at" timestamp with time zone NOT NULL,
  CONSTRAINT "received_pkey" PRIMARY KEY (single),
  CONSTRAINT "received_single_check" CHECK (single)
);

CREATE TABLE "stats"."reclassifications" (
  "day" timestamp without time zone NOT NULL,
  "taxonomy" text,
  "type" text,
  "identifier" text,
  "before_taxonomy" text,
  "before_type" text,
  "before_identifier" text,
  "is_one_class" boolean NOT NULL,
  "text" text NOT NULL
);

CREATE TABLE "stats"."removed_days" (
  "day" timestamp without time zone NOT NULL,
  "version" bigint NOT NULL,
  CONSTRAINT "removed_days_pkey" PRIMARY KEY (day)
);

CREATE TABLE "stats"."revisions" (
  "id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  "day" timestamp without time zone NOT NULL,
  "rollup" smallint NOT NULL,
  "revised_at" timestamp with time zone NOT NULL,
  "cause" text NOT NULL,
  "version_before" bigint,
  "version_after" bigint,
  "rows_before" bigint NOT NULL,
  "rows_after" bigint NOT NULL,
  "events_before" bigint NOT NULL,
  "events_after" bigint NOT NULL,
  "ips_before" bigint NOT NULL,
  "ips_after" bigint NOT NULL,
  CONSTRAINT "revisions_pkey" PRIMARY KEY (id)
);

CREATE TABLE "stats"."rollups" (
  "rollup" smallint NOT NULL,
  "day" timestamp without time zone NOT NULL,
  "taxonomy" text,
  "type" text,
  "identifier" text,
  "malware" text,
  "application" text,
  "transport" text,
  "provider" text,
  "feed" text,
  "feed_code" text,
  "country" text,
  "asn" bigint,
  "network" inet,
  "domain_suffix" text,
  "family" smallint,
  "port" integer,
  "reported_taxonomy" text,
  "reported_type" text,
  "reported_identifier" text,
  "events" integer NOT NULL,
  "ips" integer NOT NULL,
  "operator" text
);

CREATE TABLE "stats"."runs" (
  "id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  "started_at" timestamp with time zone NOT NULL,
  "finished_at" timestamp with time zone,
  "days" integer NOT NULL DEFAULT 0,
  "events" bigint NOT NULL DEFAULT 0,
  "late_events" bigint NOT NULL DEFAULT 0,
  "undated" bigint NOT NULL DEFAULT 0,
  "kept_days" integer NOT NULL DEFAULT 0,
  "failure" text,
  "too_old_events" bigint NOT NULL DEFAULT 0,
  CONSTRAINT "runs_pkey" PRIMARY KEY (id)
);

CREATE TABLE "stats"."targets" (
  "target" text NOT NULL,
  "bundle" bigint NOT NULL,
  "held" json NOT NULL,
  "acknowledged_at" timestamp with time zone NOT NULL,
  CONSTRAINT "targets_pkey" PRIMARY KEY (target)
);

CREATE TABLE "stats"."verifications" (
  "id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  "started_at" timestamp with time zone NOT NULL,
  "finished_at" timestamp with time zone NOT NULL,
  "seed" bigint,
  "days" integer NOT NULL,
  "unverified_days" integer NOT NULL,
  "different_days" integer NOT NULL,
  "differences" bigint NOT NULL,
  "marked" boolean NOT NULL,
  CONSTRAINT "verifications_pkey" PRIMARY KEY (id)
);

CREATE EXTENSION IF NOT EXISTS timescaledb;

CREATE INDEX "annotations_day" ON stats.annotations USING btree (day);

CREATE TRIGGER forget_versions AFTER TRUNCATE ON stats.days FOR EACH STATEMENT EXECUTE FUNCTION stats.forget_versions();

CREATE TRIGGER remember_removed_day AFTER DELETE ON stats.days FOR EACH ROW EXECUTE FUNCTION stats.remember_removed_day();

CREATE TRIGGER resume_removed_day BEFORE INSERT ON stats.days FOR EACH ROW EXECUTE FUNCTION stats.resume_removed_day();

CREATE INDEX "feed_days_day" ON stats.feed_days USING btree (day);

CREATE INDEX "feed_status_day" ON stats.feed_status USING btree (day);

CREATE INDEX "feed_status_missing" ON stats.feed_status USING btree (day) WHERE (status = 'missing'::text);

CREATE INDEX "hosts_asn_day" ON stats.hosts USING btree (asn, day);

CREATE INDEX "hosts_day" ON stats.hosts USING brin (day) WITH (pages_per_range='32');

CREATE UNIQUE INDEX "operator_asns_valid" ON stats.operator_asns USING btree (operator, asn) WHERE (valid_to IS NULL);

CREATE UNIQUE INDEX "operator_networks_valid" ON stats.operator_networks USING btree (operator, network) WHERE (valid_to IS NULL);

CREATE UNIQUE INDEX "operators_valid" ON stats.operators USING btree (operator) WHERE (valid_to IS NULL);

CREATE INDEX "reclassifications_day" ON stats.reclassifications USING btree (day);

CREATE INDEX "revisions_day" ON stats.revisions USING btree (day);

CREATE INDEX "rollups_asn" ON stats.rollups USING btree (rollup, day, asn) INCLUDE (events, ips) WHERE (rollup = 21);

CREATE INDEX "rollups_rollup_day_asn" ON stats.rollups USING btree (rollup, day, asn);

CREATE INDEX "rollups_rollup_day_operator" ON stats.rollups USING btree (rollup, day, operator) WHERE (operator IS NOT NULL);

COMMENT ON COLUMN "stats"."annotations"."kind" IS U&'feed missing\002C new feed\002C new report\002C new identifier\002C counting\002C back-fill\002C manual';

COMMENT ON COLUMN "stats"."annotations"."last_day" IS 'NULL: it goes on';

COMMENT ON COLUMN "stats"."annotations"."provider" IS U&'this column and those after it: what it is about\003B NULL: all';

COMMENT ON COLUMN "stats"."as_names"."day" IS 'newest day whose events had this name';

COMMENT ON COLUMN "stats"."changes"."last_day" IS 'of the seven closed days that are compared with the seven before them';

COMMENT ON COLUMN "stats"."changes"."by_feeds" IS U&'this column and the three after it add up to the change of events: feeds that were missing or thin\002C or came back';

COMMENT ON COLUMN "stats"."changes"."by_new" IS 'feeds and identifiers that were not there before';

COMMENT ON COLUMN "stats"."constituencies"."attribution" IS U&'the same for two constituencies by which every event is the same operator\0027s';

COMMENT ON COLUMN "stats"."day_status"."share_in" IS 'share of what usually comes that is of feeds for which the day is closed';

COMMENT ON COLUMN "stats"."day_status"."judged" IS 'version of the day and rules by which it was judged';

COMMENT ON COLUMN "stats"."days"."version" IS 'raised each time the day is counted';

COMMENT ON COLUMN "stats"."days"."counting" IS 'catalog version and alias list with which the day was counted';

COMMENT ON COLUMN "stats"."days"."events" IS 'events in the statistics of this day';

COMMENT ON COLUMN "stats"."days"."events_seen" IS 'events in the eventDB at the last look: fewer than events once they are purged';

COMMENT ON COLUMN "stats"."days"."source" IS U&'database that counted the day\003B empty for this one and for earlier ones';

COMMENT ON COLUMN "stats"."days"."hosts" IS U&'name of the key that its addresses are hashed with\003B empty where no presence is kept';

COMMENT ON COLUMN "stats"."feed_days"."version" IS 'with source: the version of the day that has these events';

COMMENT ON COLUMN "stats"."feed_days"."lag_hours" IS U&'hours after the end of the day by which 95 \0025 of the events had been observed\003B NULL: not known';

COMMENT ON COLUMN "stats"."feed_status"."closing" IS U&'open\002C provisional or closed\002C at the last run';

COMMENT ON COLUMN "stats"."feed_status"."status" IS U&'delivered\002C thin\002C missing\002C not expected\002C unknown';

COMMENT ON COLUMN "stats"."feed_status"."expected" IS U&'whether it had to deliver\002C by what was known before that day';

COMMENT ON COLUMN "stats"."feeds"."method" IS U&'what it measures: scan\002C sinkhole\002C honeypot\002C other';

COMMENT ON COLUMN "stats"."feeds"."ends_on" IS U&'last day on which it is expected\002C as the settings say';

COMMENT ON COLUMN "stats"."feeds"."delivers" IS U&'daily\002C weekdays\002C weekly\002C irregular\002C ended\002C unknown';

COMMENT ON COLUMN "stats"."feeds"."weekdays" IS U&'on which it delivers\002C where it does not on all';

COMMENT ON COLUMN "stats"."feeds"."lag_hours" IS U&'hours after the end of a day by which 95 of 100 days had 95 \0025 of their events\003B NULL: not known';

COMMENT ON COLUMN "stats"."feeds"."usual_events" IS U&'median of the days on which it delivered\002C within a robust band';

COMMENT ON COLUMN "stats"."hosts"."host" IS 'stands for the address: 64 bits of its keyed hash';

COMMENT ON COLUMN "stats"."hosts"."address" IS 'only where the settings ask for it: hosts.addresses is plain';

COMMENT ON COLUMN "stats"."operator_access"."id" IS 'name of its role and of its schema';

COMMENT ON COLUMN "stats"."operator_access"."least_operators" IS U&'operators of a day\002C itself included\002C without which it is not shown the national numbers';

COMMENT ON COLUMN "stats"."operator_access"."least_events" IS 'events that the others must have beside the largest of them';

COMMENT ON COLUMN "stats"."operator_asns"."is_primary" IS U&'of an ASN that several operators name\002C whose its events are';

COMMENT ON COLUMN "stats"."operator_asns"."addresses" IS U&'that the whole ASN announces\002C as the site says';

COMMENT ON COLUMN "stats"."operator_sizes"."addresses" IS U&'IPv4 addresses of its networks\002C without those of others within them\003B or what its ASNs announce\002C where that is more';

COMMENT ON COLUMN "stats"."operators"."operator" IS U&'what stands in the statistics\003B the name is for people';

COMMENT ON COLUMN "stats"."portal"."id" IS U&'names this database as a source of day versions\003B new where they begin anew';

COMMENT ON COLUMN "stats"."portal"."exports" IS 'number of the last bundle that was written';

COMMENT ON COLUMN "stats"."received"."ledger" IS U&'versions of the days at the source\002C by day';

COMMENT ON COLUMN "stats"."received"."dirty" IS U&'days that wait at the source\002C with their reasons';

COMMENT ON COLUMN "stats"."reclassifications"."is_one_class" IS U&'the aliases know it: the curve goes on. Then the first three name what all of it has in common\002C or nothing';

COMMENT ON COLUMN "stats"."revisions"."version_before" IS 'NULL where the day had no numbers: of its rollups then only the whole is told';

COMMENT ON COLUMN "stats"."revisions"."version_after" IS 'NULL where the day has no events any more';

COMMENT ON COLUMN "stats"."revisions"."ips_before" IS U&'sum over the rows of the rollup\002C as a mark of change: addresses do not add up';

COMMENT ON COLUMN "stats"."runs"."late_events" IS 'events that came for days that were closed already';

COMMENT ON COLUMN "stats"."runs"."kept_days" IS 'days that kept their numbers although events are gone';

COMMENT ON COLUMN "stats"."runs"."too_old_events" IS 'events of days that the statistics do not keep any more: not counted';

COMMENT ON COLUMN "stats"."targets"."bundle" IS 'number of the newest bundle that was imported there';

COMMENT ON COLUMN "stats"."targets"."held" IS U&'versions of the days there\002C by day';

COMMENT ON COLUMN "stats"."verifications"."seed" IS U&'of the draw of days\003B NULL where no days were drawn';

COMMENT ON COLUMN "stats"."verifications"."days" IS 'days that were counted a second time and compared';

COMMENT ON COLUMN "stats"."verifications"."unverified_days" IS U&'days that could not be: purged\002C waiting\002C changed since the last look';

COMMENT ON COLUMN "stats"."verifications"."marked" IS U&'whether the different days were marked\002C for the next run to count them anew';

SELECT create_hypertable('stats.rollups'::regclass, by_range('day', interval '30 days'), if_not_exists => true, create_default_indexes => false, migrate_data => true);

SELECT create_hypertable('stats.hosts'::regclass, by_range('day', interval '30 days'), if_not_exists => true, create_default_indexes => false, migrate_data => true);

ALTER TABLE "stats"."rollups" SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'rollup,day', timescaledb.orderby = 'operator,asn,taxonomy,type,identifier');

ALTER TABLE "stats"."hosts" SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'day', timescaledb.orderby = 'operator,asn,taxonomy,type,identifier');

CALL add_columnstore_policy('stats.rollups'::regclass, after => interval '7 days');

CALL add_columnstore_policy('stats.hosts'::regclass, after => interval '7 days');

SELECT add_retention_policy('stats.hosts'::regclass, drop_after => interval '397 days');

CREATE VIEW "stats"."freshness" AS SELECT zone, least(closed_until, (SELECT min(status.day) - interval '1 day' FROM "stats"."day_status" AS status WHERE status.closing <> 'closed' AND status.day > closed_until - interval '8 days')) AS closed_until, looked_at, undated,
           (SELECT max(finished_at) FROM "stats"."runs" WHERE failure IS NULL) AS last_run,
           least(least(closed_until, (SELECT min(status.day) - interval '1 day' FROM "stats"."day_status" AS status WHERE status.closing <> 'closed' AND status.day > closed_until - interval '8 days')), (SELECT min(day) - interval '1 day' FROM "stats"."dirty_days")) AS complete_until,
           (SELECT count(*) FROM "stats"."dirty_days") AS days_waiting,
           (SELECT min(day) FROM "stats"."days" WHERE hosts IS NOT NULL AND day > coalesce((SELECT max(day) FROM "stats"."days" WHERE events > 0 AND day <= (SELECT max(day) FROM "stats"."days" WHERE hosts IS NOT NULL) AND hosts IS DISTINCT FROM (SELECT hosts FROM "stats"."days" WHERE hosts IS NOT NULL ORDER BY day DESC LIMIT 1)), '-infinity')) AS hosts_from, (SELECT max(day) FROM "stats"."days" WHERE hosts IS NOT NULL) AS hosts_until
    FROM "stats"."portal";

CREATE VIEW "stats"."operator_rates" AS SELECT days.day, sizes.operator, names.name, coalesce(cells.ips, 0)::bigint AS ips, sizes.addresses, (coalesce(cells.ips, 0) * 1000.0 / sizes.addresses)::double precision AS per_thousand, NULL::double precision AS similar_per_thousand FROM (SELECT day FROM "stats"."days" WHERE strpos(counting, ', operators ' || (SELECT attribution FROM "stats"."constituencies" ORDER BY id DESC LIMIT 1)) > 0) AS days CROSS JOIN "stats"."operator_sizes" AS sizes JOIN "stats"."operators" AS names ON names.operator = sizes.operator AND names.valid_to IS NULL LEFT JOIN "stats"."rollups" AS cells ON cells.rollup = 34 AND cells.day = days.day AND cells.operator = sizes.operator;

CREATE VIEW "stats"."operator_country" AS SELECT days.day, operators.operator AS operator, country.taxonomy, coalesce(own.events, 0)::bigint AS events, coalesce(own.ips, 0)::bigint AS ips, country.events::bigint AS country_events, country.ips::bigint AS country_ips FROM (SELECT DISTINCT day FROM "stats"."rollups" WHERE rollup = 34) AS days JOIN "stats"."rollups" AS country ON country.rollup = 5 AND country.day = days.day JOIN "stats"."operators" AS operators ON operators.valid_to IS NULL LEFT JOIN "stats"."rollups" AS own ON own.rollup = 36 AND own.day = days.day AND own.operator = operators.operator AND own.taxonomy IS NOT DISTINCT FROM country.taxonomy;

CREATE VIEW "public"."agg_ndim_day_all_tags" AS SELECT day AS "date", events::bigint AS "count", "taxonomy" AS "classification.taxonomy", "type" AS "classification.type", "identifier" AS "classification.identifier", "application" AS "protocol.application", "transport" AS "protocol.transport", "malware" AS "malware.name", "feed_code" AS "feed.code", "feed" AS "feed.name", "provider" AS "feed.provider", "country" AS "source.geolocation.cc", "port" AS "source.port", "asn" AS "source.asn", "network" AS "source.network", "domain_suffix" AS "source.domain_suffix" FROM "stats"."rollups" WHERE rollup = 33;

CREATE VIEW "public"."agg_ndim_day_feed_tags" AS SELECT day AS "date", events::bigint AS "count", "taxonomy" AS "classification.taxonomy", "type" AS "classification.type", "identifier" AS "classification.identifier", "application" AS "protocol.application", "transport" AS "protocol.transport", "malware" AS "malware.name", "feed_code" AS "feed.code", "feed" AS "feed.name", "provider" AS "feed.provider", "country" AS "source.geolocation.cc" FROM "stats"."rollups" WHERE rollup = 33;

CREATE VIEW "public"."agg_ndim_day_netobject_tags" AS SELECT day AS "date", ips::bigint AS "count", "taxonomy" AS "classification.taxonomy", "type" AS "classification.type", "identifier" AS "classification.identifier", "country" AS "source.geolocation.cc", "asn" AS "source.asn", "network" AS "source.network", "domain_suffix" AS "source.domain_suffix" FROM "stats"."rollups" WHERE rollup = 32;

CREATE VIEW "public"."asns" AS SELECT DISTINCT "asn" AS "source.asn" FROM "stats"."rollups" WHERE rollup = 21;

CREATE VIEW "public"."taxonomy" AS SELECT DISTINCT "taxonomy" AS "classification.taxonomy" FROM "stats"."rollups" WHERE rollup = 5;

CREATE VIEW "public"."types" AS SELECT DISTINCT "type" AS "classification.type" FROM "stats"."rollups" WHERE rollup = 6;

CREATE VIEW "public"."identifier" AS SELECT DISTINCT "identifier" AS "classification.identifier" FROM "stats"."rollups" WHERE rollup = 13;

CREATE ROLE "statsro" NOLOGIN;

GRANT SELECT ON "stats"."freshness" TO "statsro";

GRANT SELECT ON "stats"."operator_rates" TO "statsro";

GRANT SELECT ON "stats"."operator_country" TO "statsro";

GRANT SELECT ON "public"."agg_ndim_day_all_tags" TO "statsro";

GRANT SELECT ON "public"."agg_ndim_day_feed_tags" TO "statsro";

GRANT SELECT ON "public"."agg_ndim_day_netobject_tags" TO "statsro";

GRANT SELECT ON "public"."asns" TO "statsro";

GRANT SELECT ON "public"."taxonomy" TO "statsro";

GRANT SELECT ON "public"."types" TO "statsro";

GRANT SELECT ON "public"."identifier" TO "statsro";

GRANT USAGE ON SCHEMA "stats" TO "statsro";

GRANT USAGE ON SCHEMA "public" TO "statsro";

GRANT SELECT ON "stats"."annotations" TO "statsro";

GRANT SELECT ON "stats"."as_names" TO "statsro";

GRANT SELECT ON "stats"."changes" TO "statsro";

GRANT SELECT ON "stats"."constituencies" TO "statsro";

GRANT SELECT ON "stats"."day_status" TO "statsro";

GRANT SELECT ON "stats"."days" TO "statsro";

GRANT SELECT ON "stats"."dirty_days" TO "statsro";

GRANT SELECT ON "stats"."feed_days" TO "statsro";

GRANT SELECT ON "stats"."feed_status" TO "statsro";

GRANT SELECT ON "stats"."feeds" TO "statsro";

GRANT SELECT ON "stats"."hosts" TO "statsro";

GRANT SELECT ON "stats"."migrations" TO "statsro";

GRANT SELECT ON "stats"."operator_access" TO "statsro";

GRANT SELECT ON "stats"."operator_asns" TO "statsro";

GRANT SELECT ON "stats"."operator_networks" TO "statsro";

GRANT SELECT ON "stats"."operator_sizes" TO "statsro";

GRANT SELECT ON "stats"."operators" TO "statsro";

GRANT SELECT ON "stats"."portal" TO "statsro";

GRANT SELECT ON "stats"."received" TO "statsro";

GRANT SELECT ON "stats"."reclassifications" TO "statsro";

GRANT SELECT ON "stats"."removed_days" TO "statsro";

GRANT SELECT ON "stats"."revisions" TO "statsro";

GRANT SELECT ON "stats"."rollups" TO "statsro";

GRANT SELECT ON "stats"."runs" TO "statsro";

GRANT SELECT ON "stats"."targets" TO "statsro";

GRANT SELECT ON "stats"."verifications" TO "statsro";

ALTER ROLE "statsro" SET search_path = "stats", public;

ALTER ROLE "statsro" SET jit = off;

REVOKE TEMPORARY ON DATABASE "statistics" FROM PUBLIC;
