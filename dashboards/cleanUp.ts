import { ask, is } from './ask.ts';
import { cleanUpColumns, curves, problems, summary } from './cleanUpParts.ts';
import type { Portal } from './dashboard.ts';
import { header } from './header.ts';
import { toNetwork } from './links.ts';
import { marks } from './marks.ts';
import { counted, table } from './panels.ts';
import { sources, valuesOf } from './variables.ts';

const vulnerable = is('taxonomy', 'vulnerable');
/** The same problems of all that are compared: one network's may be harder to close than another's. */
const chosen = [vulnerable, is('identifier', '$identifier'), is('country', '$country'), is('operator', '$operator')];

export const cleanUp: Portal = {
  name: 'clean-up',
  title: 'Clean-up',
  description: 'How soon exposed and vulnerable services are no longer reported, and in whose networks.',
  audience: 'csirt',
  days: 60,
  variables: [
    ...sources(true),
    valuesOf('identifier', { all: true, where: [vulnerable] }),
    valuesOf('country', { all: true }),
    valuesOf('operator', { all: true }),
  ],
  marks: marks(vulnerable),
  rows: [
    [header],
    summary(chosen),
    curves(chosen),
    [
      table({
        title: 'Networks compared',
        says: `Those of whose hosts most are no longer reported stand first, by the lower bound: networks whose bounds overlap cannot be told apart. Choose one identifier to compare like with like. Fewer than 20 addresses have no row; above a half gone at once a whole scan may have lost them, and the network has no rank. ${counted('gone')}`,
        asks: [ask({ measure: 'gone', by: ['asn'], shape: 'ranking', grain: 'none', where: chosen })],
        overrides: [...cleanUpColumns, toNetwork],
        empty: 'No network has 20 addresses in the range',
        width: 13,
        height: 16,
      }),
      table({
        title: 'Networks by the first days',
        says: `Only of addresses that were first seen in the range: where what is new goes away soonest. ${counted('cleanup')}`,
        asks: [ask({ measure: 'cleanup', by: ['asn'], shape: 'ranking', grain: 'none', where: chosen })],
        overrides: [...cleanUpColumns, toNetwork],
        hide: ['AS name', 'Within 14 days', 'Within 30 days', 'Gone at once'],
        empty: 'In no network 20 addresses were first seen in the range',
        width: 11,
        height: 16,
      }),
    ],
    problems(chosen),
    [
      table({
        title: 'Operators compared',
        says: `As the networks above, by the operators of the constituency. ${counted('gone')}`,
        asks: [ask({ measure: 'gone', by: ['operator'], shape: 'ranking', grain: 'none', where: chosen })],
        overrides: cleanUpColumns,
        empty: 'No operator has 20 addresses in the range',
        width: 24,
        height: 11,
      }),
    ],
  ],
};
