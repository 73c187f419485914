import { alarms } from '@stats-portal/query';

/** When somebody is called: one number a row, compared with a limit. */
export interface Alert {
  /** The end of its uid. */
  readonly name: string;
  readonly title: string;
  /** SQL that gives texts, which tell one alert from another, and one number. */
  readonly sql: string;
  /** The alert is on for each row whose number is above. */
  readonly above: number;
  /** What no row means: that all is well, or that nothing is known. */
  readonly noRow: 'OK' | 'Alerting';
  /** For how long it must have been so. */
  readonly lasts: string;
  readonly severity: 'warning' | 'info';
  /** What is the matter, in one sentence. `{{ .Labels.feed }}` is a text of the row, `{{ .Values.A }}` its number. */
  readonly summary: string;
  /** What to do. */
  readonly description: string;
}

/** Alerts that are looked at together, so often. */
export interface AlertGroup {
  readonly name: string;
  readonly every: string;
  readonly alerts: readonly Alert[];
}

const late: Alert = {
  name: 'late',
  title: 'The aggregator is late',
  sql: alarms.hoursSinceRun,
  // A nightly run, and two hours for it to be slow.
  above: 26,
  noRow: 'Alerting',
  lasts: '15m',
  severity: 'warning',
  summary: 'The statistics were last brought up to date {{ printf "%.1f" .Values.A.Value }} hours ago.',
  description:
    'Look at the log of the last run (journalctl --unit "stats-portal@nightly", or the container’s log) and at "stats-portal status"; docs/exit-codes.md says what to do about each end. Numbers on the dashboards are right but old until then.',
};

const silent: Alert = {
  name: 'feed-silent',
  title: 'A feed is silent',
  sql: alarms.silence,
  above: 1,
  noRow: 'OK',
  lasts: '0s',
  severity: 'warning',
  summary:
    '{{ .Labels.provider }}: {{ .Labels.feed }} should have delivered {{ .Values.A }} closed days ago, and has not since.',
  description:
    'It is missing by what it usually does (stats-portal feeds, docs/feeds.md). Is the collector running, has a login or an address changed, does the provider announce something? Sums and rankings are lower while it is silent: do not report a decrease. If it has ended, say so in the settings; after eight weeks it is taken as ended.',
};

const rising: Alert = {
  name: 'asn-rising',
  title: 'A network rises steeply',
  sql: alarms.rises,
  above: 2,
  noRow: 'OK',
  lasts: '0s',
  severity: 'info',
  summary:
    'AS{{ .Labels.asn }} has {{ printf "%.1f" .Values.A.Value }} times as many reported addresses as a week before.',
  description:
    'Averages of the last seven closed days and of the seven before, at least 20 addresses a day more. See "ASN ranking" with this ASN: one problem, or all? One provider alone may be a new feed or scan rather than new incidents; if it is not, inform the operator.',
};

const unexpected: Alert = {
  name: 'unexpected-day',
  title: 'The country’s addresses are outside of what is expected',
  sql: alarms.unexpected,
  // Any row, even that of a day without a single address.
  above: -1,
  noRow: 'OK',
  lasts: '0s',
  severity: 'info',
  summary:
    '{{ .Labels.country }} has {{ printf "%.2f" .Values.A.Value }} times as many reported addresses as usual on this weekday.',
  description:
    'The last closed day, against the same weekday of the eight weeks before (docs/counting.md). See the CSIRT overview: which class, which feed? A feed that was thin or came with the events of several days is no news; a holiday may be all.',
};

const appeared: Alert = {
  name: 'new-identifier',
  title: 'A new identifier in our country',
  sql: alarms.newIdentifiers,
  above: 0,
  noRow: 'OK',
  lasts: '0s',
  severity: 'info',
  summary: '{{ .Labels.identifier }} is reported in our country for the first time in a year.',
  description:
    'It was first seen within the last seven closed days, with {{ .Values.A }} events since. See "What is reported for the first time?" on the CSIRT overview: is it a new threat, a new feed, or a problem that has got another name (then give it an alias)?',
};

export const alertGroups: readonly AlertGroup[] = [
  { name: 'Aggregator', every: '5m', alerts: [late] },
  // What they ask for changes once a night.
  { name: 'Statistics', every: '1h', alerts: [silent, rising, unexpected, appeared] },
];
