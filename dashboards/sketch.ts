import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { measures, type MeasureName } from '@stats-portal/catalog';
import type { Target } from './ask.ts';
import { spanning, valuesSpanning, type Onward } from './links.ts';
import type { PanelBuilder, Sized } from './layout.ts';
import type { Override } from './looks.ts';

/** What every panel has. */
export interface Sketch {
  readonly title: string;
  /** What the number means and how it is counted, in one or two sentences. */
  readonly says: string;
  readonly asks: readonly Target[];
  readonly width: number;
  readonly height?: number;
  /** Another range than the dashboard's. 88d are twelve whole weeks of closed days. */
  readonly over?: string;
  readonly overrides?: readonly Override[];
  /** Where to look closer: beside the title. */
  readonly onward?: readonly Onward[];
}

/** How a measure is counted, to end a description with. */
export function counted(measure: MeasureName): string {
  return measures[measure].description;
}

/** Where nothing else gives a colour: Grafana's own choice would be red from 80 on. */
export const calm = (): dashboard.FieldColorBuilder =>
  new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor('semi-dark-blue');

interface CommonBuilder<Builder> {
  title(title: string): Builder;
  description(description: string): Builder;
  withTarget(target: Target): Builder;
  timeFrom(range: string): Builder;
  links(links: dashboard.DashboardLinkBuilder[]): Builder;
  withOverride(override: Override): Builder;
}

export function described<Builder extends CommonBuilder<Builder>>(panel: Builder, sketch: Sketch): Builder {
  panel.title(sketch.title).description(sketch.says);
  for (const one of sketch.asks) {
    panel.withTarget(one);
  }
  for (const override of sketch.overrides ?? []) {
    panel.withOverride(valuesSpanning(override, sketch.over));
  }
  if (sketch.onward !== undefined) {
    panel.links(
      sketch.onward
        .map((onward) => spanning(onward, sketch.over))
        .map(({ title, url }) =>
          new dashboard.DashboardLinkBuilder(title).type(dashboard.DashboardLinkType.Link).url(url)
        )
    );
  }
  if (sketch.over !== undefined) {
    panel.timeFrom(sketch.over);
  }
  return panel;
}

export function sized(panel: unknown, { width, height }: Omit<Sketch, 'says' | 'asks'>, usual: number): Sized {
  return { panel: panel as PanelBuilder, width, height: height ?? usual };
}
