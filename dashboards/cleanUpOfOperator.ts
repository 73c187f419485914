import { is } from './ask.ts';
import { curves, problems, summary } from './cleanUpParts.ts';
import type { Portal } from './dashboard.ts';
import { feedsMissing } from './marks.ts';
import { sources, valuesOf } from './variables.ts';

const own = [is('taxonomy', 'vulnerable'), is('asn', '$asn'), is('operator', '$operator')];

/** In each organisation: an operator's role has only its own hosts, so that nobody else's are in it. */
export const cleanUpOfOperator: Portal = {
  name: 'operator-clean-up',
  title: 'Operator clean-up',
  description: 'How soon exposed and vulnerable services of one network are no longer reported.',
  audience: 'everyone',
  days: 60,
  variables: [...sources(false), valuesOf('asn', { all: true }), valuesOf('operator', { all: true })],
  marks: [feedsMissing()],
  rows: [summary(own), curves(own), problems(own)],
};
