import type { AnnotationEvent, AnnotationQuery, AnnotationSupport, DataFrame } from '@grafana/data';
import { of } from 'rxjs';
import { AnnotationEditor } from './AnnotationEditor.tsx';
import { asksForAnnotations, defaultAnnotations } from './annotationQuery.ts';
import { columnsOf, toNumber, type Cell } from './columns.ts';
import type { StatsQuery } from './query.ts';

/** How many marks a dashboard bears: more would hide the curves. */
const most = 1000;

/**
 * What is stored beside the statistics (annotationQuery.ts), or marks from a question: one on each day (week, month) of the
 * curve that has a number, with the number. Asked of something rare, the curves of everything else show when it happened.
 */
export const annotationSupport: AnnotationSupport<StatsQuery> = {
  getDefaultQuery: () => defaultAnnotations,
  // A new annotation has no target: Grafana puts the default beside it.
  prepareQuery: ({ target, name }: AnnotationQuery<StatsQuery>) => ({
    ...(target ?? (defaultAnnotations as unknown as StatsQuery)),
    refId: target?.refId || name,
    hide: false,
  }),
  processEvents: ({ target }, frames) => {
    const isStored = target === undefined || asksForAnnotations(target);
    return of(frames.flatMap(isStored ? storedEvents : eventsOf).slice(0, most));
  },
  QueryEditor: AnnotationEditor,
};

function storedEvents(frame: DataFrame): AnnotationEvent[] {
  const column = columnsOf(frame);
  const tags = frame.fields.find(({ name }) => name === 'tags')?.values as string[][] | undefined;
  return column('time').map((time, row) => {
    const [begin, end] = [Number(time), Number(column('timeEnd')[row])];
    return {
      time: begin,
      ...(end > begin ? { timeEnd: end, isRegion: true } : {}),
      title: String(column('title')[row]),
      text: String(column('text')[row]),
      tags: tags?.[row] ?? [],
    };
  });
}

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
