import { parseQuestion, plan, type Mention } from '@stats-portal/query';
import { mentionNotices } from './mentions';

const scan: Mention = {
  provider: 'Provider',
  feed: 'Scan',
  first_day: '2026-01-20',
  last_day: '2026-01-23',
  days: 4,
  rows: 1,
  share: 0.352,
};

const told = (question: object, ...mentions: Mention[]) =>
  mentionNotices(plan(parseQuestion({ from: '2026-01-01', to: '2026-01-31', gaps: 'show', ...question })), [
    null,
    mentions.length === 0 ? null : JSON.stringify(mentions),
  ]).map(({ severity, text }) => `${severity}: ${text}`);

test('gaps are told with their feed and its share', () => {
  expect(told({}, scan)).toEqual([
    'warning: 4 days are gaps (2026-01-20 to 2026-01-23): Scan of Provider was missing, which usually gives 35 % of this.',
  ]);
  expect(told({ by: ['taxonomy'] }, { ...scan, days: 1, last_day: scan.first_day, feed: null, rows: 3 })).toEqual([
    'warning: A day is a gap (2026-01-20): (none) of Provider was missing, which usually gives much of 3 rows or curves, up to 35 %.',
  ]);
  expect(told({})).toEqual([]);
});

test('where there are no gaps, the feeds are mentioned; many of them are counted', () => {
  expect(told({ measure: 'events' }, scan)).toEqual([
    expect.stringMatching(/^info: On 4 days .* gives 35 % of this\. The numbers are what was there\.$/),
  ]);
  expect(told({ by: ['country'] }, scan)).toEqual([expect.stringMatching(/^info: .* 35 % of the whole\./)]);
  expect(told({}, scan, scan, scan, scan, scan)).toEqual([
    ...Array(3).fill(expect.anything()),
    'warning: 2 more feeds were missing.',
  ]);
});
