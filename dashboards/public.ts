import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { records, released, type Question } from '@stats-portal/query';
import type { Target } from './ask.ts';
import { layout, type Sized } from './layout.ts';
import { bars, lines, number, table, words } from './panels.ts';
import type { PublicFeed } from './publicFeeds.ts';
import { postgres } from './sources.ts';

/** What a dashboard for everyone is made from. */
export interface Publication {
  /** Of the PostgreSQL data source that is asked. */
  readonly postgresUid: string;
  readonly feeds: readonly PublicFeed[];
  /** What fewer addresses are reported of is not shown. */
  readonly atLeast: number;
}

const days = 90;
const problem = ['taxonomy', 'type', 'identifier'] as const;

/* eslint-disable @typescript-eslint/no-deprecated -- files of dashboards are of this version, as the others are */

/** Grafana's JSON of the dashboard for everyone: SQL without variables, of the last closed days. */
export function publicDashboard(publication: Publication): dashboard.Dashboard {
  const built = new dashboard.DashboardBuilder('Reported security incidents')
    .id(null)
    .uid('csirt-stats-public')
    .description('What is reported to us, of the feeds that may be published.')
    .tags(['stats-portal-public'])
    // The last closed day is some days back.
    .time({ from: `now-${days + 7}d/d`, to: 'now' })
    .timezone('browser')
    .refresh('')
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair);
  for (const panel of layout(rows(publication))) {
    built.withPanel({ build: () => panel.build() });
  }
  return built.build();
}

function rows(publication: Publication): Sized[][] {
  const { atLeast } = publication;
  const caveat = `Of each day, only what at least ${atLeast} addresses were reported of by one feed.`;
  const events: Partial<Question> = { measure: 'events', grain: 'day', shape: 'series' };
  return [
    [
      words({
        title: 'What is shown here',
        says: 'Sources, and what is left out.',
        text: explanation(publication),
        width: 24,
        height: 5,
      }),
    ],
    [
      number({
        title: 'Events on the newest day shown',
        says: `${caveat} The line: the days before.`,
        asks: [curve(publication, events)],
        sparkline: true,
        width: 8,
      }),
      number({
        title: 'Complete until',
        says: 'The last day that is counted and closed. Later days are not shown.',
        asks: [target(publication, records.completeUntil, 'table')],
        field: '/.*/',
        width: 4,
      }),
      lines({
        title: 'Events per day by feed provider',
        says: `${caveat} A gap: fewer, or none.`,
        asks: [curve(publication, { ...events, by: ['provider'] })],
        axis: 'Events',
        log: true,
        width: 12,
      }),
    ],
    [
      lines({
        title: 'Events per day by taxonomy',
        says: `${caveat} A gap: fewer, or none.`,
        asks: [curve(publication, { ...events, by: ['taxonomy'] })],
        axis: 'Events',
        log: true,
        width: 12,
        height: 11,
      }),
      bars({
        title: `Most frequent problems of ${days} days`,
        says: `Events of the last ${days} closed days. ${caveat}`,
        asks: [target(publication, frequent(publication), 'table')],
        long: true,
        width: 12,
        height: 11,
      }),
    ],
    [
      table({
        title: 'What each feed reports',
        says: `Different addresses per day, average over the last ${days} closed days. ${caveat} Addresses of several rows must not be added up: one address may stand in several.`,
        asks: [target(publication, byFeed(publication), 'table')],
        width: 24,
        height: 12,
      }),
    ],
  ];
}

/** Days without a released cell are gaps: nothing and too little look the same. */
function curve(publication: Publication, question: Partial<Question>): Target {
  const sql = released(
    releaseOf(publication),
    question,
    (answer) => `SELECT time, metric, nullif(value, 0) AS value\nFROM ${answer}\nORDER BY time, metric`
  );
  return target(publication, sql, 'time_series');
}

const named = (column: string): string => `coalesce(${column}, '(none)')`;

function frequent(publication: Publication): string {
  return released(
    releaseOf(publication),
    { measure: 'events', by: [...problem], shape: 'table' },
    (answer) =>
      `SELECT concat_ws(' / ', ${problem.map(named).join(', ')}) AS "Name", events AS "Events"\n` +
      `FROM ${answer}\nORDER BY events DESC, 1\nLIMIT 10`
  );
}

function byFeed(publication: Publication): string {
  return released(
    releaseOf(publication),
    { by: ['provider', 'feed', ...problem], shape: 'table' },
    (answer) =>
      `SELECT provider AS "Feed provider", feed AS "Feed", ${named('taxonomy')} AS "Taxonomy", ${named('type')} AS "Type",\n` +
      `  ${named('identifier')} AS "Identifier", ips AS "Reported addresses per day"\n` +
      `FROM ${answer}\nORDER BY ips DESC, 1, 2, 3, 4, 5\nLIMIT 100`
  );
}

function releaseOf({ feeds, atLeast }: Publication): Parameters<typeof released>[0] {
  return { feeds, atLeast, days };
}

function target({ postgresUid }: Publication, rawSql: string, format: 'table' | 'time_series'): Target {
  const datasource = { type: postgres.type, uid: postgresUid };
  return {
    build: () =>
      ({ refId: 'A', datasource, rawSql, rawQuery: true, editorMode: 'code', format }) as unknown as cog.Dataquery,
  };
}

function explanation({ feeds, atLeast }: Publication): string {
  const sources = feeds.map(({ provider, feed, licence }) => `${provider}, ${feed} (${licence})`);
  return [
    `What is reported to us about networks, per day: reports, not infections. A decrease may also be a feed that has ended. Days that may still change are not shown. Where a feed reported fewer than ${atLeast} addresses of a problem on a day, that is left out everywhere, in sums too.`,
    `Sources: ${sources.join('; ')}.`,
  ].join('\n\n');
}
