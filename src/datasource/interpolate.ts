import { dimensionByName, measureNames, type DimensionName, type MeasureName } from '@stats-portal/catalog';
import type { Filter } from '@stats-portal/query';
import { isVariable, type StatsQuery, type Variable } from './query.ts';

/** Values of a template variable, 'all' if everything is chosen; undefined if there is no such variable. */
export type VariableValues = readonly string[] | 'all' | undefined;

/** What template variables stand for. The name is as between the braces, with a field's path but without format. */
export type Variables = (name: string) => VariableValues;

/** Stands for an empty value in variables and ad-hoc filters, where there are only texts. */
export const noneText = '(none)';

/** What of a query had variables, without them. */
export interface Interpolated {
  readonly measure: MeasureName;
  readonly by: readonly DimensionName[];
  readonly where: readonly Filter[];
  readonly faults: readonly string[];
}

/**
 * The variables' values in the model. They never stand in SQL as text: each value is printed there once, as a literal,
 * and a `$` in a value is a character as any other. "All" is no filter.
 */
export function interpolate(query: StatsQuery, variables: Variables): Interpolated {
  const faults: string[] = [];
  const where = query.where.flatMap((filter) => interpolateFilter(filter, variables, faults));
  const by = query.by.flatMap((name) => (isVariable(name) ? dimensionsOf(name, variables, faults) : [name]));
  return {
    measure: isVariable(query.measure) ? measureOf(query.measure, variables, faults) : query.measure,
    // A switch may show what the panel groups by anyway.
    by: [...new Set(by)],
    where,
    faults,
  };
}

function measureOf(variable: Variable, variables: Variables, faults: string[]): MeasureName {
  const values = valuesOf(variable, variables, faults);
  const [name] = values === 'all' ? [] : values;
  const measure = measureNames.find((known) => known === name);
  if (measure === undefined && values !== undefined) {
    faults.push(`${variable} is no measure (${describe(values)}); there are ${measureNames.join(', ')}`);
  }
  return measure ?? 'ips';
}

function dimensionsOf(variable: Variable, variables: Variables, faults: string[]): DimensionName[] {
  const values = valuesOf(variable, variables, faults);
  if (values === 'all') {
    faults.push(`${variable} is All: choose what to group by`);
    return [];
  }
  return values
    .filter((name) => name !== '')
    .flatMap((name) => {
      const dimension = dimensionByName(name);
      if (dimension === undefined) {
        faults.push(`${variable} is ${JSON.stringify(name)}, and there is no such dimension`);
      }
      return dimension ?? [];
    });
}

const variablePattern = /\$(\w+)|\$\{([^{}:]+)(?::[^{}]*)?\}|\[\[([^[\]:]+)(?::[^[\]]*)?\]\]/g;

function interpolateFilter(filter: Filter, variables: Variables, faults: string[]): Filter[] {
  const values: string[] = [];
  for (const text of filter.values) {
    const whole = wholeVariable(text);
    if (whole === undefined) {
      values.push(embedded(text, variables, faults));
      continue;
    }
    const resolved = valuesOf(text, variables, faults);
    if (resolved === 'all') {
      return [];
    }
    values.push(...resolved);
  }
  // An empty search box searches for nothing. Any other filter without a value is a mistake that has to be seen.
  if (filter.operator === 'contains' && filter.values.length > 0 && values.every((value) => value === '')) {
    return [];
  }
  return withNone({ ...filter, values });
}

/** The name, if the text is a variable and nothing else. */
function wholeVariable(text: string): string | undefined {
  const [match] = [...text.matchAll(variablePattern)];
  return match?.[0] === text ? (match[1] ?? match[2] ?? match[3]) : undefined;
}

function valuesOf(text: string, variables: Variables, faults: string[]): readonly string[] | 'all' {
  const values = variables(wholeVariable(text) ?? '');
  if (values === undefined) {
    faults.push(`there is no template variable ${text}`);
    return [];
  }
  if (values.length === 0) {
    faults.push(`the template variable ${text} has no value`);
  }
  return values;
}

/** A text with variables in it. What is no variable, such as the 5 of "US$5", stays as it is. */
function embedded(text: string, variables: Variables, faults: string[]): string {
  return text.replaceAll(variablePattern, (match, plain?: string, braced?: string, bracketed?: string) => {
    const values = variables(plain ?? braced ?? bracketed ?? '');
    if (values === undefined) {
      return match;
    }
    if (values === 'all' || values.length !== 1) {
      faults.push(`within a text ${match} needs exactly one value; it is ${describe(values)}`);
      return '';
    }
    return values[0]!;
  });
}

/** "(none)" among the values is the empty value: another operator. */
export function withNone(filter: Filter): Filter[] {
  const { dimension, operator, values } = filter;
  if (!values.includes(noneText) || (operator !== 'in' && operator !== 'not in')) {
    return [filter];
  }
  const others = values.filter((value) => value !== noneText);
  const none: Filter = { dimension, operator: operator === 'in' ? 'none' : 'not none', values: [] };
  if (others.length === 0) {
    return [none];
  }
  return operator === 'in'
    ? [{ dimension, operator, values: others, orNone: true }]
    : [{ dimension, operator, values: others }, none];
}

/** The other way round: filters as a panel saves them. */
export function withNoneText(filters: readonly Filter[]): Filter[] {
  return filters.map(({ orNone, ...filter }) =>
    orNone === true ? { ...filter, values: [...filter.values, noneText] } : filter
  );
}

function describe(values: readonly string[] | 'all'): string {
  return values === 'all' ? 'All' : values.length === 0 ? 'empty' : values.slice(0, 3).join(', ');
}
