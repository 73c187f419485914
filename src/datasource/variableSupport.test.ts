import { dateTime, type DataFrame, type DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { templates } from './DataSource.fixture.ts';
import { type KnownValue } from './query.ts';
import { defaultVariableQuery, upgradeVariable, type StatsVariableQuery } from './variableQuery.ts';
import { StatsVariableSupport } from './variableSupport.ts';

const found: KnownValue[] = [
  { value: '64496', events: 9 },
  { value: null, events: 1 },
];

function ask(query: unknown, values: Parameters<typeof templates>[0] = {}) {
  const valuesOf = jest.fn(() => Promise.resolve(found));
  const support = new StatsVariableSupport({ valuesOf }, templates(values));
  const now = dateTime();
  const request = {
    targets: [query],
    scopedVars: {},
    range: { from: now, to: now, raw: { from: now, to: now } },
  } as unknown as DataQueryRequest<StatsVariableQuery>;
  return { asked: valuesOf, response: lastValueFrom(support.query(request)) };
}

test('the values of a dimension, by popularity, the empty one by its name', async () => {
  const { asked, response } = ask({ refId: 'v', ...defaultVariableQuery, dimension: 'asn' });
  const [frame] = (await response).data as DataFrame[];
  expect(frame?.fields.map(({ name, values }) => [name, values])).toEqual([
    ['text', ['64496', '(none)']],
    ['value', ['64496', '(none)']],
  ]);
  expect(asked).toHaveBeenCalledWith('asn', '', [], 1000);
});

test('what is typed into the list is searched; other variables narrow down; All does not', async () => {
  const where = [
    { dimension: 'taxonomy', operator: 'in', values: ['$taxonomy'] },
    { dimension: 'country', operator: 'in', values: ['$country'] },
  ] as const;
  const { asked, response } = ask(
    { refId: 'v', ...defaultVariableQuery, where },
    { taxonomy: 'vulnerable', country: '$__all', __searchFilter: 'mal' }
  );
  await response;
  expect(asked).toHaveBeenCalledWith(
    'taxonomy',
    'mal',
    [{ dimension: 'taxonomy', operator: 'in', values: ['vulnerable'] }],
    1000
  );
});

test('a value that looks like a variable is none', async () => {
  const where = [{ dimension: 'feed', operator: 'in', values: ['$evil'] }] as const;
  const { asked, response } = ask({ refId: 'v', ...defaultVariableQuery, where }, { evil: '$taxonomy', taxonomy: 'x' });
  await response;
  expect(asked).toHaveBeenCalledWith(
    'taxonomy',
    '',
    [{ dimension: 'feed', operator: 'in', values: ['$taxonomy'] }],
    1000
  );
});

test.each([
  [{ dimension: 'colour' }, 'no dimension "colour"'],
  [{ version: 2 }, 'version is 2'],
  [{ limit: 0 }, 'from 1 to 10000'],
  [{ where: 'x' }, 'list of filters'],
  [{ search: 1 }, 'search is 1'],
  [{ other: 1 }, '"other" is not a part'],
  [{ where: [{ dimension: 'asn', operator: 'in', values: ['$unknown'] }] }, 'no template variable $unknown'],
])('%j is an error in words', async (part, words) => {
  await expect(ask({ refId: 'v', ...defaultVariableQuery, ...part }).response).rejects.toThrow(words);
});

test('a new variable has the taxonomies', () => {
  expect(upgradeVariable('')).toMatchObject({
    kind: 'query',
    query: { dimension: 'taxonomy', search: '$__searchFilter' },
  });
  expect(upgradeVariable('SELECT 1')).toMatchObject({ kind: 'damaged' });
});

test('names of the dashboard’s variables', () => {
  expect(new StatsVariableSupport({ valuesOf: jest.fn() }, templates({ asn: '1', feed: 'x' })).names()).toEqual([
    '$asn',
    '$feed',
  ]);
});
