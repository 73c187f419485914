import type { DataLink, TimeRange } from '@grafana/data';
import type { DimensionName } from '@stats-portal/catalog';
import type { Filter, Question } from '@stats-portal/query';
import type { StatsQuery } from './query.ts';
import { words } from './words.ts';

/** A link to a closer look at what these filters leave. */
export type Drill = (question: Question, filters: readonly Filter[]) => Array<DataLink<StatsQuery>>;

/** What a look into one value is split by. */
const finer: Partial<Record<DimensionName, DimensionName>> = {
  taxonomy: 'type',
  type: 'identifier',
  identifier: 'asn',
  malware: 'asn',
  application: 'identifier',
  provider: 'feed',
  country: 'asn',
  asn: 'identifier',
};

/** The curve of one series or row, split one step finer. */
export function narrowed(question: Question, filters: readonly Filter[]): Omit<StatsQuery, 'refId'> {
  const others = question.where.filter(({ dimension }) => !filters.some((filter) => filter.dimension === dimension));
  const last = question.by.at(-1);
  const next = (last && finer[last]) ?? 'taxonomy';
  const by = filters.some(({ dimension }) => dimension === next) ? [] : [next];
  return {
    version: 1,
    measure: question.measure,
    by,
    where: [...others, ...filters],
    grain: 'auto',
    top: by.length === 0 ? null : 10,
    remaining: true,
    shape: 'series',
    compare: 'none',
    movingMedian: null,
    expected: false,
    closed: null,
    gaps: question.gaps,
  };
}

/** Links into Grafana's Explore with our own data source, over the same range: by itself it begins with the last hour. */
export function drillInto(
  datasource: { readonly uid: string; readonly type: string; readonly name: string },
  range?: TimeRange
): Drill {
  const { uid, type, name } = datasource;
  return (question, filters) => [
    {
      title: words.lookCloser,
      url: '',
      internal: {
        query: { refId: 'A', datasource: { uid, type }, ...narrowed(question, filters) },
        datasourceUid: uid,
        datasourceName: name,
        ...(range === undefined ? {} : { range }),
      },
    },
  ];
}
