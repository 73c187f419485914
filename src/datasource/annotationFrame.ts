import { FieldType, type DataFrame } from '@grafana/data';
import { annotationKinds, type AnnotationKind } from '@stats-portal/query';
import type { Cell } from './columns.ts';
import { rowsOf } from './postgres.ts';
import type { Days } from './range.ts';
import { words } from './words.ts';
import { startOfDay } from './zone.ts';

const aboutColumns = ['provider', 'feed', 'taxonomy', 'type', 'identifier'];

/**
 * PostgreSQL's answer as Grafana has annotations: from the point of the first day to that of the last one; what goes on
 * reaches to the end of the range.
 */
export function annotationFrame(
  answer: DataFrame,
  { zone, days }: { readonly zone: string; readonly days: Days }
): DataFrame {
  const rows = rowsOf(answer);
  const begin = rows.map(({ day }) => startOfDay(String(day), zone));
  const end = rows.map(({ last_day: last }) => startOfDay(last === null ? days.to : String(last), zone));
  const column = (name: string, type: FieldType, values: unknown[]): DataFrame['fields'][number] => ({
    name,
    type,
    values,
    config: {},
  });
  return {
    ...(answer.refId === undefined ? {} : { refId: answer.refId }),
    meta: answer.meta,
    fields: [
      column('time', FieldType.time, begin),
      column(
        'timeEnd',
        FieldType.time,
        end.map((at, row) => Math.max(at, begin[row]!))
      ),
      column(
        'title',
        FieldType.string,
        rows.map(({ kind }) => kindInWords(kind))
      ),
      column(
        'text',
        FieldType.string,
        rows.map(({ text }) => String(text))
      ),
      column(
        'tags',
        FieldType.other,
        rows.map((row) => tagsOf(row))
      ),
    ],
    length: rows.length,
  };
}

/** A later program may have kinds that this plugin does not know. */
function kindInWords(kind: Cell | undefined): string {
  const known = annotationKinds.find((one) => one === kind);
  return known === undefined ? String(kind) : kindLabel(known);
}

export function kindLabel(kind: AnnotationKind): string {
  return words.annotations.kinds[kind];
}

function tagsOf(row: Readonly<Record<string, Cell>>): string[] {
  return aboutColumns.flatMap((name) => {
    const cell = row[name];
    return cell === null || cell === undefined ? [] : [String(cell)];
  });
}
