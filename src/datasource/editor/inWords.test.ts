import { inWords } from './inWords';
import { queryWith } from './testing/editing';

test.each([
  [queryWith(), undefined, 'Reported addresses over time'],
  [queryWith(), 'week', 'Reported addresses per week'],
  [
    queryWith({
      measure: 'events',
      by: ['taxonomy', 'type'],
      where: [
        { dimension: 'asn', operator: 'in', values: ['64496', '64497'] },
        { dimension: 'malware', operator: 'none', values: [] },
      ],
      grain: 'day',
      top: 10,
      compare: 'last-year',
      movingMedian: 7,
      closed: false,
    }),
    undefined,
    'Events per day by Taxonomy, Type, where ASN is one of 64496 or 64497 and Malware is (none); ' +
      'the 10 largest and the remaining together; beside the year before; median over 7 days; provisional days too',
  ],
  [
    queryWith({ shape: 'ranking', by: ['asn'], top: 5, remaining: false, closed: true }),
    'none',
    'Reported addresses over the whole range by ASN; the 5 largest; closed days only',
  ],
  [
    queryWith({ shape: 'trend', by: ['asn'], top: 10 }),
    'none',
    'Steady rise of Reported addresses by ASN against the whole; the 10 largest',
  ],
  [queryWith({ measure: '$measure', by: ['$group'], grain: 'day' }), undefined, '$measure per day by $group'],
  [
    queryWith({ where: [{ dimension: 'asn', operator: 'in', values: [] }], grain: 'day' }),
    undefined,
    'Reported addresses per day',
  ],
] as const)('%#', (query, grain, sentence) => {
  expect(inWords(query, grain)).toBe(sentence);
});
