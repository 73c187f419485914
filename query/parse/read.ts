/** Readers of what came from anywhere. Each notes its fault and returns something of the right type to go on with. */

export function oneOf<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
  faults: string[]
): Choice {
  if (!choices.includes(value as Choice)) {
    faults.push(`${name} is ${show(value)}; it is one of ${choices.join(', ')}`);
    return choices[0]!;
  }
  return value as Choice;
}

export function countOrNull(
  name: string,
  value: unknown,
  least: number,
  most: number,
  faults: string[]
): number | null {
  if (value === null) {
    return null;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    faults.push(`${name} is ${show(value)}; it is a whole number from ${least} to ${most}`);
    return null;
  }
  return value;
}

export function trueOrFalse(name: string, value: unknown, faults: string[]): boolean {
  if (typeof value !== 'boolean') {
    faults.push(`${name} is ${show(value)}; it is true or false`);
    return false;
  }
  return value;
}

/** Keys that nothing is known about: they are faults, not silently dropped. */
export function unknownKeys(of: string, value: object, known: readonly string[], faults: string[]): void {
  for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
    faults.push(`${show(key)} is not a part of ${of}; there are ${known.join(', ')}`);
  }
}

/** Whether it is an object with keys: neither a list nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as it may stand in a fault. */
export function show(value: unknown): string {
  // What is no JSON (a function, say) has no text.
  const text = (JSON.stringify(value) as string | undefined) ?? (value === undefined ? 'missing' : typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
