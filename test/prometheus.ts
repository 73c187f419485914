/** A metric as a scraper reads it. */
export interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: ReadonlyArray<{ readonly labels: Readonly<Record<string, string>>; readonly value: number }>;
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const sample = new RegExp(String.raw`^(${name})(?:\{(${label}(?:,${label})*)?,?\})? (\S+)$`);

/**
 * Reads Prometheus' text format as strictly as its documentation writes it ("Exposition formats", text-based format
 * 0.0.4), and its conventions on top: HELP and TYPE before the samples of every family, each family once, no
 * timestamps, which the textfile collector refuses. Throws at the first fault.
 */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) {
    throw new Error('the last line has no end');
  }
  const families = new Map<string, { help: string; type: string; samples: Array<Family['samples'][number]> }>();
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const help = new RegExp(`^# HELP (${name}) (.+)$`).exec(line);
    const type = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`).exec(line);
    if (help !== null) {
      if (families.has(help[1]!)) {
        throw new Error(`twice: ${line}`);
      }
      families.set(help[1]!, { help: help[2]!, type: '', samples: [] });
    } else if (type !== null) {
      families.get(type[1]!)!.type = type[2]!;
    } else {
      const [, family, labels = '', number] = sample.exec(line) ?? [];
      const known = families.get(family ?? '');
      if (known === undefined || known.type === '' || !/^[-+]?(\d+\.?\d*(e[-+]?\d+)?|Inf)$|^NaN$/i.test(number!)) {
        throw new Error(`not a sample of a declared family: ${line}`);
      }
      known.samples.push({ labels: labelsOf(labels), value: Number(number) });
    }
  }
  return families;
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key!, value!])
  );
}
