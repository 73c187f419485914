import { deepest, isObject, parseJson } from './json.ts';

/** The values of an event under the names of the table's columns. */
export interface Fields {
  readonly fields: ReadonlyMap<string, unknown>;
  readonly ignored: readonly string[];
}

/** What `collect` has to know of the table. */
export interface Names {
  readonly readers: { has(name: string): boolean };
  readonly parents: ReadonlySet<string>;
}

/**
 * Finds the columns' values in an event, whether its keys are dotted or nested.
 * Below `extra` a dotted key keeps its value as it is, and nested objects become dotted keys: the form in which IntelMQ's
 * SQL output stores them, whichever way the event was written. The type marker `__type` is no field and is dropped.
 * A field that is given twice, with different values, is a fault of the line.
 */
export function collect(event: Record<string, unknown>, names: Names): Fields | { readonly reason: string } {
  const collector = new Collector(names);
  try {
    for (const [key, value] of Object.entries(event)) {
      if (key !== '__type') {
        collector.add(key, value);
      }
    }
  } catch (error) {
    if (error instanceof Fault) {
      return { reason: error.message };
    }
    throw error;
  }
  return collector.result();
}

/** Leaves the recursion; never leaves this file. */
class Fault extends Error {}

class Collector {
  readonly #names: Names;
  readonly #fields = new Map<string, unknown>();
  readonly #extra = new Map<string, unknown>();
  readonly #ignored: string[] = [];

  constructor(names: Names) {
    this.#names = names;
  }

  add(key: string, value: unknown): void {
    if (key === 'extra') {
      this.#addExtra(value);
    } else if (key.startsWith('extra.')) {
      put(this.#extra, key.slice('extra.'.length), value, key);
    } else if (this.#names.readers.has(key)) {
      put(this.#fields, key, value, key);
    } else if (isObject(value) && this.#names.parents.has(key)) {
      for (const [part, inner] of Object.entries(value)) {
        this.add(`${key}.${part}`, inner);
      }
    } else if (value !== null && value !== '') {
      this.#ignored.push(key);
    }
  }

  #addExtra(value: unknown): void {
    if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        this.#flatten(key, inner, 1);
      }
    } else if (typeof value === 'string' && value.trim() !== '') {
      // IntelMQ's message_jsondict_as_string: the very text that its SQL output stores, so its keys stay as they are.
      for (const [key, inner] of Object.entries(parsedObject(value))) {
        put(this.#extra, key, inner, `extra.${key}`);
      }
    } else if (value !== null && value !== '') {
      throw new Fault('extra: not a JSON object');
    }
  }

  #flatten(key: string, value: unknown, depth: number): void {
    if (depth > deepest) {
      throw new Fault(`extra: nested deeper than ${deepest} levels`);
    }
    const inner = isObject(value) ? Object.entries(value) : [];
    if (inner.length === 0) {
      put(this.#extra, key, value, `extra.${key}`);
    }
    for (const [part, innermost] of inner) {
      this.#flatten(`${key}.${part}`, innermost, depth + 1);
    }
  }

  result(): Fields {
    if (this.#extra.size > 0) {
      if (this.#names.readers.has('extra')) {
        this.#fields.set('extra', Object.fromEntries(this.#extra));
      } else {
        this.#ignored.push('extra');
      }
    }
    return { fields: this.#fields, ignored: this.#ignored };
  }
}

function put(target: Map<string, unknown>, name: string, value: unknown, key: string): void {
  if (target.has(name) && target.get(name) !== value) {
    throw new Fault(`${key.slice(0, 60)}: given twice, with different values`);
  }
  target.set(name, value);
}

function parsedObject(text: string): Record<string, unknown> {
  try {
    const parsed = parseJson(text);
    if (isObject(parsed)) {
      return parsed;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  throw new Fault('extra: the text is not a JSON object');
}
