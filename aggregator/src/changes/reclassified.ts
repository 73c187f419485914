import { daysTable, reclassifications, rollupByName, type Classification } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { dayText, type DayNumber } from '../feeds/feed.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { findSteps, isOneClass, quiet, settled, type Series, type Step } from './steps.ts';

const table = statisticsTable('reclassifications');
const rollups = statisticsTable('rollups');
const ledger = statisticsTable(daysTable);

/** In the first run, and after all days were judged anew: names are looked for in so many days. All cells are read. */
const longest = 100;
/** Of the same events of an average day, so many must be in the same networks. */
const alikeNetworks = 0.6;
/** Steps that are on one day, or nearly: an update, which some feeds show a day later. */
const together = 3;

/** Looks for classes that got another name, in the days that may have changed, and keeps them. Those with a known day, too. */
export async function findReclassifications(statsdb: Database, since: DayNumber): Promise<void> {
  const days = await closedDays(statsdb, since - settled - quiet - 7);
  const first = days[0];
  if (first === undefined) {
    return;
  }
  const found = inOneRow(await stepsOf(statsdb, await readSeries(statsdb, first, days.at(-1)!), days));
  await statsdb.transaction({}, async () => {
    await statsdb.query(`DELETE FROM ${table} WHERE day >= $1::timestamp`, [dayText(first + quiet)]);
    for (const row of found) {
      await insert(statsdb, row);
    }
    for (const { day, from, to, source } of reclassifications) {
      const text = `${inWords(from)} is ${inWords(to)} from this day on (${source})`;
      await insertKnown(statsdb, { day, before: from, after: to, isOneClass: true, text });
    }
  });
}

async function closedDays(statsdb: Database, from: DayNumber): Promise<DayNumber[]> {
  const rows = await statsdb.rows<{ day: string }>(
    `SELECT (day::date - date '1970-01-01')::text AS day FROM ${ledger}, ${statisticsTable('portal')}
     WHERE day <= closed_until AND day >= greatest($1::timestamp, closed_until - interval '${longest} days') ORDER BY 1`,
    [dayText(from)]
  );
  return rows.map(({ day }) => Number(day)).sort((one, other) => one - other);
}

const classes = ['taxonomy', 'type', 'identifier'] as const;

async function readSeries(statsdb: Database, first: DayNumber, last: DayNumber): Promise<Series[]> {
  const names = [...classes, ...classes.map((name) => `reported_${name}`)].join(', ');
  const rows = await statsdb.rows<Record<string, string | null> & { days: string; events: string }>(
    `SELECT ${names}, array_agg(day::date - date '1970-01-01')::text AS days, array_agg(events)::text AS events
     FROM (SELECT day, ${names}, sum(events) AS events FROM ${rollups}
           WHERE rollup = ${rollupByName('cells').id} AND day >= $1::timestamp AND day <= $2::timestamp
           GROUP BY day, ${names}) AS daily
     GROUP BY ${names}`,
    [dayText(first), dayText(last)]
  );
  return rows.map((row) => {
    const events = numbersIn(row.events);
    const classOf = (prefix: string): Classification => ({
      taxonomy: row[`${prefix}taxonomy`] ?? null,
      type: row[`${prefix}type`] ?? null,
      identifier: row[`${prefix}identifier`] ?? null,
    });
    return {
      counted: classOf(''),
      reported: classOf('reported_'),
      events: new Map(numbersIn(row.days).map((day, at) => [day, events[at]!])),
    };
  });
}

/** Of an array of PostgreSQL as text: `{1,2}`. */
const numbersIn = (array: string): number[] => array.slice(1, -1).split(',').map(Number);

/** A name that the aliases know needs no proof; another one is the same thing only in the same networks. */
async function stepsOf(statsdb: Database, all: readonly Series[], days: readonly DayNumber[]): Promise<Step[]> {
  const asked: Step[] = [];
  findSteps(all, days, (step) => {
    if (!isOneClass(step)) {
      asked.push(step);
    }
    return false;
  });
  const alike = new Set<string>();
  for (const step of asked) {
    if ((await sameNetworks(statsdb, step)) >= alikeNetworks) {
      alike.add(keyOf(step));
    }
  }
  return findSteps(all, days, (step) => isOneClass(step) || alike.has(keyOf(step)));
}

const keyOf = ({ from, to }: Step): string => JSON.stringify([from.counted, from.reported, to.counted, to.reported]);

/** How much of the events of both sides is in the same ASNs: 1 where they are spread alike. */
async function sameNetworks(statsdb: Database, { from, to, before, after }: Step): Promise<number> {
  const side = (place: number): string => `
    SELECT asn, sum(events) / sum(sum(events)) OVER () AS part FROM ${rollups}
    WHERE rollup = ${rollupByName('asn_identifier').id} AND day >= $${place}::timestamp AND day <= $${place + 1}::timestamp
      AND taxonomy IS NOT DISTINCT FROM $${place + 2} AND type IS NOT DISTINCT FROM $${place + 3}
      AND identifier IS NOT DISTINCT FROM $${place + 4} AND asn IS NOT NULL
    GROUP BY asn`;
  const values = ([first, last]: readonly [DayNumber, DayNumber], { counted }: Series): Array<string | null> => [
    dayText(first),
    dayText(last),
    ...classes.map((name) => counted[name]),
  ];
  const [row] = await statsdb.rows<{ alike: string }>(
    `SELECT coalesce(sum(least(old.part, new.part)), 0)::text AS alike
     FROM (${side(1)}) AS old JOIN (${side(6)}) AS new USING (asn)`,
    [...values(before, from), ...values(after, to)]
  );
  return Number(row!.alike);
}

interface Row {
  readonly day: string;
  readonly before: Classification;
  readonly after: Classification;
  readonly isOneClass: boolean;
  readonly text: string;
}

/** A row for each class that became another, and one for all that only changed their spelling on a day. */
function inOneRow(steps: readonly Step[]): Row[] {
  const moved = steps.filter((step) => !isOneClass(step)).map(rowOf);
  const spelled = steps.filter(isOneClass).sort((one, other) => one.day - other.day);
  const groups: Step[][] = [];
  for (const step of spelled) {
    const last = groups.at(-1);
    if (last === undefined || step.day - last[0]!.day > together) {
      groups.push([step]);
    } else {
      last.push(step);
    }
  }
  return [...moved, ...groups.map(groupRow)];
}

function rowOf({ day, from, to }: Step): Row {
  return {
    day: dayText(day),
    before: from.counted,
    after: to.counted,
    isOneClass: false,
    text: `${inWords(from.counted)} is ${inWords(to.counted)} from this day on: like volume, same networks`,
  };
}

/** How many names are told. */
const most = 3;

function groupRow(steps: readonly Step[]): Row {
  const days = steps.map(({ day }) => day);
  const of = (day: DayNumber): number => days.filter((one) => one === day).length;
  const day = [...new Set(days)].sort((one, other) => of(other) - of(one))[0]!;
  const counted = steps.map(({ to }) => to.counted);
  const common = (name: keyof Classification): string | null =>
    counted.every((one) => one[name] === counted[0]![name]) ? counted[0]![name] : null;
  const after = { taxonomy: common('taxonomy'), type: common('type'), identifier: common('identifier') };
  const volume = ({ to }: Step): number => [...to.events.values()].reduce((sum, events) => sum + events, 0);
  const largest = [...steps].sort((one, other) => volume(other) - volume(one));
  const told = largest.slice(0, most).map(({ from, to }) => `${inWords(from.reported)} is ${inWords(to.reported)}`);
  const others = steps.length > most ? ` and ${steps.length - most} more` : '';
  const text = `told under other names from this day on: ${told.join('; ')}${others}. The curves go on`;
  return { day: dayText(day), before: after, after, isOneClass: true, text };
}

function inWords({ taxonomy, type, identifier }: Classification): string {
  return [taxonomy, type, identifier].map((name) => name ?? '(none)').join(' / ');
}

const columns = [...classes, ...classes.map((name) => `before_${name}`)].join(', ');

async function insert(statsdb: Database, row: Row): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${table} (day, ${columns}, is_one_class, text)
     VALUES ($1::timestamp, $2, $3, $4, $5, $6, $7, $8::boolean, $9)`,
    valuesOf(row)
  );
}

/** Where it was counted about that time, and was not found in the events: a site may get it later, with an update of its own. */
async function insertKnown(statsdb: Database, row: Row): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${table} (day, ${columns}, is_one_class, text)
     SELECT $1::timestamp, $2, $3, $4, $5, $6, $7, $8::boolean, $9
     WHERE EXISTS (SELECT FROM ${rollups} WHERE rollup = ${rollupByName('identifier').id} AND identifier = $4
                   AND day BETWEEN $1::timestamp - interval '7 days' AND $1::timestamp - interval '1 day')
       AND EXISTS (SELECT FROM ${statisticsTable('portal')} WHERE closed_until >= $1::timestamp)
       AND NOT EXISTS (SELECT FROM ${table} AS present WHERE identifier = $4 AND type = $3
                       AND day BETWEEN $1::timestamp - interval '7 days' AND $1::timestamp + interval '60 days')`,
    valuesOf(row)
  );
}

const valuesOf = ({ day, before, after, isOneClass: one, text }: Row): Array<string | null> => [
  day,
  ...classes.map((name) => after[name]),
  ...classes.map((name) => before[name]),
  String(one),
  text,
];
