import { type DataFrame } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { dataSource, request, startGrafana, templates, type Grafana } from './DataSource.fixture.ts';
import { annotationsSql, asksForAnnotations, upgradeAnnotations } from './annotationQuery.ts';
import { annotationSupport } from './annotations.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

const target = (parts: object = {}): StatsQuery =>
  ({ refId: 'Anno', queryType: 'annotations', ...parts }) as unknown as StatsQuery;

const asking = (asked: StatsQuery): ReturnType<typeof request> => ({ ...request([]), targets: [asked] });

const sqlOf = ({ posted }: Grafana): string =>
  (posted.at(-1)?.data as { queries: Array<{ rawSql: string }> }).queries[0]!.rawSql;

let grafana: Grafana;

beforeEach(() => {
  grafana = startGrafana();
});

test('what is asked for is what the dashboard shows, of the days that it shows', async () => {
  const where = [
    { dimension: 'provider', operator: 'in', values: ['$provider'] },
    { dimension: 'taxonomy', operator: 'in', values: ['$taxonomy'] },
    { dimension: 'asn', operator: 'in', values: ['64496'] },
  ];
  const source = dataSource('pg', templates({ provider: `O'Neill $1 \${taxonomy}`, taxonomy: '$__all' }));
  const answered = await lastValueFrom(source.query(asking(target({ kinds: ['feed missing', 'manual'], where }))));
  expect(answered.errors).toBeUndefined();
  const sql = sqlOf(grafana);
  expect(sql).toContain(`kind IN ('feed missing', 'manual')`);
  // What says nothing of a provider is about all of them; the variable's value is one literal, nothing in it is read again.
  expect(sql).toContain(`("provider" IS NULL OR "provider" = U&'O\\0027Neill \\00241 \\0024\\007Btaxonomy\\007D')`);
  expect(sql).not.toContain('"taxonomy" IS NULL');
  expect(sql).not.toContain('64496');
});

test('an outage is a region, what lasts reaches to the end of the range, and what has one day is a mark', async () => {
  grafana.answer = () => ({
    kind: ['feed missing', 'feed missing', 'manual', 'of a later program'],
    day: ['2026-01-10', '2026-01-20', '2026-01-05', '2026-01-06'],
    last_day: ['2026-01-13', null, '2026-01-05', '2026-01-06'],
    provider: ['P', 'Q', null, null],
    feed: ['F', null, null, null],
    text: ['P F is missing', 'Q is missing', 'holiday', 'news'],
  });
  const { data } = await lastValueFrom(dataSource().query(asking(target())));
  const events = await lastValueFrom(
    annotationSupport.processEvents!(
      { name: 'x', enable: true, iconColor: 'red', target: target() },
      data as DataFrame[]
    )
  );
  const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
  expect(events).toEqual([
    {
      time: at('2026-01-10'),
      timeEnd: at('2026-01-13'),
      isRegion: true,
      title: 'Feed missing',
      text: 'P F is missing',
      tags: ['P', 'F'],
    },
    expect.objectContaining({ time: at('2026-01-20'), timeEnd: at('2026-01-31'), tags: ['Q'] }),
    { time: at('2026-01-05'), title: 'Written by hand', text: 'holiday', tags: [] },
    expect.objectContaining({ title: 'of a later program' }),
  ]);
});

test('what cannot be asked is told, and nothing is sent', async () => {
  const { errors } = await lastValueFrom(
    dataSource().query(asking(target({ where: [{ dimension: 'feed', operator: 'in', values: ['$gone'] }] })))
  );
  expect(errors).toEqual([{ refId: 'Anno', message: 'there is no template variable $gone' }]);
  expect(upgradeAnnotations({ kinds: ['x'] })).toMatchObject({ kind: 'damaged' });
  const days = { from: '2026-01-01', to: '2026-01-31' };
  expect(annotationsSql({ kinds: 1 }, { days, filters: [], variables: () => undefined })).toEqual({
    faults: ['kinds is 1; it is a list'],
  });
});

test('questions that were saved before stay questions, also where Grafana puts its default under them', () => {
  const saved = { refId: 'Anno', ...defaultQuery };
  expect(asksForAnnotations(saved)).toBe(false);
  expect(asksForAnnotations({ ...annotationSupport.getDefaultQuery!(), ...saved })).toBe(false);
  expect(asksForAnnotations({ refId: 'Anno', ...annotationSupport.getDefaultQuery!() })).toBe(true);
});
