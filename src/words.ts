import { shippedDashboards } from './names.ts';
import { translated } from './translated.ts';

/** What the app's pages say, in English. Columns of their tables are named by the answers. */
export const appTexts = {
  home: {
    title: 'Statistics of incident events',
    about:
      'Counted by day, network and classification. Every number says how it is counted, up to when it is complete, and whether it is exact.',
    completeUntil: 'Complete until',
    lastRun: 'Last good run ({{zone}})',
    daysWaiting: 'Days waiting',
    undated: 'Undated events',
    notSetUp: 'The statistics database has not been set up. Run: stats-portal migrate',
    silentFeeds: 'Feeds that are silent',
    noSilentFeeds: 'None that is known of.',
    judgedUntil: 'Feeds judged until',
    dashboards: 'Dashboards',
    lookingForDashboards: 'Looking which dashboards are here',
    noDashboards:
      'None of them is in this organisation. Those for everyone come when the app is enabled, the others are provisioned by file: docs/provisioning.md of the project.',
    quality: '<to>Data quality</to> has the state of each day and feed.',
  },
  firstSteps: {
    title: 'There is no data source of the statistics yet',
    aggregator: 'Install the aggregator beside your eventDB, and let it count: docs/operations.md of the project.',
    postgres: 'Add a PostgreSQL data source that reads the statistics database as a role that only reads (statsro).',
    create: '<to>Create the data source of the statistics</to> upon it, in one step.',
  },
  quality: {
    versions: {
      title: 'Versions',
      about:
        'With which catalog and aliases the days were counted. More than one row: days whose events are gone keep the older way.',
      empty: 'No day was counted yet.',
    },
    days: {
      title: 'Days',
      about:
        'The last 60 days: open, provisional, closed, waiting, or missing (nothing was delivered). “In” is the share of what usually comes that is of feeds for which the day is closed.',
      empty: 'No day was counted yet.',
    },
    feeds: {
      title: 'Feeds',
      about:
        'What is expected of each feed, and what it did on the last 28 closed days; what is missing now stands first.',
      empty: 'What feeds usually do is learned by the next run.',
    },
    late: {
      title: 'Late events',
      about:
        'The last runs that found events for days that were closed already, or that kept days whose events are gone.',
      empty: 'No run found any.',
    },
  },
  configuration: {
    known: 'Data sources of the statistics',
    none: 'There is none yet.',
    test: 'Test {{name}}',
    create: 'A new one',
    postgres: 'PostgreSQL data source',
    postgresAbout:
      'It reads the statistics database, as a role that only reads. Zone, days and versions are read from there.',
    choose: 'Choose a PostgreSQL data source',
    createAndTest: 'Create and test',
    success: 'It works',
    warning: 'It works, but',
    error: 'It does not work',
  },
  answer: {
    loading: 'Asking the statistics database',
    failed: 'The statistics database gave no answer',
  },
  /** Titles and what they are about, by the dashboards' uids. */
  dashboards: Object.fromEntries(shippedDashboards.map(({ uid, title, about }) => [uid, { title, about }])),
} as const;

export const words = translated('app', appTexts);
