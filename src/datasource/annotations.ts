import type { AnnotationEvent, AnnotationQuery, AnnotationSupport, DataFrame } from '@grafana/data';
import { of } from 'rxjs';
import { toNumber, type Cell } from './columns.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

/** How many marks a dashboard bears: more would hide the curves. */
const most = 1000;

/**
 * Annotations from a question: a mark on each day (week, month) of the curve that has a number, with the number. Asked
 * of something rare, the curves of everything else show when it happened.
 */
export const annotationSupport: AnnotationSupport<StatsQuery> = {
  getDefaultQuery: () => ({ ...defaultQuery, measure: 'events' }),
  prepareQuery: ({ target, name }: AnnotationQuery<StatsQuery>) =>
    target === undefined ? undefined : { ...target, refId: target.refId || name, hide: false },
  processEvents: (_annotation, frames) => of(frames.flatMap(eventsOf).slice(0, most)),
};

function eventsOf(frame: DataFrame): AnnotationEvent[] {
  const [time, ...lines] = frame.fields;
  if (time?.type !== 'time') {
    return [];
  }
  const times = time.values as number[];
  return times.flatMap((at, row) =>
    lines
      .filter(({ type }) => type === 'number')
      .flatMap(({ values, config, labels }) => {
        const value = toNumber((values as Cell[])[row]);
        if (value === null || value === 0) {
          return [];
        }
        const name = config.displayNameFromDS ?? '';
        const count = `${value.toLocaleString('en')} ${config.unit ?? ''}`.trim();
        return [{ time: at, title: name, text: `${name}: ${count}`, tags: Object.values(labels ?? {}) }];
      })
  );
}
