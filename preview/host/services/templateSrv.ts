import { dateTimeFormat, type DateTime, type ScopedVars, type TimeRange, type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { type DataSourceRef } from '@grafana/schema';
import { ofValue } from './dataContext.ts';

/** What a variable has as its value if everything is chosen. */
export const allValue = '$__all';

export interface Variable {
  readonly name: string;
  readonly type: string;
  /** A list if several may be chosen. */
  readonly value: string | readonly string[];
  /** What the reader sees of it. */
  readonly text?: string;
  /** What "All" stands for in a text. */
  readonly all: readonly string[];
  /** Whose values they are. */
  readonly datasource?: DataSourceRef;
}

const pattern = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}/g;

/** Replaces variables in texts: those of the call, then those of the dashboard, then those of the time range. */
export class PreviewTemplateSrv implements TemplateSrv {
  #variables: readonly Variable[] = [];
  #range: TimeRange | undefined;

  setVariables(variables: readonly Variable[]): void {
    this.#variables = variables;
  }

  current(): readonly Variable[] {
    return this.#variables;
  }

  getVariables(): TypedVariableModel[] {
    return this.#variables.map(
      ({ name, type, value }) =>
        ({ id: name, name, type, label: name, current: { value, text: value } }) as unknown as TypedVariableModel
    );
  }

  updateTimeRange(range: TimeRange): void {
    this.#range = range;
  }

  containsTemplate(target = ''): boolean {
    return [...target.matchAll(pattern)].some((match) => this.#find(String(match[1] ?? match[2] ?? match[4])));
  }

  replace(target = '', scopedVars: ScopedVars = {}, format?: unknown): string {
    return target.replace(pattern, (match, plain, old, oldFormat, braced, path, ownFormat) => {
      const name = String(plain ?? old ?? braced);
      const form: unknown = ownFormat ?? oldFormat ?? format;
      const linked = ofValue(name, path as string | undefined, scopedVars);
      if (linked !== undefined) {
        return form === undefined ? linked : formatted(name, linked, form);
      }
      const scoped = scopedVars[name];
      if (scoped) {
        const value: unknown =
          path === undefined ? scoped.value : (scoped.value as Record<string, unknown> | undefined)?.[String(path)];
        return value === undefined || value === null ? match : formatted(name, asValue(value), form);
      }
      const variable = this.#find(name);
      if (variable) {
        return ofVariable(variable, form);
      }
      return this.#builtIn(name, form) ?? match;
    });
  }

  #find(name: string): Variable | undefined {
    return this.#variables.find((variable) => variable.name === name);
  }

  #builtIn(name: string, form: unknown): string | undefined {
    switch (name) {
      case '__from':
        return this.#range && instant(this.#range.from, form);
      case '__to':
        return this.#range && instant(this.#range.to, form);
      case '__url_time_range':
        return this.#range && `from=${this.#range.raw.from.valueOf()}&to=${this.#range.raw.to.valueOf()}`;
      case '__all_variables':
        return this.#variables.flatMap(({ name: one, value }) => inAddress(one, value) || []).join('&');
      default:
        return undefined;
    }
  }
}

type Value = string | readonly string[];

/** Milliseconds, or as a format such as `date:YYYY-MM-DD` has it. */
function instant(time: DateTime, form: unknown): string {
  const [, format] = /^date:(.+)$/.exec(String(form)) ?? [];
  return format === undefined ? String(time.valueOf()) : dateTimeFormat(time, { format, timeZone: 'utc' });
}

function ofVariable(variable: Variable, form: unknown): string {
  switch (form) {
    case 'queryparam':
      return inAddress(variable.name, variable.value);
    case 'text':
      return variable.text ?? [variable.value].flat().join(' + ');
    default:
      return formatted(variable.name, withAll(variable), form);
  }
}

function asValue(value: unknown): Value {
  return Array.isArray(value) ? value.map(String) : String(value);
}

function withAll({ value, all }: Variable): Value {
  return [value].flat().includes(allValue) ? all : value;
}

/** `var-asn=64496&var-asn=64497`; "All" stays what it is. */
function inAddress(name: string, value: Value): string {
  return [value]
    .flat()
    .map((one) => `var-${name}=${encodeURIComponent(one)}`)
    .join('&');
}

function formatted(name: string, value: Value, format: unknown): string {
  if (typeof format === 'function') {
    return String((format as (value: Value) => unknown)(value));
  }
  const values = [value].flat();
  switch (format) {
    case 'csv':
    case 'raw':
      return values.join(',');
    case 'text':
      return values.join(' + ');
    case 'pipe':
      return values.join('|');
    case 'json':
      return JSON.stringify(value);
    case 'queryparam':
      return inAddress(name, value);
    case 'uriencode':
      return encodeURI(values.join(','));
    case 'percentencode':
      return encodeURIComponent(values.join(','));
    default:
      return values.length === 1 ? values[0]! : `{${values.join(',')}}`;
  }
}
