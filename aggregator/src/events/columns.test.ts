import { createEventsTable, eventFields } from './columns.ts';

test('makes the table that intelmq_psql_initdb makes, with ASNs that fit', () => {
  const statements = createEventsTable('events');
  expect(statements).toMatch(
    /^CREATE TABLE "events" \(\n {2}"id" BIGSERIAL PRIMARY KEY,\n {2}"classification.identifier" text,/
  );
  expect(statements).toContain('  "classification.taxonomy" varchar(100),\n');
  expect(statements).toContain('  "source.asn" bigint,\n');
  expect(statements).toContain('CREATE INDEX "idx_events_source.asn" ON "events" USING btree ("source.asn");\n');
  expect(statements.match(/^CREATE INDEX/gm)).toHaveLength(11);
});

test('has the columns in the order of their names, as IntelMQ has them', () => {
  const names = Object.keys(eventFields);
  expect(names).toEqual(names.toSorted());
  expect(names).toHaveLength(88);
});

test('leaves the names of indices to PostgreSQL where IntelMQ names none', () => {
  const statements = createEventsTable('archive.events_2023');
  expect(statements).toContain('CREATE TABLE "archive"."events_2023" (');
  expect(statements).toContain('CREATE INDEX ON "archive"."events_2023" USING btree ("time.source");');
});

test('refuses what is no name', () => {
  expect(() => createEventsTable('events"; DROP TABLE x')).toThrow(TypeError);
});
