import { hostsTable, type Column } from '@stats-portal/catalog';
import { released } from '../drift/released.ts';

test('the migrations make the table of the catalog', () => {
  const typeOf = (type: Column['type']): string => (type === 'timestamp' ? 'timestamp without time zone' : type);
  const table = released.tables.find(({ name }) => name === hostsTable.name)!;
  expect(table.columns.map(({ name, type, notNull }) => ({ name, type, nullable: !notNull }))).toEqual(
    hostsTable.columns.map(({ name, type, nullable }) => ({ name, type: typeOf(type), nullable }))
  );
});
