import { catalogVersion } from '@stats-portal/catalog';
import { version } from '../version.ts';
import { metrics, type Measurements } from './metrics.ts';

/** The measurements in Prometheus' text format. */
export async function expose(measurements: Measurements): Promise<string> {
  // Not above: every command would load it at its start, and most never need it.
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'stats_portal_build_info',
    help: 'Always 1; the labels say which program this is.',
    labelNames: ['version', 'catalog'],
    registers,
  }).set({ version, catalog: String(catalogVersion) }, 1);
  for (const { name, help, type } of metrics) {
    const value = measurements.get(name);
    // A metric that is only declared would be printed as 0, which is an answer.
    if (value !== undefined && type === 'counter') {
      new Counter({ name, help, registers }).inc(value);
    } else if (value !== undefined) {
      new Gauge({ name, help, registers }).set(value);
    }
  }
  return registry.metrics();
}

/** The measurements of an earlier text of ours. What it does not have, or what is no number, is left out. */
export function readExposition(text: string): Measurements {
  const values = new Map(
    text.split('\n').map((line) => {
      const [name, value] = line.split(' ');
      return [name, Number(value)];
    })
  );
  return new Map(
    metrics.flatMap(({ name }) => {
      const value = values.get(name);
      return value === undefined || Number.isNaN(value) ? [] : [[name, value] as const];
    })
  );
}
