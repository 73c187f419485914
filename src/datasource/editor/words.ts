import { type Comparison, type GapRule, type Operator, type Shape } from '@stats-portal/query';
import { translated } from '../../translated.ts';
import { type SavedGrain } from '../query.ts';

interface Choice {
  readonly label: string;
  readonly description: string;
}

/** All that the editor says, in English. Names of what is counted are the catalog's. */
export const editorTexts = {
  groups: {
    classification: 'Classification',
    malware: 'Classification',
    protocol: 'Protocol',
    feed: 'Feed',
    source: 'Reported address',
    reported: 'Classification as reported',
    other: 'Other',
    variables: 'Template variables',
    eachDay: 'Counted each day',
    period: 'Different addresses in a period',
  },
  presets: {
    label: 'Start with',
    tooltip: 'A ready-made question. It takes the place of everything below, and can then be changed.',
    placeholder: 'A ready-made question',
  },
  measure: {
    label: 'Count',
    variable: 'What is counted is chosen by a template variable.',
  },
  shape: {
    label: 'Show as',
    tooltip: 'What the answer looks like.',
    choices: {
      series: { label: 'Time series', description: 'A curve for each group.' },
      table: { label: 'Table', description: 'One row for each group, and for each step of time if there are any.' },
      ranking: { label: 'Ranking', description: 'The largest groups, with their share and their change.' },
      trend: {
        label: 'Trend',
        description: 'Which groups rise steadily against the whole: weekly medians of closed days, tested.',
      },
    } satisfies Record<Shape, Choice>,
  },
  by: {
    label: 'Group by',
    tooltip: 'One curve or row for each value; with several, for each combination that occurs.',
    placeholder: 'Add a dimension',
    variable: 'What it stands for is chosen by a template variable.',
  },
  where: {
    label: 'Filters',
    tooltip: 'All filters must hold. Several values of one filter are alternatives.',
    placeholder: 'Add a filter',
    dimension: 'Dimension of filter {{position}}',
    operator: 'Operator of filter {{position}}',
    values: 'Values of filter {{position}}',
    removeFilter: 'Remove the filter on {{dimension}}',
    value: 'Add a value',
    freeEntry: 'Use what was typed',
    filter: 'Filter {{position}}: {{dimension}}',
    needsValue: 'Choose or type at least one value; until then nothing is asked.',
    events: { one: '{{count, number}} event', other: '{{count, number}} events' },
    failed: 'Values cannot be listed now, but can be typed.',
    operators: {
      in: { label: 'is one of', description: 'Any of the values' },
      'not in': { label: 'is none of', description: 'Anything else, “(none)” too' },
      contains: { label: 'contains', description: 'Has one of the texts in it' },
      within: { label: 'lies within', description: 'In one of the networks' },
      none: { label: 'is (none)', description: 'Has no value' },
      'not none': { label: 'is not (none)', description: 'Has any value' },
    } satisfies Record<Operator, Choice>,
  },
  grain: {
    label: 'Per',
    tooltip: 'The length of time that the answer is split by. Over more than a day, addresses are the average per day.',
    choices: {
      auto: { label: 'Automatic', description: 'As the range and the width of the panel say' },
      day: { label: 'Day', description: 'In the zone of the portal' },
      week: { label: 'Week', description: 'Beginning on Monday' },
      month: { label: 'Month', description: '' },
      quarter: { label: 'Quarter', description: '' },
      year: { label: 'Year', description: '' },
      none: { label: 'Whole range', description: 'One number for all days' },
    } satisfies Record<SavedGrain, Choice>,
  },
  top: {
    label: 'Top',
    tooltip: 'Only so many of the largest groups. “(none)” stands below them, not among them.',
    placeholder: 'all',
    remaining: 'Remaining',
    remainingTooltip: 'All other groups together, as one row or curve.',
  },
  compare: {
    label: 'Compare with',
    tooltip: 'What the numbers are set against.',
    choices: {
      none: { label: 'Nothing', description: '' },
      previous: { label: 'The days before', description: 'As many days, just before the range' },
      'last-year': { label: 'The year before', description: 'The same days, a year ago' },
    } satisfies Record<Comparison, Choice>,
  },
  movingMedian: {
    label: 'Median over',
    tooltip: 'Each day shows the median of so many days up to it: smooth, and not moved by single peaks.',
    placeholder: 'off',
    suffix: 'days',
  },
  expected: {
    label: 'Expected',
    tooltip:
      'What is usual on the same weekday of the eight weeks before, as an area behind each curve. Closed days outside of it are marked.',
    choices: {
      off: { label: 'Not shown', description: '' },
      on: { label: 'Shown', description: '' },
    },
  },
  closed: {
    label: 'Provisional days',
    tooltip: 'Days so young that late events are still normal. Their numbers will grow.',
    choices: {
      auto: { label: 'As usual', description: 'In daily curves and in sums of events only' },
      without: { label: 'Left out', description: 'Closed days only' },
      with: { label: 'Included', description: 'All days that were counted' },
    },
  },
  gaps: {
    label: 'Missing feeds',
    tooltip:
      'What becomes of a day on which a feed was missing that usually gives more than a fifth of a curve or row. Averages are taken over the other days.',
    choices: {
      show: { label: 'Leave gaps', description: 'No number where a feed was missing that matters' },
      ignore: { label: 'Ignored', description: 'What the other feeds gave is shown, as if it were all' },
    } satisfies Record<GapRule, Choice>,
  },
  reasons: {
    chosen: 'It is chosen already.',
    noPresence: 'Presence is not kept here: hosts.addresses in the settings.',
    needsGroup: 'Needs something to group by.',
    seriesNeedsGrain: 'A time series is split by time.',
    rankingHasNoGrain: 'A ranking has one number for the whole range.',
    trendHasWeeks: 'A trend is made of weeks, and compares them itself.',
    trendIsClosed: 'A trend has closed days only.',
    trendHasNoRemaining: 'A trend has no remaining groups.',
    needsTop: 'Needs a top number.',
    needsDay: 'Needs “Per: Day” or “Automatic”.',
    noExpectation:
      'For time series by day, of the whole or by one dimension with a top of 5 at most, without comparison and median.',
    notText: 'Works on texts only.',
    notNetwork: 'Works on networks only.',
  },
  faults: {
    number: 'It takes a whole number from {{least}} to {{most}}.',
    shapeNeedsGroup: '{{shape}} needs something to group by.',
    cannotBeAsked: 'This question cannot be asked',
    damaged: 'This saved query cannot be read. It is left as it is.',
    startAnew: 'Replace it by a new query',
    noPostgres: 'No PostgreSQL data source is set',
    noPostgresHint: 'Name the one that reads the statistics database in the settings of this data source.',
    previewFailed: 'The preview failed',
  },
  remove: 'Remove {{label}}',
  notice: {
    atMost: 'The numbers are “at most”',
    remainingAtMost: '“Remaining” is “at most”.',
    exactBy: 'Grouped by {{dimensions}} too, the numbers are exact.',
    reason: 'The true number may be smaller: {{reason}}.',
  },
  sentence: {
    per: {
      auto: 'over time',
      day: 'per day',
      week: 'per week',
      month: 'per month',
      quarter: 'per quarter',
      year: 'per year',
      none: 'over the whole range',
    } satisfies Record<SavedGrain, string>,
    by: 'by {{dimensions}}',
    where: 'where {{filters}}',
    and: 'and',
    or: 'or',
    trend: 'Steady rise of {{counted}} against the whole',
    top: { one: 'the largest one', other: 'the {{count}} largest' },
    topAndRemaining: {
      one: 'the largest one and the remaining together',
      other: 'the {{count}} largest and the remaining together',
    },
    compare: { previous: 'beside the days before', 'last-year': 'beside the year before' },
    median: { one: 'median over {{count}} day', other: 'median over {{count}} days' },
    expected: 'with what is expected',
    closed: 'closed days only',
    open: 'provisional days too',
    ignored: 'missing feeds ignored',
  },
  preview: {
    label: 'How it is answered',
    from: 'Answered from',
    exactness: 'Exactness',
    exact: 'exact',
    atMost: 'at most: {{reason}}',
    remaining: '“Remaining”',
    gaps: 'Gaps',
    sharesFrom: 'told by what each feed gives of the {{unit}}, from {{rollup}}',
    noShares: 'cannot be told here: nothing has both the feeds and these dimensions. A missing feed is mentioned only',
    mentionsOnly: 'none in this shape: a missing feed is mentioned only',
    rejected: { one: 'Why not from the other one', other: 'Why not from the others ({{count}})' },
    sql: 'SQL',
    copySql: 'Copy SQL',
    explore: 'Open as SQL in Explore',
    saved: 'Saved query',
    copySaved: 'Copy query',
    waiting: 'The question cannot be asked yet.',
    unknown: 'How fresh the numbers are is not known: {{reason}}',
    zone: 'Days are days of the zone {{zone}}.',
    closedUntil: 'The last closed day is {{day}}.',
    completeUntil: 'Everything is counted until {{day}}.',
  },
} as const;

export const words = translated('editor', editorTexts);
