import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toObjects } from '../aggregator/src/answer/table.ts';
import { addDays, lengthInDays, parseQuestion, plan, print, type Question } from '@stats-portal/query';
import fc from 'fast-check';
import { ageSql, newSql, onlySql, periodSql, type HostsScope } from '../query/hosts.ts';
import { cleanupSql, resolvedSql } from '../query/hostsGone.ts';
import { eachDatabase, temporaryFolder } from './environment/index.ts';
import { event, useSite } from './site.ts';

const start = '2026-01-01';
const length = 24;
const quiet = 3;
const memory = 6;
const from = addDays(start, 8);
const to = addDays(start, 14);
const until = addDays(start, length - 1);
const day = (text: string): string => `timestamp '${text}'`;
const scope: HostsScope = { from: day(from), to: day(to), where: [], by: [], grain: 'none' };
const feeds = ['Alpha', 'Beta'] as const;

/** Who was seen by whom on which day; a feed that fails delivers nothing, and one that works sees at least one host. */
interface History {
  readonly seen: ReadonlyArray<{ readonly host: number; readonly feed: (typeof feeds)[number]; readonly day: string }>;
  readonly delivered: Readonly<Record<string, readonly string[]>>;
}

const bits = fc.array(fc.boolean(), { minLength: length, maxLength: length });

const anyHistory: fc.Arbitrary<History> = fc
  .record({ hosts: fc.array(fc.tuple(bits, bits), { minLength: 6, maxLength: 6 }), works: fc.tuple(bits, bits) })
  .map(({ hosts, works }) => {
    const days = Array.from({ length }, (_, n) => addDays(start, n));
    const seen = feeds.flatMap((feed, of) =>
      days.flatMap((day, n) =>
        works[of]![n]!
          ? // Host 0 is always there: it makes a delivery.
            hosts.flatMap((host, number) => (number === 0 || host[of]![n]! ? [{ host: number, feed, day }] : []))
          : []
      )
    );
    return {
      seen,
      delivered: Object.fromEntries(feeds.map((feed, of) => [feed, days.filter((_, n) => works[of]![n]!)])),
    };
  });

const hostsOf = (seen: History['seen']): number[] => [...new Set(seen.map(({ host }) => host))];
const between = (seen: History['seen'], first: string, last: string): History['seen'] =>
  seen.filter(({ day }) => day >= first && day <= last);

/** Whether each feed that saw the host in these days has delivered often enough without it since, up to the last day. */
function isGone({ seen, delivered }: History, host: number, first: string, last: string): boolean {
  const own = between(seen, first, last).filter((one) => one.host === host);
  return (
    own.length > 0 &&
    [...new Set(own.map(({ feed }) => feed))].every((feed) => {
      const newest = own
        .filter((one) => one.feed === feed)
        .map(({ day }) => day)
        .sort()
        .at(-1)!;
      return delivered[feed]!.filter((day) => day > newest && day <= last).length >= quiet;
    })
  );
}

/** First and last day of a host, in these days. */
function spanOf(seen: History['seen'], host: number): { first: string; last: string; days: number } {
  const days = seen
    .filter((one) => one.host === host)
    .map(({ day }) => day)
    .sort();
  return { first: days[0]!, last: days.at(-1)!, days: lengthInDays(days[0]!, days.at(-1)!) };
}

/** Kaplan and Meier as in a textbook: day after day. */
function gone(spans: ReadonlyArray<{ days: number; isGone: boolean }>, after: number): number {
  let left = 1;
  for (let day = 1; day <= after; day++) {
    const atRisk = spans.filter(({ days }) => days >= day).length;
    const lost = spans.filter(({ days, isGone: ended }) => days === day && ended).length;
    left *= atRisk === 0 ? 1 : 1 - lost / atRisk;
  }
  return 1 - left;
}

interface Days {
  readonly from: string;
  readonly to: string;
}

/** The weeks of the history, from Mondays on, as far as it goes. */
const weeks: readonly Days[] = [0, 4, 11, 18].map((first, place, all) => ({
  from: addDays(start, first),
  to: addDays(start, (all[place + 1] ?? length) - 1),
}));

function newOf({ seen }: History, days: Days, back: number): { new: number; recurring: number } {
  const known = hostsOf(between(seen, addDays(days.from, -back), addDays(days.from, -1)));
  const there = hostsOf(between(seen, days.from, days.to));
  const old = there.filter((host) => known.includes(host)).length;
  return { new: there.length - old, recurring: old };
}

function resolvedOf(history: History, days: Days, back: number): number {
  const since = addDays(days.from, -back);
  return hostsOf(between(history.seen, since, days.to)).filter(
    (host) => isGone(history, host, since, days.to) && !isGone(history, host, since, addDays(days.from, -1))
  ).length;
}

function ageOf({ seen }: History, days: Days, back: number): { value: number; p90: number } {
  const watched = between(seen, addDays(days.from, -back), days.to);
  const ages = hostsOf(between(seen, days.from, days.to))
    .map((host) => spanOf(watched, host).days)
    .sort((one, other) => one - other);
  const at = (share: number): number => ages[Math.max(0, Math.ceil(share * ages.length) - 1)] ?? 0;
  return { value: at(0.5), p90: at(0.9) };
}

type Cohort = ReadonlyArray<{ readonly first: string; readonly days: number; readonly isGone: boolean }>;

function cohortOf(history: History, days: Days, back: number): Cohort {
  const since = addDays(days.from, -back);
  const watched = between(history.seen, since, until);
  return hostsOf(watched)
    .map((host) => ({ ...spanOf(watched, host), isGone: isGone(history, host, since, until) }))
    .filter(({ first }) => first >= days.from && first <= days.to);
}

function expectCleaned(row: Record<string, number | string>, cohort: Cohort): void {
  expect(Number(row.ips)).toBe(cohort.length);
  if (cohort.length > 0) {
    expect(row.value).toBeCloseTo(gone(cohort, 7), 9);
    expect(row.after_14).toBeCloseTo(gone(cohort, 14), 9);
    expect(row.after_30).toBeCloseTo(gone(cohort, 30), 9);
    expect(row.low).toBeLessThanOrEqual(row.value as number);
    expect(row.high).toBeGreaterThanOrEqual(row.value as number);
    const half = Array.from({ length: 40 }, (_, n) => n + 1).find((days) => gone(cohort, days) >= 0.5 - 1e-9);
    expect(Number(row.half ?? 0)).toBe(half ?? 0);
  }
}

eachDatabase('Questions to presence', (open) => {
  const site = useSite(open);

  test('are answered as by counting in memory, with gaps and feeds that stop', async () => {
    const key = join(await temporaryFolder(), 'key');
    await writeFile(key, randomBytes(32).toString('hex'), { mode: 0o600 });
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const { seen } = history;
        await site().empty();
        site().settings = {
          ...site().settings,
          hosts: { ...site().settings.hosts, addresses: 'hashed', keyFile: key },
        };
        await site().insert(
          ...seen.map(({ host, feed, day }) =>
            event(day, { 'source.ip': `192.0.2.${host}`, 'feed.provider': feed, 'feed.name': 'Scan' })
          )
        );
        await site().run('2026-02-10T04:00:00Z');
        const ask = async (sql: string): Promise<Record<string, number | string>> =>
          Object.fromEntries(
            Object.entries((await site().statsdb.rows(sql))[0] ?? {}).map(([name, value]) => [name, Number(value)])
          );

        const period = between(seen, from, to);
        const ips = hostsOf(period).length;
        expect(await ask(periodSql(scope))).toEqual({ total: ips });
        expect(await ask(newSql(scope, memory))).toEqual(newOf(history, { from, to }, memory));
        const resolved = resolvedOf(history, { from, to }, memory);
        expect(await ask(resolvedSql(scope, { memory, quiet }))).toEqual({ total: resolved });
        expect(await ask(ageSql(scope, memory))).toEqual({ ips, ...ageOf(history, { from, to }, memory) });
        const cleaned = await ask(cleanupSql(scope, { memory, quiet, until: day(until) }));
        expectCleaned(cleaned, cohortOf(history, { from, to }, memory));

        const by = (feed: string) => hostsOf(period.filter((one) => one.feed === feed));
        const both = by('Alpha').filter((host) => by('Beta').includes(host)).length;
        const alone: HostsScope = { ...scope, by: ['provider'] };
        expect((await site().statsdb.query(`${onlySql(alone)} ORDER BY 1`)).rows).toEqual(
          feeds.flatMap((feed) => (by(feed).length === 0 ? [] : [[feed, String(by(feed).length - both)]]))
        );
        // By feed, each host is of one feed alone: what is asked of a feed is asked of its own rows.
        const resolvedBy = await site().statsdb.query(`${resolvedSql(alone, { memory, quiet })} ORDER BY 1`);
        const cleanedBy = await site().statsdb.query(
          `${cleanupSql(alone, { memory, quiet, until: day(until) })} ORDER BY 1`
        );
        for (const feed of feeds) {
          const own = { ...history, seen: seen.filter((one) => one.feed === feed) };
          const one = resolvedBy.rows.find(([provider]) => provider === feed);
          expect(Number(one?.[1] ?? 0)).toBe(resolvedOf(own, { from, to }, memory));
          const cohort = cohortOf(own, { from, to }, memory);
          expect(Number(cleanedBy.rows.find(([provider]) => provider === feed)?.[1] ?? 0)).toBe(cohort.length);
        }

        const all = between(seen, start, until);
        const put = async (part: Partial<Question>) => {
          const question = parseQuestion({ from, to, ...part });
          const planned = plan(question, undefined, { from: addDays(start, -100), to: until });
          expect([planned.source, planned.exactness.kind]).toEqual(['hosts', 'exact']);
          return toObjects(await site().statsdb.query(print(planned)));
        };
        expect(await put({ measure: 'ips_period' })).toEqual([{ ips_period: ips }]);
        expect(await put({ measure: 'ips_period', compare: 'previous' })).toMatchObject([
          { ips_period: ips, previous: hostsOf(between(seen, addDays(from, -7), addDays(from, -1))).length },
        ]);
        expect(await put({ measure: 'ips_period', by: ['provider'], shape: 'ranking' })).toMatchObject(
          feeds
            .map((provider) => ({ provider, ips_period: by(provider).length }))
            .filter((row) => row.ips_period > 0)
            .sort((one, other) => other.ips_period - one.ips_period)
            .map((row) => ({ ...row, share: row.ips_period / ips }))
        );
        // Two feeds at once: no rollup has them, so that presence answers what is counted each day.
        const where = [{ dimension: 'provider', operator: 'in', values: [...feeds] }] as const;
        expect(await put({ where, grain: 'day', from: start, to: until })).toEqual(
          [...new Set(all.map((one) => one.day))]
            .sort()
            .map((one) => ({ day: one, ips: hostsOf(between(seen, one, one)).length }))
        );
        for (const week of weeks) {
          const rows = async (measure: Question['measure'], part: Partial<Question> = {}) =>
            (await put({ measure, grain: 'week', from: start, to: until, ...part })).find(
              (row) => row.week === addDays(week.from, -((new Date(week.from).getUTCDay() + 6) % 7))
            );
          const seenThen = hostsOf(between(seen, week.from, week.to)).length;
          expect((await rows('ips_period'))?.ips_period ?? 0).toBe(seenThen);
          const fresh = newOf(history, week, 60);
          expect((await rows('new'))?.new ?? 0).toBe(fresh.new);
          expect((await rows('recurring'))?.recurring ?? 0).toBe(fresh.recurring);
          expect((await rows('resolved'))?.resolved ?? 0).toBe(resolvedOf(history, week, 60));
          const { value, p90 } = ageOf(history, week, 60);
          // Nobody has no age.
          const ages = seenThen === 0 ? { age: null, p90: null } : { age: value, p90 };
          expect(await rows('age')).toMatchObject({ ...ages, ips: seenThen });
          const left = hostsOf(between(seen, week.from, week.to)).filter((host) =>
            isGone(history, host, week.from, week.to)
          ).length;
          expect((await rows('gone'))?.gone ?? 0).toBeCloseTo(seenThen === 0 ? 0 : left / seenThen, 12);
        }
        const cohorts = await put({ measure: 'cleanup', grain: 'week', from: start, to: until });
        for (const week of weeks) {
          const row = cohorts.find(({ week: one }) => String(one) <= week.from && addDays(String(one), 6) >= week.from);
          const cohort = cohortOf(history, { from: start, to: until }, 60).filter(
            ({ first }) => first >= week.from && first <= week.to
          );
          const { cleanup, ...others } = row ?? { cleanup: null, ips: 0 };
          expectCleaned({ ...others, value: cleanup } as Record<string, number>, cohort);
        }
      }),
      { numRuns: 6, endOnFailure: true }
    );
  });
});
