import { parseQuestion } from './parse.ts';
import type { Question } from './model.ts';

/** Questions whose SQL is kept in __golden__/NAME.sql, and executed by a test. */
export const goldenQuestions: Readonly<Record<string, Question>> = {
  'addresses of the whole': ask({}),
  'events by taxonomy': ask({ measure: 'events', by: ['taxonomy'] }),
  'addresses per day by taxonomy and type': ask({ by: ['taxonomy', 'type'], grain: 'day' }),
  'addresses per week in one ASN': ask({ grain: 'week', where: [is('asn', '64496')] }),
  'addresses per month by provider': ask({ by: ['provider'], grain: 'month' }),
  'events per quarter by feed': ask({ measure: 'events', by: ['provider', 'feed'], grain: 'quarter' }),
  'events per year': ask({ measure: 'events', grain: 'year' }),
  'top ASNs of a taxonomy': ask({ by: ['asn'], where: [is('taxonomy', 'vulnerable')], top: 10 }),
  'top ASNs without remaining': ask({ by: ['asn'], top: 5, remaining: false }),
  'top problems of a country, compared': ask({
    by: ['taxonomy', 'type', 'identifier'],
    where: [is('country', 'AT')],
    top: 10,
    compare: 'previous',
  }),
  'ranking with share and change': ask({ by: ['asn'], shape: 'ranking', top: 3, compare: 'previous' }),
  'ranking of everything by events': ask({ measure: 'events', by: ['taxonomy', 'type'], shape: 'ranking' }),
  'lines of the top taxonomies': ask({ by: ['taxonomy'], grain: 'day', shape: 'series', top: 3 }),
  'lines beside last year': ask({ grain: 'day', shape: 'series', compare: 'last-year' }),
  'weeks beside last year': ask({ by: ['taxonomy'], grain: 'week', compare: 'last-year' }),
  'median of seven days': ask({ by: ['taxonomy'], grain: 'day', shape: 'series', movingMedian: 7 }),
  'lines with what is expected': ask({
    by: ['taxonomy'],
    grain: 'day',
    shape: 'series',
    top: 3,
    expected: true,
    gaps: 'show',
  }),
  'rising ASNs without gaps': ask({
    by: ['asn'],
    shape: 'trend',
    from: '2026-01-01',
    to: '2026-03-31',
    top: 10,
    gaps: 'show',
  }),
  'rising ASNs': ask({ by: ['asn'], shape: 'trend', from: '2026-01-01', to: '2026-03-31', top: 10 }),
  'filters of all kinds': ask({
    measure: 'events',
    by: ['type'],
    where: [
      { dimension: 'asn', operator: 'in', values: ['64496', '64497'] },
      { dimension: 'identifier', operator: 'not in', values: ["it's", '$__interval [[x]]'] },
      { dimension: 'malware', operator: 'none', values: [] },
      { dimension: 'country', operator: 'not none', values: [] },
      { dimension: 'feed', operator: 'contains', values: ['Scan'] },
      { dimension: 'network', operator: 'within', values: ['192.0.2.0/24', '2001:db8::/32'] },
    ],
  }),
  'lines with gaps': ask({ by: ['taxonomy'], grain: 'day', shape: 'series', top: 3, gaps: 'show' }),
  'ranking without gaps, compared': ask({ by: ['asn'], shape: 'ranking', top: 3, compare: 'previous', gaps: 'show' }),
  'months without gaps': ask({ by: ['provider'], grain: 'month', gaps: 'show' }),
  'several taxonomies at once, at most': ask({
    where: [{ dimension: 'taxonomy', operator: 'in', values: ['vulnerable', 'malicious-code'] }],
  }),
};

function ask(part: object): Question {
  return parseQuestion({ from: '2026-01-01', to: '2026-01-31', ...part });
}

function is(dimension: string, value: string): object {
  return { dimension, operator: 'in', values: [value] };
}
