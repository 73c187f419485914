import { type DataFrame, type TimeRange } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import { ask } from '../panels/ask.ts';
import { type AnnotationModel } from './model.ts';

/** Something that happened at a time, or from then on for some time. */
export interface Mark {
  readonly time: number;
  readonly timeEnd: number;
  readonly text: string;
  /** Of the annotation that it comes from. */
  readonly name: string;
  readonly colour: string;
}

/** What the dashboard's annotations find in the range: rows with a time, perhaps an end, and a text. */
export async function findMarks(annotations: readonly AnnotationModel[], range: TimeRange): Promise<Mark[]> {
  const found = await Promise.all(
    annotations
      .filter(({ enable, target }) => enable !== false && target !== undefined)
      .map(async ({ name, iconColor, datasource, target }) => {
        const targets = [target!];
        const asking = { targets, datasource, range, maxDataPoints: 100, requestId: `annotation-${name}` };
        const { frames } = await firstValueFrom(ask(asking));
        return frames.flatMap(rowsOf).map((row) => ({ ...row, name, colour: iconColor ?? 'orange' }));
      })
  );
  return found.flat();
}

function rowsOf({ fields, length }: DataFrame): Array<Pick<Mark, 'time' | 'timeEnd' | 'text'>> {
  const values = <Value>(name: string) => (fields.find((field) => field.name === name)?.values ?? []) as Value[];
  const times = values<number>('time');
  const ends = values<number>('timeEnd');
  const texts = values<string>('text');
  return Array.from({ length }, (_, row) => {
    const time = times[row] ?? 0;
    return { time, timeEnd: ends[row] ?? time, text: texts[row] ?? '' };
  });
}
