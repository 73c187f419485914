import { dashboards, revised, type Portal } from '../../dashboards/index.ts';

/** Where Grafana finds it: dashboards for everyone come with the app, those of the CSIRT are provisioned by file. */
function pathOf({ name, audience }: Portal): string {
  return `src/dashboards/${audience === 'everyone' ? '' : `${audience}/`}${name}.json`;
}

/** The shipped dashboards: a path from the root of the repository, and Grafana's JSON from the one that is there. */
export const dashboardFiles = dashboards.map((portal) => ({
  path: pathOf(portal),
  json: (present: string): string => JSON.stringify(revised(portal, present)),
}));
