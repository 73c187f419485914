import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as statPanel from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as tablePanel from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { dimensions, measures, type MeasureName } from '@stats-portal/catalog';
import type { Target } from './ask.ts';

/** A panel with its size: columns of 24, and rows of about 30 pixels. */
export interface Sized {
  readonly panel: PanelBuilder;
  readonly width: number;
  readonly height: number;
}

/** Any of the SDK's panel builders, as far as it is placed here. */
type PanelBuilder = {
  id(id: number): PanelBuilder;
  gridPos(place: dashboard.GridPos): PanelBuilder;
  build(): dashboard.Panel;
};

/** What every panel has. */
interface Sketch {
  readonly title: string;
  /** What the number means and how it is counted, in one or two sentences. */
  readonly says: string;
  readonly asks: readonly Target[];
  readonly width: number;
  readonly height?: number;
  /** Another range than the dashboard's. 88d are twelve whole weeks of closed days. */
  readonly over?: string;
  readonly overrides?: ReadonlyArray<{
    readonly matcher: dashboard.MatcherConfig;
    readonly properties: dashboard.DynamicConfigValue[];
  }>;
}

/** How a measure is counted, to end a description with. */
export function counted(measure: MeasureName): string {
  return measures[measure].description;
}

/** Curves over days. `log` where one line is most of everything. */
export function lines(sketch: Sketch & { readonly log?: boolean; readonly stacked?: boolean }): Sized {
  const panel = described(new timeseries.PanelBuilder(), sketch)
    .lineWidth(2)
    .fillOpacity(sketch.stacked === true ? 40 : 0)
    .spanNulls(false)
    .showPoints(common.VisibilityMode.Auto)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true)
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending)
    );
  if (sketch.log === true) {
    panel.scaleDistribution(new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(10));
  } else {
    panel.min(0);
  }
  return sized(panel, sketch, 9);
}

/** One number; `field` is a pattern of the field's name where the answer has several. */
export function number(
  sketch: Sketch & {
    readonly field?: string;
    readonly sparkline?: boolean;
    /** The answer is a text: by itself the panel shows numbers only. */
    readonly isText?: boolean;
    readonly thresholds?: ReadonlyArray<readonly [from: number | null, colour: string]>;
  }
): Sized {
  const panel = described(new statPanel.PanelBuilder(), sketch)
    .graphMode(sketch.sparkline === true ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
    .colorMode(sketch.thresholds === undefined ? common.BigValueColorMode.None : common.BigValueColorMode.Value)
    .textMode(common.BigValueTextMode.Value)
    .noValue('–')
    .reduceOptions(
      new common.ReduceDataOptionsBuilder()
        .calcs(['lastNotNull'])
        .fields(sketch.field ?? (sketch.isText === true ? '/.*/' : ''))
        .values(false)
    );
  if (sketch.thresholds !== undefined) {
    panel.thresholds(
      new dashboard.ThresholdsConfigBuilder()
        .mode(dashboard.ThresholdsMode.Absolute)
        .steps(sketch.thresholds.map(([value, color]) => ({ value, color })))
    );
  }
  return sized(panel, sketch, 5);
}

/** What a bar is called by: "Name" where the ranking is by several dimensions. */
const barNames = ['Name', ...(['asn', 'network', 'malware'] as const).map((name) => dimensions[name].label)];
const barValues = '(Reported addresses|Events)( \\(at most\\))?( per day.*)?';

/** A ranking as lying bars, largest first, with "(none)" and "remaining" below it. */
export function bars(sketch: Sketch): Sized {
  const panel = described(new bargauge.PanelBuilder(), sketch)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .valueMode(common.BarGaugeValueMode.Color)
    .showUnfilled(false)
    .min(0)
    .reduceOptions(new common.ReduceDataOptionsBuilder().values(true).calcs([]).limit(25).fields(''))
    // A bar is called by all texts of its row, and by its field too where there are more numbers.
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { pattern: `^(${barNames.join('|')}|${barValues})$` } },
    });
  return sized(panel, sketch, 10);
}

export function table(sketch: Sketch & { readonly hide?: readonly string[] }): Sized {
  const panel = described(new tablePanel.PanelBuilder(), sketch).filterable(false).showHeader(true);
  for (const name of sketch.hide ?? []) {
    panel.overrideByName(name, [{ id: 'custom.hidden', value: true }]);
  }
  return sized(panel, sketch, 10);
}

/** States over days: one row each, a colour per state. */
export function states(
  sketch: Sketch & { readonly states: ReadonlyArray<readonly [value: string, text: string, colour: string]> }
): Sized {
  const panel = described(new statetimeline.PanelBuilder(), sketch)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.8)
    .mergeValues(true)
    .mappings([
      {
        type: dashboard.MappingType.ValueToText,
        options: Object.fromEntries(
          sketch.states.map(([value, text, color], index) => [value, { text, color, index }])
        ),
      },
    ] as dashboard.ValueMapping[]);
  return sized(panel, sketch, 12);
}

const gridWidth = 24;

/**
 * Rows of panels from left to right, each as high as its highest panel; ids in reading order. A panel that does not fit
 * beside the one before it goes below that one.
 */
export function layout(rows: ReadonlyArray<readonly Sized[]>): PanelBuilder[] {
  const placed: PanelBuilder[] = [];
  let top = 0;
  for (const row of rows) {
    let left = 0;
    let last = { x: 0, y: top, w: 0, h: 0 };
    for (const { panel, width, height } of row) {
      const fits = left + width <= gridWidth;
      last = fits ? { x: left, y: top, w: width, h: height } : { x: last.x, y: last.y + last.h, w: width, h: height };
      left = fits ? left + width : left;
      placed.push(panel.id(placed.length + 1).gridPos(last));
    }
    top += Math.max(...row.map(({ height }) => height));
  }
  return placed;
}

interface CommonBuilder<Builder> {
  title(title: string): Builder;
  description(description: string): Builder;
  withTarget(target: Target): Builder;
  timeFrom(range: string): Builder;
  withOverride(override: { matcher: dashboard.MatcherConfig; properties: dashboard.DynamicConfigValue[] }): Builder;
}

function described<Builder extends CommonBuilder<Builder>>(panel: Builder, sketch: Sketch): Builder {
  panel.title(sketch.title).description(sketch.says);
  for (const one of sketch.asks) {
    panel.withTarget(one);
  }
  for (const { matcher, properties } of sketch.overrides ?? []) {
    panel.withOverride({ matcher, properties });
  }
  if (sketch.over !== undefined) {
    panel.timeFrom(sketch.over);
  }
  return panel;
}

function sized(panel: unknown, { width, height }: Sketch, usual: number): Sized {
  return { panel: panel as PanelBuilder, width, height: height ?? usual };
}
