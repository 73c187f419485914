import { dimensions, type DimensionName } from '@stats-portal/catalog';
import { hasVariable } from '../query.ts';

/**
 * The values in a typed or pasted text. Numbers and networks have neither spaces nor commas in them, so a whole list
 * may be pasted, and an ASN may be written AS64496; a text is taken as it is.
 */
export function typedValues(dimension: DimensionName, typed: string): string[] {
  if (typed.trim() === '') {
    return [];
  }
  if (dimensions[dimension].type === 'text' || hasVariable(typed)) {
    return [typed];
  }
  const parts = typed.split(/[\s,;]+/).filter((part) => part !== '');
  return dimension === 'asn' ? parts.map((part) => part.replace(/^AS(?=\d)/i, '')) : parts;
}
