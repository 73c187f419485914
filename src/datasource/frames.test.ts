import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { parseQuestion, plan } from '@stats-portal/query';
import { drillInto, narrowed } from './drill.ts';
import { toFrame } from './frames.ts';

const drill = drillInto({ uid: 'stats', type: 'csirt-statsportal-datasource', name: 'Stats' });
const range = { from: '2026-01-01', to: '2026-01-04' };

/** PostgreSQL's answer: a value per row and column. */
function answer(columns: Readonly<Record<string, unknown[]>>, notices: string[] = []): DataFrame {
  const fields = Object.entries(columns).map(([name, values]): Field => ({
    name,
    type: FieldType.other,
    values,
    config: {},
  }));
  return {
    refId: 'A',
    fields,
    length: fields[0]?.values.length ?? 0,
    meta: { executedQueryString: 'SELECT', notices: notices.map((text) => ({ severity: 'info', text })) },
  };
}

function frame(
  question: object,
  columns: Readonly<Record<string, unknown[]>>,
  zone = 'UTC',
  notices: string[] = []
): DataFrame {
  const chosen = plan(parseQuestion({ ...range, ...question }));
  return toFrame(answer(columns, notices), { plan: chosen, zone, drill });
}

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const nameOf = ({ config, name }: Field): string => config.displayNameFromDS ?? name;
const series = { shape: 'series', grain: 'day' };

describe('time series', () => {
  const lines = frame(
    { ...series, by: ['taxonomy', 'type'] },
    {
      time: [day('2026-01-01'), day('2026-01-01'), day('2026-01-04'), day('2026-01-04')],
      taxonomy: ['vulnerable', null, 'vulnerable', null],
      type: ['weak-crypto', 'x', 'weak-crypto', 'x'],
      value: [5, 0, '7', 1],
    }
  );

  test('are wide: a column per line, with labels and a name', () => {
    expect(lines.fields.map(nameOf)).toEqual(['time', 'vulnerable / weak-crypto', '(none) / x']);
    expect(lines.fields[2]?.labels).toEqual({ Taxonomy: '(none)', Type: 'x' });
    expect(lines.meta).toMatchObject({ type: 'timeseries-wide', executedQueryString: 'SELECT' });
    expect(lines.refId).toBe('A');
  });

  test('have gaps where nothing was delivered, and zeros where others were', () => {
    expect(lines.fields[0]?.values).toEqual(['01', '02', '03', '04'].map((one) => day(`2026-01-${one}`)));
    expect(lines.fields.slice(1).map(({ values }) => values)).toEqual([
      [5, null, null, 7],
      [0, null, null, 1],
    ]);
    expect(lines.fields[1]).toMatchObject({ type: FieldType.number, config: { unit: 'addresses' } });
  });

  test('say in which zone their days are, and up to when they are closed', () => {
    expect(lines.fields[0]?.config.custom).toEqual({ axisLabel: 'Days of UTC' });
    const chosen = plan(parseQuestion({ ...range, ...series }));
    const { fields } = toFrame(answer({ time: [day('2026-01-01')], value: [1] }), {
      plan: chosen,
      zone: 'UTC',
      closedUntil: '2026-01-02',
      drill,
    });
    expect(fields[0]?.config.custom).toEqual({
      axisLabel: 'Days of UTC, closed until 2026-01-02; later ones may still grow',
    });
    expect(fields[1]?.config.description).toMatch(/ Exact, from .+\. Days are closed until 2026-01-02\.$/);
  });

  test('have their points and gaps at the starts of days in the portal’s zone', () => {
    const { fields } = frame(
      { ...series, to: '2026-01-02' },
      { time: [Date.parse('2025-12-31T23:00Z')], value: [1] },
      'Europe/Vienna'
    );
    expect(fields[0]?.values.map((one: number) => new Date(one).toISOString())).toEqual([
      '2025-12-31T23:00:00.000Z',
      '2026-01-01T23:00:00.000Z',
    ]);
    expect(fields[1]?.values).toEqual([1, null]);
    expect(nameOf(fields[1]!)).toBe('Reported addresses');
  });

  test('link each line to a closer look: its own filters, one step finer', () => {
    const [link] = lines.fields[2]?.config.links ?? [];
    expect(link?.internal).toMatchObject({ datasourceUid: 'stats', datasourceName: 'Stats' });
    expect(link?.internal?.query).toMatchObject({
      datasource: { uid: 'stats' },
      by: ['identifier'],
      where: [
        { dimension: 'taxonomy', operator: 'none', values: [] },
        { dimension: 'type', operator: 'in', values: ['x'] },
      ],
    });
  });

  test('have what is expected as an area behind them, and what is outside as points', () => {
    const { fields } = frame(
      { ...series, expected: true, to: '2026-01-02' },
      {
        time: [day('2026-01-01'), day('2026-01-02')],
        value: [5, 90],
        expected_low: [2, 3],
        expected_high: [8, '9'],
        outside: [null, 90],
      }
    );
    const name = 'Reported addresses';
    expect(fields.slice(1).map((field) => [nameOf(field), field.values])).toEqual([
      [name, [5, 90]],
      [`${name}, expected at least`, [2, 3]],
      [`${name}, expected at most`, [8, 9]],
      [`${name}, outside of what is expected`, [null, 90]],
    ]);
    expect(fields[3]?.config.custom).toMatchObject({ fillBelowTo: nameOf(fields[2]!), lineWidth: 0 });
    expect(fields[4]?.config).toMatchObject({ color: { fixedColor: 'red' }, custom: { drawStyle: 'points' } });
  });

  test('of a top N: remaining and (none) are lines, and remaining leads nowhere', () => {
    const { fields } = frame(
      { ...series, by: ['asn'], top: 1, to: '2026-01-01' },
      {
        time: [day('2026-01-01'), day('2026-01-01'), day('2026-01-01')],
        asn: [64496, null, null],
        part: ['ranked', 'none', 'remaining'],
        value: [3, 2, 1],
      }
    );
    expect(fields.slice(1).map(nameOf)).toEqual(['64496', '(none)', 'remaining']);
    expect(fields[3]?.config.links).toBeUndefined();
    expect(fields[3]?.labels).toEqual({ part: 'remaining' });
  });

  test('of a comparison: the earlier line is dashed', () => {
    const { fields } = frame(
      { ...series, compare: 'last-year', to: '2026-01-01' },
      { time: [day('2026-01-01')], value: [3], previous: [9] }
    );
    expect(fields.map(nameOf).slice(1)).toEqual(['Reported addresses', 'Reported addresses (a year before)']);
    expect(fields[2]).toMatchObject({ values: [9], config: { custom: { lineStyle: { fill: 'dash' } } } });
  });

  test('without rows are no rows', () => {
    expect(frame(series, { time: [], value: [] }).length).toBe(0);
  });
});

describe('tables', () => {
  test('have typed columns with names, units and descriptions of the catalog', () => {
    const { fields } = frame(
      { by: ['asn', 'malware'], measure: 'events' },
      { asn: [64496, null], malware: [null, 'mirai'], events: ['12', 3] }
    );
    expect(fields.map(({ name, type, values }) => [name, type, values])).toEqual([
      ['asn', FieldType.number, [64496, null]],
      ['malware', FieldType.string, ['(none)', 'mirai']],
      ['events', FieldType.number, [12, 3]],
    ]);
    expect(fields[0]?.config).toMatchObject({ displayNameFromDS: 'ASN', noValue: '(none)' });
    expect(fields[1]?.config.description).toContain('the family is unknown');
    expect(fields[2]?.config).toMatchObject({ unit: 'events', displayNameFromDS: 'Events' });
  });

  test('an average says of how many days', () => {
    const { fields } = frame({}, { ips: [2.5], days: [3], of_days: [4] });
    expect(fields.map(nameOf)).toEqual(['Reported addresses per day (3 of 4 days)']);
  });

  test('by week each row has its days', () => {
    const { fields } = frame({ grain: 'week' }, { week: [day('2025-12-29')], ips: [2.5], days: [3], of_days: [4] });
    expect(fields.map(nameOf)).toEqual(['Week (UTC)', 'Reported addresses per day', 'Days averaged', 'Of days']);
    expect(fields[0]).toMatchObject({ type: FieldType.time, values: [day('2025-12-29')] });
  });

  test('an answer that is only "at most" says so in its name, its description and a notice', () => {
    const { fields, meta } = frame(
      { where: [{ dimension: 'taxonomy', operator: 'in', values: ['vulnerable', 'other'] }], grain: 'day' },
      { day: [day('2026-01-01')], ips: [3] }
    );
    expect(nameOf(fields[1]!)).toBe('Reported addresses (at most)');
    expect(fields[1]?.config.description).toContain('some stand in more than one');
    expect(meta?.notices).toEqual([
      expect.objectContaining({ severity: 'warning', text: expect.stringContaining('at most') }),
    ]);
  });

  test('PostgreSQL’s row limit is told with what to do', () => {
    const limited = 'Results have been limited to 1000000 because the SQL row limit was reached';
    const { meta } = frame({}, { ips: [1], days: [1], of_days: [1] }, 'UTC', [limited]);
    expect(meta?.notices?.[0]?.text).toMatch(/limited to 1000000.*ask for a top N/);
  });
});

describe('rankings', () => {
  const { fields, meta } = frame(
    { by: ['asn'], shape: 'ranking', top: 1, compare: 'previous' },
    {
      asn: [64496, null, null],
      as_name: ['Example Net', null, null],
      rank: [1, null, null],
      part: ['ranked', 'none', 'remaining'],
      ips: [6, 2, 4],
      share: [0.5, 0.2, 0.4],
      days: [3, 3, 3],
      of_days: [4, 4, 4],
      previous: [3, 0, 4],
      change: [1, null, 0],
    }
  );

  test('name what has no value and what remains', () => {
    expect(fields.map(nameOf)).toEqual([
      'Rank',
      'ASN',
      'AS name',
      'Reported addresses per day (3 of 4 days)',
      'Share',
      'Reported addresses, the days before',
      'Change against the days before',
    ]);
    expect(fields[1]?.values).toEqual(['64496', '(none)', 'remaining']);
    expect(fields[2]?.values).toEqual(['Example Net', '', '']);
    expect(fields[4]?.config.unit).toBe('percentunit');
    expect(meta?.notices?.map(({ text }) => text).join()).toContain('The row "remaining" is "at most"');
  });

  test('of several dimensions have a name and typed columns', () => {
    const several = frame(
      { by: ['asn', 'provider'], shape: 'ranking', top: 1 },
      {
        asn: [64496, null],
        provider: [null, null],
        rank: [1, null],
        part: ['ranked', 'remaining'],
        ips: [6, 2],
        share: [0.5, 0.2],
      }
    ).fields;
    expect(several.map(({ name, values }) => [name, values]).slice(0, 4)).toEqual([
      ['rank', [1, null]],
      ['name', ['64496 / (none)', 'remaining']],
      ['asn', [64496, null]],
      ['provider', ['(none)', '']],
    ]);
  });
});

test('a trend ranking has evidence and numbers', () => {
  const { fields } = frame(
    { by: ['asn'], shape: 'trend' },
    {
      asn: [64496],
      added: [12.5],
      first: [3],
      last: [15],
      weeks: [12],
      direction: ['rising'],
      evidence: ['clear'],
      p: [0.001],
      medians: ['{3,4.5,15}'],
    }
  );
  expect(fields.map(nameOf)).toEqual([
    'ASN',
    'Trend',
    'Evidence',
    'Added addresses per day',
    'First week, median',
    'Last week, median',
    'Weeks, medians',
    'Weeks',
    'p',
  ]);
  expect(fields[1]?.values).toEqual(['rising']);
  expect(fields[2]?.values).toEqual(['clear']);
  expect(fields[6]).toMatchObject({
    values: [[3, 4.5, 15]],
    config: { custom: { cellOptions: { type: 'sparkline' } } },
  });
});

test('a closer look keeps the other filters and replaces its own', () => {
  const question = parseQuestion({
    ...range,
    by: ['asn'],
    where: [
      { dimension: 'asn', operator: 'not in', values: ['1'] },
      { dimension: 'country', operator: 'in', values: ['AT'] },
    ],
  });
  expect(narrowed(question, [{ dimension: 'asn', operator: 'in', values: ['64496'] }])).toMatchObject({
    by: ['identifier'],
    where: [
      { dimension: 'country', operator: 'in', values: ['AT'] },
      { dimension: 'asn', operator: 'in', values: ['64496'] },
    ],
    shape: 'series',
  });
});

test('a share of addresses has its bounds beside it, what it is made of, and what is doubtful', () => {
  const presence = { from: '2025-12-20', to: '2026-02-05' };
  const question = parseQuestion({ ...range, measure: 'gone', by: ['asn'], shape: 'ranking' });
  const made = {
    asn: [64496],
    rank: [1],
    part: ['ranked'],
    gone: [0.5],
    low: [0.4],
    high: [0.6],
    at_once: [0.1],
    ips: [90],
  };
  const { fields } = toFrame(answer(made), { plan: plan(question, undefined, presence), zone: 'UTC', drill });
  expect(fields.map((one) => [nameOf(one), one.config.unit])).toEqual([
    ['Rank', undefined],
    ['ASN', undefined],
    ['Share no longer reported', 'percentunit'],
    ['At least', 'percentunit'],
    ['At most', 'percentunit'],
    ['Gone at once', 'percentunit'],
    ['Addresses', 'addresses'],
  ]);
  expect(fields[2]?.config.description).toContain('Not reported is not cleaned');
});

test('an answer of a shorter time than asked says so', () => {
  const question = parseQuestion({ ...range, measure: 'ips_period' });
  const known = plan(question, undefined, { from: '2026-01-02', to: '2026-02-05' });
  const { meta } = toFrame(answer({ ips_period: [7] }), { plan: known, zone: 'UTC', drill });
  expect(meta?.notices).toContainEqual({
    severity: 'info',
    text: 'from 2026-01-02 on: presence is kept from 2026-01-02 to 2026-02-05.',
  });
});

test('a range of hours, and one of days that have no number yet, say so', () => {
  const said = (value: number[], closedUntil: string, begins: string): string[] => {
    const question = parseQuestion({ ...series, from: '2026-01-04', to: '2026-01-04' });
    const columns = { time: value.map(() => day('2026-01-04')), value };
    const known = { plan: plan(question), zone: 'UTC', drill, closedUntil, begins: Date.parse(begins) };
    return (toFrame(answer(columns), known).meta?.notices ?? []).map(({ text }) => text);
  };
  const hours = 'No day begins within the range: this is the whole of 2026-01-04.';
  const notYet =
    'There is no number of 2026-01-04 yet: the last closed day is 2026-01-02. Choose a range that reaches back to it.';
  expect(said([], '2026-01-02', '2026-01-04T15:00Z')).toEqual([hours, notYet]);
  expect(said([], '2026-01-02', '2026-01-03T15:00Z')).toEqual([notYet]);
  expect(said([5], '2026-01-02', '2026-01-03T15:00Z')).toEqual([]);
  expect(said([], '2026-01-04', '2026-01-04T00:00Z')).toEqual([]);
});
