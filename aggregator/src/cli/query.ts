import { dimensionNames, grains, measureNames } from '@stats-portal/catalog';
import { comparisons, gapRules, shapes } from '@stats-portal/query';
import { Option } from 'commander';
import { queryCommand } from '../commands/query.ts';
import { format, several, type Declare } from './declare.ts';

/** `stats-portal query` */
export function declareQuery(command: Declare): void {
  command('query', 'ask the statistics', queryCommand)
    .addOption(new Option('--measure <measure>', 'what is counted').choices(measureNames).default('ips'))
    .option('--by <dimensions>', `split by these, comma-separated: ${dimensionNames.join(', ')}`, several)
    .option(
      '--where <filter>',
      'NAME=VALUE, NAME!=VALUE, NAME~TEXT (contains), NAME<<NETWORK (within), "NAME is none", "NAME is not none"; may be repeated: same name and sign is "one of", otherwise all must hold',
      several
    )
    .option('--last <days>', 'the last so many days, up to yesterday, such as 30d (default)')
    .option('--from <day>', 'first day, YYYY-MM-DD')
    .option('--to <day>', 'last day (default: yesterday)')
    .addOption(new Option('--grain <grain>', 'split by time').choices(grains).default('none'))
    .option('--top <n>', 'only the n largest, and "remaining"')
    .option('--no-remaining', 'without the row "remaining"')
    .addOption(
      new Option('--shape <shape>', 'rows, lines, or who rises against the whole').choices(shapes).default('table')
    )
    .addOption(
      new Option('--compare <period>', 'the days before, or a year before').choices(comparisons).default('none')
    )
    .option('--moving-median <n>', 'median over the last n days')
    .option('--expected', 'with what is expected of each day (shape series, grain day)')
    .option('--provisional', 'count days too that may still grow')
    .addOption(
      new Option('--gaps <rule>', 'what becomes of days on which a feed was missing that matters')
        .choices(gapRules)
        .default('show')
    )
    .addOption(format())
    .option('--explain', 'how it would be answered: rollup, exactness, why not the others, SQL')
    .option('--sql', 'just the SQL');
}
