import type { DataQuery } from '@grafana/schema';
import {
  annotationKinds,
  isRecord,
  oneOf,
  parseQuestion,
  printAnnotations,
  QuestionError,
  show,
  type AnnotationKind,
  type Filter,
} from '@stats-portal/query';
import { adHocFilters } from './adHoc.ts';
import type { Context } from './compile.ts';
import { interpolate } from './interpolate.ts';
import { defaultQuery } from './query.ts';
import { upgrade } from './upgrade.ts';

/** What the aggregator found and people wrote, beside what a dashboard shows. Questions have a version; this has none. */
export interface StoredAnnotations extends DataQuery {
  readonly queryType: 'annotations';
  /** None: all. */
  readonly kinds: readonly AnnotationKind[];
  /** May name template variables. */
  readonly where: readonly Filter[];
}

/** All kinds, whatever is shown. Grafana's editor puts it under whatever is saved, questions too: nothing else is in it. */
export const defaultAnnotations = { queryType: 'annotations' } as const;

/** Whether a query asks for annotations that are stored; else it is a question. */
export function asksForAnnotations(query: DataQuery): boolean {
  return query.queryType === defaultAnnotations.queryType && !('version' in query);
}

export type UpgradedAnnotations =
  | { readonly kind: 'query'; readonly query: StoredAnnotations }
  | { readonly kind: 'damaged'; readonly faults: readonly string[] };

/** As it was saved, in today's form. */
export function upgradeAnnotations(saved: unknown): UpgradedAnnotations {
  if (!isRecord(saved)) {
    return { kind: 'damaged', faults: [`a query is an object, not ${show(saved)}`] };
  }
  const { refId = 'Anno', kinds = [], where = [] } = saved;
  const faults: string[] = [];
  if (!Array.isArray(kinds)) {
    faults.push(`kinds is ${show(kinds)}; it is a list`);
  }
  const known = (Array.isArray(kinds) ? kinds : []).map((kind) => oneOf('a kind', kind, annotationKinds, faults));
  const filters = upgrade({ refId: 'Anno', ...defaultQuery, where });
  if (filters.kind === 'damaged') {
    return { kind: 'damaged', faults: [...faults, ...filters.faults] };
  }
  const query = { refId: String(refId), queryType: 'annotations', kinds: known, where: filters.query.where } as const;
  return faults.length > 0 ? { kind: 'damaged', faults } : { kind: 'query', query };
}

/** How many a dashboard bears. */
const most = 500;

/** The query's SQL, or why it cannot be asked. Variables are resolved in the model, as in questions. */
export function annotationsSql(
  saved: unknown,
  { days, variables, filters }: Pick<Context, 'days' | 'variables' | 'filters'>
): { readonly sql: string } | { readonly faults: readonly string[] } {
  const upgraded = upgradeAnnotations(saved);
  if (upgraded.kind === 'damaged') {
    return { faults: upgraded.faults };
  }
  const { refId, kinds, where } = upgraded.query;
  const resolved = interpolate({ refId, ...defaultQuery, where }, variables);
  const faults = [...resolved.faults];
  const all = [...resolved.where, ...adHocFilters(filters, faults)];
  if (faults.length > 0) {
    return { faults };
  }
  try {
    const question = parseQuestion({ where: all, ...days });
    return { sql: printAnnotations({ kinds, where: question.where, ...days, limit: most }) };
  } catch (error) {
    if (error instanceof QuestionError) {
      return { faults: error.faults };
    }
    throw error;
  }
}
