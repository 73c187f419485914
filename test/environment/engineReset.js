/** Ends what a test may have left of its session, roles and all. */
const session = ['ROLLBACK', 'RESET SESSION AUTHORIZATION', 'RESET ROLE', 'DISCARD ALL', 'SET search_path TO public'];

const ofExtension = (catalog, oid) =>
  `EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

/** Statements that drop what tests make, as rows of one column, in an order in which they work. */
const drops = [
  `SELECT format('SELECT delete_job(%s)', job_id) FROM timescaledb_information.jobs WHERE job_id >= 1000`,
  `SELECT format('DROP MATERIALIZED VIEW %I.%I CASCADE', view_schema, view_name)
     FROM timescaledb_information.continuous_aggregates`,
  `SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace n
    WHERE oid >= 16384 AND nspname !~ '^pg_' AND NOT ${ofExtension('pg_namespace', 'n.oid')}`,
  `SELECT format('DROP %s IF EXISTS %s CASCADE',
            CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
              WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, c.oid::regclass)
     FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT ${ofExtension('pg_class', 'c.oid')}`,
  `SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
     FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND NOT ${ofExtension('pg_proc', 'p.oid')}`,
  `SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype)
     FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typelem = 0 AND NOT ${ofExtension('pg_type', 't.oid')}`,
  `SELECT format('DROP OWNED BY %1$I CASCADE; DROP ROLE %1$I', rolname) FROM pg_roles WHERE oid >= 16384`,
  // Chunks and jobs are numbered from the start again, so that no test sees how many came before it.
  `SELECT format('ALTER SEQUENCE %I.%I RESTART', schemaname, sequencename) FROM pg_sequences
    WHERE schemaname LIKE '_timescaledb%' AND last_value IS NOT NULL`,
];

/** The database of every PGlite is template1. */
const defaults = `
  ALTER DATABASE template1 CONNECTION LIMIT -1; ALTER DATABASE template1 RESET ALL;
  GRANT CONNECT, TEMPORARY ON DATABASE template1 TO PUBLIC;
  REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC`;

/** Brings a used in-memory database back to the state in which it was created. */
async function cleanUp(engine) {
  for (const statement of session) {
    await engine.exec(statement);
  }
  for (const list of drops) {
    const { rows } = await engine.query(list, [], { rowMode: 'array' });
    for (const [statement] of rows) {
      await engine.exec(statement);
    }
  }
  await engine.exec(defaults);
  // Its write-ahead log is in memory too.
  await engine.exec('CHECKPOINT');
}

const fingerprint = `
  SELECT md5(concat(
    (SELECT string_agg(concat(nspname, nspacl), ',' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_t'),
    (SELECT string_agg(concat(relnamespace, relname, relacl), ',' ORDER BY oid) FROM pg_class WHERE relnamespace NOT IN
      (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_t')),
    (SELECT string_agg(concat(oid, proacl), ',' ORDER BY oid) FROM pg_proc),
    (SELECT string_agg(concat(oid, typacl), ',' ORDER BY oid) FROM pg_type WHERE typnamespace NOT IN
      (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_t')),
    (SELECT string_agg(concat(rolname, rolsuper, rolcanlogin, rolconfig), ',' ORDER BY rolname) FROM pg_roles),
    (SELECT string_agg(concat(datname, datacl), ',' ORDER BY datname) FROM pg_database),
    (SELECT string_agg(s::text, ',') FROM pg_db_role_setting s),
    (SELECT string_agg(a::text, ',') FROM pg_default_acl a),
    (SELECT string_agg(extname, ',') FROM pg_extension),
    (SELECT string_agg(concat(schemaname, sequencename, last_value), ',' ORDER BY schemaname, sequencename)
       FROM pg_sequences),
    (SELECT string_agg(concat(evtname, evtenabled), ',' ORDER BY evtname) FROM pg_event_trigger)
  ))`;

/** A fingerprint of everything that outlives a test: equal to a new database's if nothing was left. */
async function leftovers(engine) {
  const { rows } = await engine.query(fingerprint, [], { rowMode: 'array' });
  return rows[0][0];
}

module.exports = { cleanUp, leftovers };
