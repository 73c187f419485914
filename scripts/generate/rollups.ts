import {
  catalogVersion,
  dimensionNames,
  dimensions,
  countedMeasures,
  countedNames,
  periodMeasures,
  periodNames,
  rollups,
  type Dimension,
  type CountedName,
  type Rollup,
} from '@stats-portal/catalog';
import { code, table } from './markdown.ts';

/** docs/rollups.md: what the catalog holds. */
export function rollupsPage(): string {
  return [
    '<!-- generated from catalog/ by npm run generate: do not edit -->',
    '# Dimensions, measures and rollups',
    `Everything that the statistics can be asked for, version ${catalogVersion} of the catalog. What the numbers mean is in [counting.md](counting.md); the words are explained in [terms.md](terms.md).`,
    '## Dimensions',
    'A name is what `--by` and `--where` take, and the column in the statistics database. IntelMQ’s name of the field is taken as well. An empty value is shown as "(none)"; the last column says what that means. A field that is marked as needed must be a column of the table of events; a site may have dropped any other, and its values are then empty.',
    table(
      ['name', "IntelMQ's field", 'type', 'label', 'what it says', '"(none)" means'],
      dimensionNames.map((name) => dimensionRow(name, dimensions[name]))
    ),
    'The port is kept only for events of the taxonomy `vulnerable`. The address family is computed from `source.ip`; single addresses are not in the statistics. The names of the three `classification.` fields stand for the class of today; the class as reported has dimensions of its own.',
    '## Measures',
    table(
      ['name', 'label', 'what it says', 'made from the events of a day by', 'adds up'],
      countedNames.map((name) => countedRow(name, countedMeasures[name]))
    ),
    'These are of a whole period. No rollup has them: they are made from presence when they are asked, where it is kept ([counting.md](counting.md#hosts)).',
    table(
      ['name', 'label', 'what it says'],
      periodNames.map((name) => [code(name), periodMeasures[name].label, periodMeasures[name].description])
    ),
    '## Rollups',
    `A rollup has one row for each day and each combination of its dimensions that occurs on that day, with both measures, computed from the events of the day. An answer comes from the first in this list that fits; ${code('stats-portal query --explain')} says which that is and why not the others. The number is what the column ${code('rollup')} of ${code('stats.rollups')} holds.`,
    table(
      ['number', 'name', 'dimensions'],
      rollups.map((rollup) => rollupRow(rollup))
    ),
  ].join('\n\n');
}

function dimensionRow(name: string, { field, type, label, description, none, required }: Dimension): string[] {
  return [
    code(name),
    field === null ? 'none: from the constituency' : code(field) + (required === true ? ' (needed)' : ''),
    code(type),
    label,
    description,
    none,
  ];
}

function countedRow(
  name: string,
  { label, description, lift, additive }: (typeof countedMeasures)[CountedName]
): string[] {
  return [code(name), label, description, code(lift), additive ? 'over everything' : 'over nothing'];
}

function rollupRow({ id, name, dimensions: parts }: Rollup): string[] {
  return [String(id), code(name), name === 'cells' ? 'all of them' : parts.join(', ') || 'none: the whole'];
}
