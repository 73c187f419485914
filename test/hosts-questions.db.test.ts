import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, lengthInDays } from '@stats-portal/query';
import fc from 'fast-check';
import { ageSql, cleanupSql, newSql, overlapSql, periodSql, resolvedSql, sharedSql } from '../query/hosts.ts';
import { eachDatabase, temporaryFolder } from './environment/index.ts';
import { event, useSite } from './site.ts';

const start = '2026-01-01';
const length = 24;
const quiet = 3;
const memory = 6;
const from = addDays(start, 8);
const to = addDays(start, 14);
const until = addDays(start, length - 1);
const scope = { from, to, where: [], by: [] };
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
        const known = between(seen, addDays(from, -memory), addDays(from, -1));
        const old = hostsOf(period).filter((host) => hostsOf(known).includes(host));
        const ips = hostsOf(period).length;
        expect(await ask(periodSql(scope))).toEqual({ ips });
        expect(await ask(newSql(scope, memory))).toEqual({ ips, new: ips - old.length, recurring: old.length });

        const since = addDays(from, -memory);
        const resolved = hostsOf(between(seen, since, to)).filter(
          (host) => isGone(history, host, since, to) && !isGone(history, host, since, addDays(from, -1))
        );
        expect(await ask(resolvedSql(scope, { memory, quiet }))).toEqual({ resolved: resolved.length });

        const ages = hostsOf(period)
          .map((host) => spanOf(between(seen, since, to), host).days)
          .sort((one, other) => one - other);
        const at = (share: number) => ages[Math.max(0, Math.ceil(share * ages.length) - 1)] ?? 0;
        expect(await ask(ageSql(scope, memory))).toEqual({ median: at(0.5), p90: at(0.9) });

        const watched = between(seen, since, until);
        const cohort = hostsOf(watched)
          .map((host) => ({ ...spanOf(watched, host), isGone: isGone(history, host, since, until) }))
          .filter(({ first }) => first >= from && first <= to);
        const shares = await ask(cleanupSql(scope, { memory, quiet, until }));
        expect(shares.ips).toBe(cohort.length);
        for (const days of [7, 14, 30]) {
          expect(shares[`cleaned_${days}`]).toBeCloseTo(gone(cohort, days), 9);
        }

        const by = (feed: string) => hostsOf(period.filter((one) => one.feed === feed));
        const both = by('Alpha').filter((host) => by('Beta').includes(host)).length;
        const rows = (await site().statsdb.query(`${overlapSql(scope)} ORDER BY 1`)).rows;
        expect(rows).toEqual(
          feeds.flatMap((feed) => {
            const all = by(feed).length;
            return all === 0 ? [] : [[feed, String(all), String(all - both)]];
          })
        );
        // By feed, each host is of one feed alone: what is asked of a feed is asked of its own rows.
        const alone = { ...scope, by: ['provider'] as const };
        const resolvedBy = await site().statsdb.query(`${resolvedSql(alone, { memory, quiet })} ORDER BY 1`);
        const cleanedBy = await site().statsdb.query(`${cleanupSql(alone, { memory, quiet, until })} ORDER BY 1`);
        for (const feed of feeds) {
          const own = { ...history, seen: seen.filter((one) => one.feed === feed) };
          const left = hostsOf(between(own.seen, since, to)).filter(
            (host) => isGone(own, host, since, to) && !isGone(own, host, since, addDays(from, -1))
          );
          const one = resolvedBy.rows.find(([provider]) => provider === feed);
          expect(Number(one?.[1] ?? 0)).toBe(left.length);
          const born = hostsOf(between(own.seen, since, until)).filter((host) => {
            const { first } = spanOf(between(own.seen, since, until), host);
            return first >= from && first <= to;
          });
          expect(Number(cleanedBy.rows.find(([provider]) => provider === feed)?.[1] ?? 0)).toBe(born.length);
        }
        const shared = (await site().statsdb.query(sharedSql(scope))).rows;
        expect(shared).toEqual(both === 0 ? [] : [['Alpha', 'Beta', String(both)]]);
      }),
      { numRuns: 6 }
    );
  });
});
