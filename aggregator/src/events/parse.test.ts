import fc from 'fast-check';
import { eventFields } from './columns.ts';
import { eventColumns, parseEventLine } from './parse.ts';

const all = eventColumns(new Map(Object.entries(eventFields)));

/** The values of one event by column, without the NULLs. */
function parsed(event: unknown, columns = all): Record<string, string> {
  const line = parseEventLine(typeof event === 'string' ? event : JSON.stringify(event), columns);
  if (!line.ok) {
    throw new Error(line.reason);
  }
  const entries = columns.names.map((name, index) => [name, line.values[index]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}

function reason(event: unknown, columns = all): string {
  const line = parseEventLine(typeof event === 'string' ? event : JSON.stringify(event), columns);
  return line.ok ? 'taken' : line.reason;
}

test('dotted keys, nested objects and mixtures are the same event', () => {
  const values = {
    'source.ip': '192.0.2.7',
    'source.geolocation.cc': 'AT',
    'time.source': '2024-05-01T00:00:00+00:00',
    extra: '{"http.host":"example.com","tags":["a","b"],"http.status":200}',
  };
  expect(
    parsed({
      'source.ip': '192.0.2.7',
      'source.geolocation.cc': 'AT',
      'time.source': '2024-05-01T00:00:00Z',
      'extra.http.host': 'example.com',
      'extra.tags': ['a', 'b'],
      'extra.http.status': 200,
      __type: 'Event',
    })
  ).toEqual(values);
  expect(
    parsed({
      source: { ip: '192.0.2.7', 'geolocation.cc': 'AT' },
      time: { source: '2024-05-01T00:00:00Z' },
      extra: { 'http.host': 'example.com', tags: ['a', 'b'], http: { status: 200 } },
    })
  ).toEqual(values);
  expect(
    parsed({
      'source.ip': '192.0.2.7',
      source: { geolocation: { cc: 'AT' } },
      'time.source': '2024-05-01T00:00:00Z',
      'extra.http': undefined,
      extra: { http: { host: 'example.com' } },
      'extra.tags': ['a', 'b'],
      'extra.http.status': 200,
    })
  ).toEqual(values);
});

test('extra keeps empty values, objects under dotted keys, and the keys of its text form', () => {
  expect(parsed({ 'extra.adversary': '', 'extra.industries': [], 'extra.none': null }).extra).toBe(
    '{"adversary":"","industries":[],"none":null}'
  );
  expect(parsed({ 'extra.a': { b: { c: 1 } }, extra: { d: {} } }).extra).toBe('{"a":{"b":{"c":1}},"d":{}}');
  expect(parsed({ extra: '{"a": {"b": 1}, "c.d": 12345678901234567890}' }).extra).toBe(
    '{"a":{"b":1},"c.d":"12345678901234567890"}'
  );
  expect(parsed({ extra: JSON.parse('{"__proto__": {"a": 1}}') as unknown }).extra).toBe('{"__proto__.a":1}');
  expect(parsed('{"extra.__proto__": 1, "extra.toString": 2}').extra).toBe('{"__proto__":1,"toString":2}');
});

test.each([null, '', ' ', '-', 'N/A'])('%j is NULL in any field', (nothing) => {
  const names = Object.keys(eventFields).filter((name) => name !== 'extra' && name !== 'status');
  const event = Object.fromEntries(names.map((name) => [name, nothing]));
  expect(parsed({ ...event, status: 'online' })).toEqual({ status: 'online' });
});

test.each([
  ['time.source', '2021-13-01T00:00:00Z', 'time.source: "2021-13-01T00:00:00Z" is not a date and time in ISO 8601'],
  ['source.ip', '300.1.1.1', 'source.ip: "300.1.1.1" is not an IPv4 or IPv6 address without a zone'],
  ['source.asn', 4294967296, 'source.asn: 4294967296 is not a whole number from 0 to 4294967295'],
  ['source.asn', true, 'source.asn: true is not a whole number from 0 to 4294967295'],
  [
    'source.geolocation.cc',
    'AUT',
    'source.geolocation.cc: "AUT" is not text that PostgreSQL can hold, of at most 2 characters',
  ],
  ['comment', 'a\0b', 'comment: "a\\u0000b" is not text that PostgreSQL can hold'],
  ['comment', ['a'], 'comment: a list is not text that PostgreSQL can hold'],
  ['comment', { toString: 1 }, 'comment: an object is not text that PostgreSQL can hold'],
  ['extra.banner', 'a\ud800', 'extra: an object is not JSON that PostgreSQL can hold, of at most 100 levels'],
  ['extra', '["a"]', 'extra: the text is not a JSON object'],
  ['extra', 'text', 'extra: the text is not a JSON object'],
  ['extra', ['a'], 'extra: not a JSON object'],
])('%s: %j is refused', (name, value, why) => {
  expect(reason({ [name]: value, status: 'online' })).toBe(why);
});

test('a long value is shortened in the reason', () => {
  expect(reason({ 'source.ip': 'x'.repeat(1000) })).toBe(
    `source.ip: "${'x'.repeat(59)}… is not an IPv4 or IPv6 address without a zone`
  );
});

test('a NUL below extra is stored as IntelMQ stores it', () => {
  expect(parsed({ 'extra.banner': 'SSH\0' }).extra).toBe('{"banner":"SSH\\\\u0000"}');
});

test.each(['[]', '"text"', '12', 'null', 'true'])('%s is refused', (text) => {
  expect(reason(text)).toBe('not a JSON object');
});

test('text that is not JSON is refused', () => {
  expect(reason('{"source.ip": "192.0.2.1"')).toMatch(/^not JSON: /);
  expect(reason('{"source.port": NaN}')).toMatch(/^not JSON: /);
});

test('an event without any value is refused', () => {
  for (const event of [{}, { __type: 'Event' }, { 'source.ip': '' }, { nonsense: 1 }]) {
    expect(reason(event)).toBe('no field of the table has a value');
  }
});

test('a field that is given twice must have one value', () => {
  expect(parsed({ 'source.asn': 64496, source: { asn: 64496 } })).toEqual({ 'source.asn': '64496' });
  expect(reason({ 'source.asn': 64496, source: { asn: 64497 } })).toBe(
    'source.asn: given twice, with different values'
  );
  expect(reason({ 'extra.a.b': 1, extra: { a: { b: 2 } } })).toBe('extra.a.b: given twice, with different values');
});

test('keys that are no column are named, unless they are empty', () => {
  const event = {
    status: 'x',
    __type: 'Event',
    'shadow.tag': 1,
    source: { ip: '192.0.2.1', mac: 'a', none: null },
    raw: '',
  };
  const columns = eventColumns(new Map([...Object.entries(eventFields)].filter(([name]) => name !== 'extra')));
  const line = parseEventLine(JSON.stringify({ ...event, 'extra.a': 1, 'extra.b': 2, id: 7 }), columns);
  expect(line).toMatchObject({ ok: true, ignored: ['shadow.tag', 'source.mac', 'id', 'extra'] });
});

test('any JSON value in any field gives values or a reason, and never an exception', () => {
  const unit = fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom('\0', '\ud800') }
  );
  const value = fc.jsonValue({ maxDepth: 4 });
  const names = fc.oneof(
    fc.constantFrom(...Object.keys(eventFields), 'extra.a', 'extra.a.b', 'source', 'source.geolocation', '__type'),
    fc.string({ unit })
  );
  const odd = fc.constantFrom<unknown>(
    '1e5',
    '-1',
    '٣',
    'true',
    '{}',
    '[1',
    '::',
    '1.2.3.4/0',
    'N/A',
    '\0',
    '\udfff',
    2 ** 53,
    -0,
    1e300
  );
  const events = fc.dictionary(names, fc.oneof(value, odd, fc.dictionary(names, fc.oneof(value, odd), { maxKeys: 3 })));
  fc.assert(
    fc.property(events, (event) => {
      const line = parseEventLine(JSON.stringify(event), all);
      if (!line.ok) {
        expect(line.reason).not.toBe('');
        return;
      }
      expect(line.values).toHaveLength(all.names.length);
      expect(line.values.join('')).not.toMatch(/\0|\p{Cs}/u);
      expect(line.values.some((text) => text !== null)).toBe(true);
    }),
    { numRuns: 2000 }
  );
});

test('any text gives values or a reason', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      expect(parseEventLine(text, all)).toHaveProperty('ok');
    })
  );
});
