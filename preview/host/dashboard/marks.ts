import { type DataFrame, type TimeRange } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import { ask } from '../panels/ask.ts';
import { type AnnotationModel } from './model.ts';

/** Something that happened at a time. */
export interface Mark {
  readonly time: number;
  readonly text: string;
  /** Of the annotation that it comes from. */
  readonly name: string;
  readonly colour: string;
}

/** What the dashboard's annotations find in the range: rows with a time and a text. */
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

function rowsOf({ fields, length }: DataFrame): Array<Pick<Mark, 'time' | 'text'>> {
  const values = <Value>(name: string) => (fields.find((field) => field.name === name)?.values ?? []) as Value[];
  const times = values<number>('time');
  const texts = values<string>('text');
  return Array.from({ length }, (_, row) => ({ time: times[row] ?? 0, text: texts[row] ?? '' }));
}
