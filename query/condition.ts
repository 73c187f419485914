import { identifier, literal } from '@stats-portal/catalog';
import type { Filter } from './model.ts';

/** The filter as an SQL condition. "not in" keeps the rows without a value, so that parts and total reconcile. */
export function condition(filter: Filter): string {
  const column = identifier(filter.dimension);
  const values = filter.values.map(literal);
  switch (filter.operator) {
    case 'in': {
      const among = values.length === 1 ? `${column} = ${values[0]}` : `${column} IN (${values.join(', ')})`;
      return filter.orNone === true ? `(${column} IS NULL OR ${among})` : among;
    }
    case 'not in':
      return `(${column} IS NULL OR ${column} NOT IN (${values.join(', ')}))`;
    case 'none':
      return `${column} IS NULL`;
    case 'not none':
      return `${column} IS NOT NULL`;
    case 'contains':
      return anyOf(values.map((value) => `strpos(lower(${column}), lower(${value})) > 0`));
    case 'within':
      return anyOf(values.map((value) => `${column} <<= ${value}`));
  }
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}
