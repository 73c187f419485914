import { translated } from '../translated.ts';

/** What the data source says outside its query editor, in English. */
export const sourceTexts = {
  config: {
    label: 'PostgreSQL data source',
    description:
      'The one that reads the statistics database, as a role that can only read (statsro). All questions are asked through it.',
    placeholder: 'Choose a PostgreSQL data source',
    boundary: 'What a user may see is decided by the database',
    boundaryHint:
      'Whoever may query this data source may send the PostgreSQL data source any SQL. The rights of its role are the boundary: give a network operator a data source of their own, with a role that reads their rows only.',
  },
  variable: {
    damaged: 'This variable cannot be read. It is left as it is.',
    startAnew: 'Start anew',
    dimension: 'Values of',
    dimensionTooltip: 'Most frequent values first.',
    search: 'Containing',
    searchTooltip: 'Text within the values of {{dimension}}. {{typed}}: what is typed into the variable’s list.',
    limit: 'At most',
    limitTooltip: 'Number of values in the list.',
  },
  annotations: {
    show: 'Show',
    stored: 'What is known beside the curves',
    storedAbout: 'Missing feeds, new reports and identifiers, other ways of counting, and what people wrote.',
    question: 'Marks from a question',
    questionAbout: 'A mark on each day on which the answer has a number.',
    kinds: {
      'feed missing': 'Feed missing',
      'new feed': 'New feed',
      'new report': 'New report',
      'new identifier': 'New identifier',
      reclassification: 'Reclassification',
      counting: 'Counted in another way',
      'back-fill': 'Came late',
      manual: 'Written by hand',
    },
    kind: 'Kinds',
    kindTooltip: 'None chosen: all of them.',
    kindPlaceholder: 'All kinds',
    damaged: 'This annotation cannot be read. It is left as it is.',
    startAnew: 'Start anew',
  },
  missing: {
    notChosen:
      'No PostgreSQL data source is chosen. Choose the one that reads the statistics database in the settings of this data source.',
    gone: 'There is no PostgreSQL data source with the uid {{uid}}, or you may not see it. Choose another one in the settings of this data source.',
    setUp: 'The statistics database has not been set up. Run: stats-portal migrate',
    zone: 'This browser does not know the portal’s time zone {{zone}}, so that days cannot be told.',
    notAsked: 'The statistics database has not been asked yet.',
  },
  lookCloser: 'Look closer',
  damagedQuery: 'damaged query',
  health: {
    noAnswer: 'PostgreSQL gave no answer. Test the PostgreSQL data source itself.',
    notFound:
      '{{relations}} cannot be found by the role {{role}} (search_path: {{path}}). Run stats-portal migrate on this database; let the PostgreSQL data source use the role statsro, or set search_path = stats, public for its role.',
    notReadable:
      'The role {{role}} may not read {{relations}}. Let the PostgreSQL data source use the role statsro, whose rights stats-portal migrate sets.',
    writes: 'The role {{role}} could change the statistics. Use a role that only reads, such as statsro.',
    noDay: 'No day has been counted yet. Run: stats-portal run',
    older:
      'The statistics are older than this plugin (catalog {{there}}, here {{here}}): update the aggregator, then run stats-portal migrate and run.',
    newer: 'This plugin is older than the statistics (catalog {{here}}, there {{there}}): update the plugin.',
    days: 'Days of {{zone}}: {{days}}, closed until {{closedUntil}}, complete until {{completeUntil}}.',
    lastRun: 'Last run: {{lastRun}}; days waiting: {{waiting}}.',
    plain: 'Without TimescaleDB: more space, slower on many years.',
    timescaledb: 'TimescaleDB {{version}}.',
    catalog: 'Catalog {{version}}.',
  },
  errors: {
    denied:
      'The role of the PostgreSQL data source may not read the statistics. Let it be the role statsro, or grant it the same rights: stats-portal migrate does that.',
    noRelation:
      'The statistics are not where the PostgreSQL data source looks. Run stats-portal migrate on that database; the role needs the schema stats in its search_path (the role statsro has it).',
    noColumn:
      'The statistics database is older than this plugin. Run stats-portal migrate with the program of the same version.',
    timeout:
      'The answer took too long. Ask for a shorter range, for fewer dimensions, or for dimensions that one rollup has.',
    unreachable:
      'The statistics database cannot be reached. Look whether it runs, and test the PostgreSQL data source.',
    password: 'The statistics database refuses the user or password.',
    gone: 'The PostgreSQL data source is gone. Choose another one in the settings of this data source.',
    forbidden: 'You may not query the PostgreSQL data source that this one reads from.',
    unknown: 'Unknown error',
  },
  notices: {
    wholeDay: 'No day begins within the range: this is the whole of {{day}}.',
    notYet:
      'There is no number of {{days}} yet: the last closed day is {{closedUntil}}. Choose a range that reaches back to it.',
    caveat: '{{caveat}}.',
    atMost: 'The numbers are "at most": {{reason}}.',
    remaining: 'The row "remaining" is "at most": {{reason}}.',
    shares: 'The shares are "at least": of the whole, {{reason}}.',
    missing: {
      gap: {
        one: 'A day is a gap ({{days}}): {{feed}} was missing, which usually gives {{part}}.',
        other: '{{count}} days are gaps ({{days}}): {{feed}} was missing, which usually gives {{part}}.',
      },
      mention: {
        one: 'On a day ({{days}}) {{feed}} was missing, which usually gives {{part}}. The numbers are what was there.',
        other:
          'On {{count}} days ({{days}}) {{feed}} was missing, which usually gives {{part}}. The numbers are what was there.',
      },
      whole: {
        one: 'On a day ({{days}}) {{feed}} was missing, which usually gives {{share}} of the whole. How much of each of these numbers is not known: they are what was there.',
        other:
          'On {{count}} days ({{days}}) {{feed}} was missing, which usually gives {{share}} of the whole. How much of each of these numbers is not known: they are what was there.',
      },
    },
    moreMissing: { one: 'One more feed was missing.', other: '{{count}} more feeds were missing.' },
    period: '{{from}} to {{to}}',
    feed: '{{feed}} of {{provider}}',
    ofThis: '{{share}} of this',
    ofRows: 'much of {{rows}} rows or curves, up to {{share}}',
    rowLimit: 'Numbers are missing here: ask for a top N, for fewer dimensions or for a coarser grain.',
  },
  expected: {
    low: '{{name}}, expected at least',
    high: '{{name}}, expected at most',
    outside: '{{name}}, outside of what is expected',
  },
  asName: { label: 'AS name', description: 'What the ASN was called by the newest events that had a name for it.' },
  described: {
    atMost: 'At most: {{reason}}.',
    exact: 'Exact, from {{from}}.',
    closed: 'Days are closed until {{day}}.',
    days: 'Days of {{zone}}.',
    axis: 'Days of {{zone}}',
    axisClosed: 'Days of {{zone}}, closed until {{day}}; later ones may still grow',
    start: {
      day: 'Start of the day in {{zone}}.',
      week: 'Start of the week in {{zone}}.',
      month: 'Start of the month in {{zone}}.',
      quarter: 'Start of the quarter in {{zone}}.',
      year: 'Start of the year in {{zone}}.',
    },
    share:
      'Part of all {{unit}} that the filters leave. One address may stand in several rows, so shares of addresses may be more than 100 % together.',
    direction: 'Rising, falling or steady against the whole; too little data below five weeks or ten a day.',
    evidence: 'Clear, likely or unclear: whether the trend against the whole could be chance.',
    rise: 'Over the range, beyond what the whole did.',
    beside: {
      other: { label: 'And', description: 'The other one that has reported them.' },
      p90: { label: 'Nine of ten at most', description: 'Days that nine of ten addresses do not exceed.' },
      after_14: { label: 'Within 14 days', description: 'Share that was no longer reported after 14 days.' },
      after_30: { label: 'Within 30 days', description: 'Share that was no longer reported after 30 days.' },
      low: {
        label: 'At least',
        description: 'Lower bound of the share, with 95 % confidence.',
      },
      high: {
        label: 'At most',
        description: 'Upper bound of the share, with 95 % confidence.',
      },
      half: {
        label: 'Half after days',
        description: 'Days after which half were no longer reported; empty if it has not come to that.',
      },
      at_once: {
        label: 'Gone at once',
        description:
          'Of those that are gone, the share that was last seen on one same day. Above a half it is doubtful: a whole scan may have lost them. Such a row has no rank.',
      },
      ips: { label: 'Addresses', description: 'How many addresses it is made of.' },
    },
    chance: 'Chance of such an order of weeks without any trend: one-sided, not corrected.',
  },
} as const;

export const words = translated('source', sourceTexts);
