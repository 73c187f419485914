import { type DataFrame, type DataQueryResponse } from '@grafana/data';
import { type BackendSrvRequest } from '@grafana/runtime';
import { catalogVersion } from '@stats-portal/catalog';
import { lastValueFrom } from 'rxjs';
import {
  breakGrafana,
  dataSource,
  postgres,
  request,
  startGrafana,
  templates,
  type Grafana,
} from './DataSource.fixture.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

let grafana: Grafana;

beforeEach(() => {
  grafana = startGrafana();
});

const ask = (
  source: ReturnType<typeof dataSource>,
  ...parameters: Parameters<typeof request>
): Promise<DataQueryResponse> => lastValueFrom(source.query(request(...parameters)));

const sqlOf = (posted: BackendSrvRequest | undefined): string =>
  (posted?.data as { queries: Array<{ rawSql: string }> }).queries.map(({ rawSql }) => rawSql).join('\n');

const messages = ({ errors }: DataQueryResponse): string => (errors ?? []).map(({ message }) => message).join('\n');

const asnFilter = (...values: string[]): Pick<StatsQuery, 'where'> => ({
  where: [{ dimension: 'asn', operator: 'in', values }],
});

describe('what is posted', () => {
  test('one request to the PostgreSQL data source, with SQL for each query', async () => {
    await ask(dataSource(), [{}, { measure: 'events' }], {
      dashboardUID: 'd1',
      panelId: 3,
      panelPluginId: 'timeseries',
      queryCachingTTL: 60_000,
    });
    expect(grafana.posted).toHaveLength(2);
    const { url, method, headers, data, requestId } = grafana.posted[1]!;
    expect({ url, method, requestId }).toEqual({
      url: '/api/ds/query?ds_type=csirt-statsportal-datasource&requestId=Q1',
      method: 'POST',
      requestId: 'Q1',
    });
    expect(headers).toEqual({
      'X-Plugin-Id': 'grafana-postgresql-datasource',
      'X-Datasource-Uid': 'pg',
      'X-Dashboard-Uid': 'd1',
      'X-Panel-Id': '3',
      'X-Panel-Plugin-Id': 'timeseries',
    });
    const common = {
      datasource: { uid: 'pg', type: postgres.type },
      datasourceId: 7,
      rawSql: expect.stringMatching(/^WITH /),
      format: 'table',
      rawQuery: true,
      editorMode: 'code',
      intervalMs: 3_600_000,
      maxDataPoints: 1000,
      queryCachingTTL: 60_000,
    };
    expect(data).toEqual({
      from: String(Date.parse('2026-01-02T12:00:00Z')),
      to: String(Date.parse('2026-01-31T12:00:00Z')),
      queries: [
        { refId: 'A', ...common },
        { refId: 'B', ...common },
      ],
    });
  });

  test('the days that begin in the range, in the portal’s zone', async () => {
    await ask(dataSource(), [{}]);
    expect(sqlOf(grafana.posted[1])).toMatch(/day >= '2026-01-03'[^]*day <= '2026-01-31'/);
  });

  test('automatic grain goes with the panel’s width', async () => {
    await ask(dataSource(), [{}], { maxDataPoints: 10 });
    expect(sqlOf(grafana.posted[1])).toContain("date_trunc('week'");
  });

  test('nothing for hidden queries, and nothing at all if all are hidden', async () => {
    const source = dataSource();
    await ask(source, [{ hide: true }, {}]);
    expect(
      (grafana.posted[1]!.data as { queries: Array<{ refId: string }> }).queries.map(({ refId }) => refId)
    ).toEqual(['B']);
    await ask(source, [{ hide: true }]);
    expect(grafana.posted).toHaveLength(2);
  });

  test('the portal is asked once for several panels', async () => {
    const source = dataSource();
    await Promise.all([ask(source, [{}]), ask(source, [{}])]);
    expect(grafana.posted.map((one) => sqlOf(one).startsWith('SELECT zone')).filter(Boolean)).toHaveLength(1);
  });

  test('what only presence answers, from there where the portal has it, and else why not', async () => {
    const questions = [{ measure: 'new', shape: 'table' } as const];
    const without = await ask(dataSource(), questions);
    expect(without.errors?.[0]?.message).toContain('presence is not kept here: hosts.addresses in the settings');
    grafana = startGrafana({ hosts_from: ['2025-10-01'], hosts_until: ['2026-01-31'] });
    await ask(dataSource(), questions);
    expect(sqlOf(grafana.posted[1])).toContain('FROM "hosts"');
  });

  test('a panel that goes away cancels its request', async () => {
    const source = dataSource();
    await source.portal();
    const subscription = source.query(request([{}])).subscribe();
    subscription.unsubscribe();
    await source.portal();
    expect(grafana.posted).toHaveLength(1);
  });
});

describe('template variables and ad-hoc filters', () => {
  test('values stand in the SQL as literals; All is no filter', async () => {
    const source = dataSource('pg', templates({ asn: ['64496', '64497'], country: '$__all', evil: "x'; DROP $asn" }));
    await ask(source, [
      {
        where: [
          { dimension: 'asn', operator: 'in', values: ['$asn'] },
          { dimension: 'country', operator: 'in', values: ['$country'] },
          { dimension: 'feed', operator: 'in', values: ['${evil:csv}'] },
        ],
      },
    ]);
    const sql = sqlOf(grafana.posted[1]);
    expect(sql).toContain(`"asn" IN ('64496', '64497')`);
    expect(sql).toContain(`"feed" = U&'x\\0027\\003B DROP \\0024asn'`);
    expect(sql).not.toContain('country');
  });

  test('the dashboard’s ad-hoc filters are asked too', async () => {
    await ask(dataSource(), [{}], { filters: [{ key: 'taxonomy', operator: '=|', value: 'a', values: ['a', 'b'] }] });
    expect(sqlOf(grafana.posted[1])).toContain(`"taxonomy" IN ('a', 'b')`);
  });

  test('keys are the dimensions; values come by popularity, narrowed by the other filters', async () => {
    grafana.answer = () => ({ value: ['mirai', null], events: [9, 2] });
    const source = dataSource();
    expect(await source.getTagKeys()).toContainEqual({ text: 'ASN', value: 'asn' });
    const values = await source.getTagValues({
      key: 'malware',
      filters: [
        { key: 'asn', operator: '=', value: '64496' },
        { key: 'malware', operator: '=', value: 'x' },
        { key: 'network', operator: '=', value: 'nonsense' },
      ],
    });
    expect(values).toEqual([{ text: 'mirai' }, { text: '(none)' }]);
    const sql = sqlOf(grafana.posted.at(-1));
    expect(sql).toContain(`"asn" = '64496'`);
    expect(sql).not.toContain(`"malware" = `);
  });
});

test('what is asked at the same time does not cancel each other', async () => {
  const [source, other] = [dataSource(), dataSource('pg', templates(), 'of-an-operator')];
  grafana.answer = () => ({ one: [1] });
  const asked = [source.rows('SELECT 1'), source.rows('SELECT 2'), other.rows('SELECT 1'), other.rows('SELECT 2')];
  await expect(Promise.all(asked)).resolves.toHaveLength(4);
  const ids = grafana.posted.slice(-4).map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(4);
});

describe('answers', () => {
  test('become frames of the panel', async () => {
    grafana.answer = () => ({ time: [Date.parse('2026-01-03T00:00:00Z')], value: [5] });
    const { data, errors } = await ask(dataSource(), [{}]);
    const [frame] = data as DataFrame[];
    expect(errors).toBeUndefined();
    expect(frame).toMatchObject({ refId: 'A', length: 29 });
    expect(frame?.fields[1]?.config).toMatchObject({ unit: 'addresses', displayNameFromDS: 'Reported addresses' });
  });

  test('errors stand beside the answers of the others, each with its refId', async () => {
    grafana.answer = (sql) =>
      sql.includes('"malware"')
        ? { error: 'pq: permission denied for table rollups' }
        : ({ time: [], value: [] } as Record<string, unknown[]>);
    const response = await ask(dataSource(), [{ by: ['malware'] }, asnFilter('abc'), {}]);
    expect(response.errors?.map(({ refId }) => refId).sort()).toEqual(['A', 'B']);
    expect(messages(response)).toMatch(/asn "abc" is not a number[^]*statsro/);
    expect((response.data as DataFrame[]).map(({ refId }) => refId)).toEqual(['C']);
    expect(response.state).toBe('Error');
  });

  test('a damaged query is an error in words, and is not sent', async () => {
    const response = await ask(dataSource(), [{ version: 9 as 1 }]);
    expect(messages(response)).toContain('version 9');
    expect(grafana.posted).toHaveLength(1);
  });

  test('a data source without PostgreSQL says what to choose', async () => {
    expect(messages(await ask(dataSource(''), [{}]))).toContain('No PostgreSQL data source is chosen');
    expect(messages(await ask(dataSource('gone'), [{}]))).toContain('uid gone');
  });

  test('a server that cannot be reached is told, and asked again next time', async () => {
    const source = dataSource();
    breakGrafana({ status: 502, data: { message: 'failed to connect to server' } });
    expect(messages(await ask(source, [{}]))).toContain('cannot be reached');
    startGrafana();
    expect((await ask(source, [{}])).errors).toBeUndefined();
  });
});

describe('for Explore, expressions and SQL', () => {
  test('a query carries PostgreSQL’s reference and SQL, and is still one of ours', async () => {
    const source = dataSource('pg', templates({ asn: '64496', __from: '1767225600000', __to: '1769903999000' }));
    await source.portal();
    const [query] = source.interpolateVariablesInQueries([{ refId: 'A', ...defaultQuery, ...asnFilter('$asn') }], {}, [
      { key: 'taxonomy', operator: '=', value: 'vulnerable' },
    ]);
    expect(query).toMatchObject({
      refId: 'A',
      version: 1,
      datasource: { uid: 'pg', type: postgres.type },
      format: 'time_series',
      where: [
        { dimension: 'asn', operator: 'in', values: ['64496'] },
        { dimension: 'taxonomy', operator: 'in', values: ['vulnerable'] },
      ],
    });
    const { rawSql } = query as unknown as { rawSql: string };
    expect(rawSql).toMatch(/day >= '2026-01-01'[^]*SELECT time AT TIME ZONE [^]* AS time, metric, value/);
    const again = { ...query!, datasource: { uid: 'stats', type: source.type } };
    const [asked] = (await ask(source, [again])).errors ?? [];
    expect(asked).toBeUndefined();
  });

  test('a query that cannot be asked is left as it is', async () => {
    const source = dataSource();
    const query = { refId: 'A', ...defaultQuery, ...asnFilter('$unknown') };
    expect(source.interpolateVariablesInQueries([query], {})).toEqual([query]);
  });

  test('a preview has SQL, plan and the way to Explore; or the faults', async () => {
    const source = dataSource();
    const preview = await source.preview({ refId: 'A', ...defaultQuery, by: ['asn'] }, request([]).range);
    expect(preview).toMatchObject({ kind: 'answer', plan: { rollup: { name: 'asn' }, exactness: { kind: 'exact' } } });
    const url = preview.kind === 'answer' ? new URL(preview.exploreUrl, 'http://localhost') : null;
    expect(JSON.parse(url?.searchParams.get('panes') ?? '{}')).toMatchObject({
      sql: { datasource: 'pg', queries: [{ rawSql: expect.stringMatching(/^WITH /) }] },
    });
    expect(await source.preview({ refId: 'A', ...defaultQuery, top: 5 }, undefined)).toMatchObject({
      kind: 'faults',
      faults: ['top needs at least one dimension to group by'],
    });
  });

  test('suggestions: filters that are not finished narrow nothing', async () => {
    grafana.answer = () => ({ value: ['64496'], events: [3] });
    const values = await dataSource().getValues('asn', '44', [
      { dimension: 'country', operator: 'in', values: ['AT'] },
      { dimension: 'taxonomy', operator: 'in', values: [] },
    ]);
    expect(values).toEqual([{ value: '64496', events: 3 }]);
    const sql = sqlOf(grafana.posted.at(-1));
    expect(sql).toContain(`"country" = 'AT'`);
    expect(sql).not.toContain('taxonomy');
  });
});

describe('the test of the data source', () => {
  const surroundings = {
    role: ['statsro'],
    path: ['stats, public'],
    timescaledb: ['2.23.0'],
    has_rollups: [true],
    has_days: [true],
    has_freshness: [true],
    reads_rollups: [true],
    reads_days: [true],
    reads_freshness: [true],
    writes: [false],
  };
  const contents = {
    zone: ['UTC'],
    closed_until: ['2026-01-28'],
    complete_until: ['2026-01-27'],
    last_run: ['2026-01-31 04:00'],
    days_waiting: [1],
    counting: [`catalog ${catalogVersion}, aliases abc`],
    days: [60],
  };

  const health = (one: object = {}, other: object = {}) => {
    grafana.answer = (sql) => (sql.includes('current_user') ? { ...surroundings, ...one } : { ...contents, ...other });
    return dataSource().testDatasource();
  };

  test('says how fresh the statistics are', async () => {
    const { status, message } = await health();
    expect(status).toBe('success');
    expect(message).toBe(
      `Days of UTC: 60, closed until 2026-01-28, complete until 2026-01-27. Last run: 2026-01-31 04:00; days waiting: 1. TimescaleDB 2.23.0. Catalog ${catalogVersion}.`
    );
  });

  test.each([
    [{ writes: [true] }, {}, 'warning', 'could change the statistics'],
    [{ timescaledb: [null] }, {}, 'success', 'Without TimescaleDB'],
    [{ has_days: [false] }, {}, 'error', 'days cannot be found by the role statsro'],
    [{ reads_rollups: [false] }, {}, 'error', 'may not read rollups'],
    [
      {},
      { counting: [`catalog ${catalogVersion - 1}, aliases x`] },
      'warning',
      'statistics are older than this plugin',
    ],
    [{}, { counting: [`catalog ${catalogVersion + 1}, aliases x`] }, 'warning', 'plugin is older than the statistics'],
    [{}, { days: [0], counting: [null] }, 'warning', 'No day has been counted yet'],
    [{}, { zone: [] }, 'error', 'has not been set up'],
  ])('%j %j: %s', async (one, other, status, words) => {
    const found = await health(one, other);
    expect(found.status).toBe(status);
    expect(found.message).toContain(words);
  });

  test('says what is wrong with the connection', async () => {
    const source = dataSource();
    breakGrafana({ status: 500, data: { message: 'password authentication failed' } });
    expect(await source.testDatasource()).toMatchObject({
      status: 'error',
      message: expect.stringContaining('refuses the user or password'),
    });
  });
});
