import { asnRanking } from './asnRanking.ts';
import { cleanUp } from './cleanUp.ts';
import { cleanUpOfOperator } from './cleanUpOfOperator.ts';
import { csirtOverview } from './csirtOverview.ts';
import { feeds } from './feeds.ts';
import { operations } from './operations.ts';
import { operatorView } from './operatorView.ts';
import { taxonomyExplorer } from './taxonomyExplorer.ts';

export { build, type Portal } from './dashboard.ts';
export { revised } from './revision.ts';

/** All dashboards, in the order in which a newcomer reads them. */
export const dashboards = [
  csirtOverview,
  taxonomyExplorer,
  asnRanking,
  cleanUp,
  feeds,
  operatorView,
  cleanUpOfOperator,
  operations,
] as const;
