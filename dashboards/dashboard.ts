import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { layout, type Sized } from './layout.ts';
import type { Mark } from './marks.ts';
import type { Variable } from './variables.ts';

/** A dashboard as it is shipped. */
export interface Portal {
  /** The file's name, and the end of its uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** everyone: shipped with the app into each organisation. csirt: provisioned into the CSIRT's own. */
  readonly audience: 'everyone' | 'csirt';
  /** Shown at first, in days. */
  readonly days: number;
  readonly variables: readonly Variable[];
  /** What is drawn through all curves. */
  readonly marks?: readonly Mark[];
  /** From left to right, from top to bottom. */
  readonly rows: ReadonlyArray<readonly Sized[]>;
}

/* eslint-disable @typescript-eslint/no-deprecated -- an app's dashboards and provisioned files are of this version */

const tag = 'stats-portal';

/** Under which Grafana knows it. */
export function uidOf({ name }: Pick<Portal, 'name'>): string {
  return `csirt-stats-${name}`;
}

/** Grafana's JSON. Days are the portal's, whatever the zone of the reader: the axis says so. */
export function build(portal: Portal, revision = 1): dashboard.Dashboard {
  const built = new dashboard.DashboardBuilder(portal.title)
    .id(null)
    .uid(uidOf(portal))
    .description(portal.description)
    .revision(revision)
    .tags([tag, portal.audience])
    .time({ from: `now-${portal.days}d/d`, to: 'now' })
    .timezone('browser')
    .refresh('')
    .editable()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder('Other views')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true)
    )
    .variables(portal.variables.map((variable) => ({ build: () => variable })));
  for (const mark of portal.marks ?? []) {
    built.annotation(mark);
  }
  for (const panel of layout(portal.rows)) {
    built.withPanel({ build: () => panel.build() });
  }
  return built.build();
}
