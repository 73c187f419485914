import type { AdHocVariableFilter } from '@grafana/data';
import { dimensionByName, dimensions, type DimensionName } from '@stats-portal/catalog';
import type { Filter, Operator } from '@stats-portal/query';
import { withNone } from './interpolate.ts';

/** Grafana's operators that mean something here. The comparisons and "does not match" have no counterpart. */
const operators: Readonly<Record<string, Operator>> = {
  '=': 'in',
  '=|': 'in',
  '!=': 'not in',
  '!=|': 'not in',
  // Literal text, never a regular expression.
  '=~': 'contains',
};

/** A dashboard's ad-hoc filters as filters of ours. What cannot be one is a fault, never left out silently. */
export function adHocFilters(filters: readonly AdHocVariableFilter[], faults: string[]): Filter[] {
  return filters.flatMap((filter) => {
    const dimension = dimensionByName(filter.key);
    if (dimension === undefined) {
      faults.push(`the dashboard filters by ${JSON.stringify(filter.key)}, and there is no such dimension`);
      return [];
    }
    return toFilter(dimension, filter, faults);
  });
}

function toFilter(dimension: DimensionName, filter: AdHocVariableFilter, faults: string[]): Filter[] {
  const operator = operators[filter.operator];
  if (operator === undefined) {
    faults.push(
      `the dashboard's filter "${dimensions[dimension].label} ${filter.operator}" is not possible: there are ` +
        '= and != (also with several values), and =~ for a text that is contained'
    );
    return [];
  }
  const several = filter.operator.endsWith('|') && filter.values !== undefined && filter.values.length > 0;
  const values = several ? filter.values! : [filter.value];
  const prefix = filter.operator === '=' && dimensions[dimension].type === 'inet' && filter.value.includes('/');
  return withNone({ dimension, operator: prefix ? 'within' : operator, values });
}
