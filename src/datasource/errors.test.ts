import { inPlainWords } from './errors.ts';

test.each([
  ['db query error: pq: permission denied for table rollups', 'statsro'],
  ['db query error: ERROR: relation "rollups" does not exist (SQLSTATE 42P01)', 'search_path'],
  ['pq: column "port" does not exist', 'older than this plugin'],
  ['pq: canceling statement due to statement timeout', 'took too long'],
  ['failed to connect to server - please inspect Grafana server log for details', 'cannot be reached'],
  ['data source not found', 'Choose another one'],
])('%s', (original, words) => {
  const { message, refId } = inPlainWords({ refId: 'B', message: original });
  expect(message).toContain(words);
  expect(message).toContain(original);
  expect(refId).toBe('B');
});

test('what is not known is told as it is', () => {
  expect(inPlainWords({ data: { message: 'something else' } }).message).toBe('something else');
  expect(inPlainWords({ status: 500 }).message).toBe('500');
});
