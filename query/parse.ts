import {
  dimensionByName,
  dimensionNames,
  dimensions,
  grains,
  isPeriodMeasure,
  measureNames,
  storable,
  type DimensionName,
} from '@stats-portal/catalog';
import { isDay } from './days.ts';
import { comparisons, defaults, gapRules, operators, shapes, type Filter, type Question } from './model.ts';
import { isNetwork } from './network.ts';
import { expectedFaults } from './parse/expected.ts';
import { periodFaults } from './parse/period.ts';
import { countOrNull, isRecord, oneOf, show, trueOrFalse, unknownKeys } from './parse/read.ts';

/** A question that cannot be asked. `faults` names each fault; the message has them all. */
export class QuestionError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`This question cannot be asked:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'QuestionError';
    this.faults = faults;
  }
}

const largest: Partial<Record<DimensionName, bigint>> = { asn: 4294967295n, port: 65535n, family: 6n };

/**
 * A question from anywhere (a saved panel, a command line): what is left out takes its default, unknown keys and
 * impossible values are faults. Throws a QuestionError with all of them.
 */
export function parseQuestion(untrusted: unknown): Question {
  const faults: string[] = [];
  if (!isRecord(untrusted)) {
    throw new QuestionError(['a question is an object']);
  }
  const input: Record<string, unknown> = { ...defaults, ...untrusted };
  unknownKeys('a question', input, [...Object.keys(defaults), 'from', 'to'], faults);
  if (input.version !== 1) {
    faults.push(`version is ${show(input.version)}; this program knows version 1`);
  }

  const question: Question = {
    version: 1,
    measure: oneOf('measure', input.measure, measureNames, faults),
    by: parseBy(input.by, faults),
    where: parseWhere(input.where, faults),
    grain: oneOf('grain', input.grain, grains, faults),
    from: parseDay('from', input.from, faults),
    to: parseDay('to', input.to, faults),
    top: countOrNull('top', input.top, 1, 1000, faults),
    remaining: trueOrFalse('remaining', input.remaining, faults),
    shape: oneOf('shape', input.shape, shapes, faults),
    compare: oneOf('compare', input.compare, comparisons, faults),
    movingMedian: countOrNull('movingMedian', input.movingMedian, 2, 90, faults),
    expected: trueOrFalse('expected', input.expected, faults),
    closed: input.closed === null ? null : trueOrFalse('closed', input.closed, faults),
    gaps: oneOf('gaps', input.gaps, gapRules, faults),
  };
  if (faults.length === 0) {
    faults.push(...contradictions(question));
  }
  if (faults.length > 0) {
    throw new QuestionError(faults);
  }
  return question;
}

function contradictions(question: Question): string[] {
  const { measure } = question;
  const faults = isPeriodMeasure(measure) ? periodFaults({ ...question, measure }) : [];
  if (question.from > question.to) {
    faults.push(`from (${question.from}) is after to (${question.to})`);
  }
  if (question.movingMedian !== null && question.grain !== 'day') {
    faults.push('a moving median needs the grain day');
  }
  if (question.shape === 'series' && question.grain === 'none') {
    faults.push('a time series needs a grain: day, week, month, quarter or year');
  }
  if (question.top !== null && question.by.length === 0) {
    faults.push('top needs at least one dimension to group by');
  }
  if (question.shape === 'trend' && question.by.length === 0) {
    faults.push('a trend ranking needs at least one dimension to group by');
  }
  if (question.shape === 'ranking' && question.by.length === 0) {
    faults.push('a ranking needs at least one dimension to group by');
  }
  if (question.shape === 'ranking' && question.grain !== 'none') {
    faults.push('a ranking has one number for the whole range: its grain is none');
  }
  if (question.shape === 'trend' && (question.compare !== 'none' || question.movingMedian !== null)) {
    faults.push('a trend ranking has neither comparison nor moving median: it compares weeks itself');
  }
  faults.push(...expectedFaults(question));
  return faults;
}

function parseBy(value: unknown, faults: string[]): DimensionName[] {
  if (!Array.isArray(value)) {
    faults.push(`by is ${show(value)}; it is a list of dimensions`);
    return [];
  }
  const names = value.map((name) => parseDimension(name, faults));
  for (const name of names.filter((candidate, position) => names.indexOf(candidate) !== position)) {
    faults.push(`by names ${name} twice`);
  }
  return names;
}

function parseDimension(value: unknown, faults: string[]): DimensionName {
  const name = typeof value === 'string' ? dimensionByName(value) : undefined;
  if (name === undefined) {
    faults.push(`there is no dimension ${show(value)}; there are ${dimensionNames.join(', ')}`);
  }
  return name ?? 'taxonomy';
}

function parseWhere(value: unknown, faults: string[]): Filter[] {
  if (!Array.isArray(value)) {
    faults.push(`where is ${show(value)}; it is a list of filters`);
    return [];
  }
  return value.flatMap((filter: unknown) => {
    if (!isRecord(filter)) {
      faults.push(`a filter is ${show(filter)}; it has dimension, operator and values`);
      return [];
    }
    return [parseFilter(filter, faults)];
  });
}

function parseFilter(filter: Record<string, unknown>, faults: string[]): Filter {
  unknownKeys('a filter', filter, ['dimension', 'operator', 'values', 'orNone'], faults);
  const dimension = parseDimension(filter.dimension, faults);
  const operator = oneOf('operator', filter.operator, operators, faults);
  const values = filter.values ?? [];
  if (!Array.isArray(values) || !values.every((value): value is string => typeof value === 'string')) {
    faults.push(`the values of ${dimension} are ${show(values)}; they are a list of texts`);
    return { dimension, operator, values: [] };
  }
  const hasValues = operator !== 'none' && operator !== 'not none';
  if (hasValues !== values.length > 0) {
    faults.push(hasValues ? `${dimension} ${operator} needs a value` : `${dimension} ${operator} takes no value`);
  }
  const { type } = dimensions[dimension];
  if (operator === 'contains' && type !== 'text') {
    faults.push(`${dimension} is not a text: contains does not work on it`);
  }
  if (operator === 'within' && type !== 'inet') {
    faults.push(`${dimension} is not a network: within does not work on it`);
  }
  faults.push(...values.flatMap((value) => valueFault(dimension, value)));
  if (filter.orNone === undefined) {
    return { dimension, operator, values };
  }
  if (filter.orNone !== true || operator !== 'in') {
    faults.push(`orNone of ${dimension} is ${show(filter.orNone)} with ${operator}; it can be true with in`);
  }
  return { dimension, operator, values, orNone: true };
}

function valueFault(dimension: DimensionName, value: string): string[] {
  const { type } = dimensions[dimension];
  if (type === 'text') {
    return storable(value) ? [] : [`${show(value)} has a character that PostgreSQL cannot store`];
  }
  if (type === 'inet') {
    return isNetwork(value) ? [] : [`${dimension} ${show(value)} is not an address or network, such as 192.0.2.0/24`];
  }
  const most = largest[dimension]!;
  return /^\d{1,10}$/.test(value) && BigInt(value) <= most
    ? []
    : [`${dimension} ${show(value)} is not a number from 0 to ${most}`];
}

function parseDay(name: string, value: unknown, faults: string[]): string {
  if (typeof value !== 'string' || !isDay(value)) {
    faults.push(`${name} is ${show(value)}; it is a day such as 2026-01-31`);
    return '1970-01-01';
  }
  return value;
}
