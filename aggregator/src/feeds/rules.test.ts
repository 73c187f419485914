import { dayNumber } from './feed.ts';
import { feedSettings, ruleOf } from './rules.ts';

const name = { provider: 'Shadowserver', feed: 'Open-Redis', code: null };

test('for each thing the first entry that fits the feed and says it', () => {
  const settings = feedSettings.parse([
    { provider: 'Other', ends: '2026-01-01' },
    { feed: 'Open-Redis', delivers: 'weekly' },
    { provider: 'Shadowserver', feed: 'Open-Redis', ends: '2026-03-31', delivers: 'daily' },
    { provider: 'Shadowserver', ends: '2026-04-30', method: 'honeypot' },
  ]);
  expect(ruleOf(settings, name)).toEqual({ ends: dayNumber('2026-03-31'), delivers: 'weekly', method: 'honeypot' });
  expect(ruleOf(settings, { provider: null, feed: null, code: null })).toEqual({
    ends: null,
    delivers: null,
    method: 'other',
  });
  expect(ruleOf([], name)).toEqual({ ends: null, delivers: null, method: 'scan' });
});

test.each([
  [{ ends: '2026-01-01' }, 'names no feed'],
  [{ feed: 'x', ends: '2026-02-30' }, 'not a day'],
  [{ feed: 'x', delivers: 'monthly' }, 'weekly'],
  [{ feed: 'x', method: 'guess' }, 'sinkhole'],
  [{ feed: 'x', volume: 5 }, 'volume'],
])('%j is refused', (entry, message) => {
  expect(feedSettings.safeParse([entry]).error!.issues[0]!.message).toContain(message);
});
