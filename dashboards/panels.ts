import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as statPanel from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as tablePanel from '@grafana/grafana-foundation-sdk/table';
import * as textPanel from '@grafana/grafana-foundation-sdk/text';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { dimensions, measures } from '@stats-portal/catalog';
import { taxonomyColours } from './colours.ts';
import type { Sized } from './layout.ts';
import { dashed, plainColumns, plainNumbers, widths, wrapped } from './looks.ts';
import { calm, described, sized, type Sketch } from './sketch.ts';

export { counted } from './sketch.ts';

/** Curves over days, each class in its colour. `log` where one line is most of everything. */
export function lines(sketch: Sketch & { readonly log?: boolean; readonly axis?: string }): Sized {
  const overrides = [plainNumbers, ...taxonomyColours, ...(sketch.overrides ?? [])];
  const panel = described(new timeseries.PanelBuilder(), { ...sketch, overrides })
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassic))
    .axisLabel(sketch.axis ?? measures.ips.label)
    .lineWidth(2)
    .fillOpacity(0)
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
    // A zero falls below the axis. Grafana's other scale for it, symlog, marks a -1 that cannot be.
    panel.scaleDistribution(new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(10));
  } else {
    panel.min(0);
  }
  return sized(panel, sketch, 9);
}

/** A state that a number has from a value on, as a colour. */
export type Threshold = readonly [from: number | null, colour: string];

/** Nothing to do is green, one is enough to look at it. */
export const noneIsGood: readonly Threshold[] = [
  [null, 'semi-dark-green'],
  [1, 'dark-orange'],
];

/** One number; `field` is a pattern of the field's name where the answer has several. */
export function number(
  sketch: Sketch & {
    readonly field?: string;
    readonly sparkline?: boolean;
    /** How a time is written, or that the number has a unit of its own. */
    readonly unit?: string;
    /** In place of a number that is not there. */
    readonly empty?: string;
    readonly thresholds?: readonly Threshold[];
  }
): Sized {
  const panel = described(new statPanel.PanelBuilder(), sketch)
    .graphMode(sketch.sparkline === true ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
    .colorMode(sketch.thresholds === undefined ? common.BigValueColorMode.None : common.BigValueColorMode.Value)
    .textMode(common.BigValueTextMode.Value)
    .noValue(sketch.empty ?? '–')
    .reduceOptions(lastOf(sketch.field ?? ''));
  if (sketch.sparkline === true) {
    panel.withOverride(plainNumbers);
  }
  if (sketch.unit !== undefined) {
    // Numbers have one of the data source's, times have none.
    panel.unit(sketch.unit).withOverride({
      matcher: { id: 'byType', options: 'number' },
      properties: [{ id: 'unit', value: sketch.unit }],
    });
  }
  if (sketch.thresholds === undefined) {
    panel.colorScheme(calm());
  } else {
    panel
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
      .thresholds(
        new dashboard.ThresholdsConfigBuilder()
          .mode(dashboard.ThresholdsMode.Absolute)
          .steps(sketch.thresholds.map(([value, color]) => ({ value, color })))
      );
  }
  return sized(panel, sketch, 5);
}

/** A sentence that the database makes. With one of the words in it, it bears a sign. */
export function sentence(sketch: Sketch & { readonly warnsOf: readonly string[] }): Sized {
  const panel = described(new statPanel.PanelBuilder(), sketch)
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.None)
    .textMode(common.BigValueTextMode.Value)
    .text(new common.VizTextDisplayOptionsBuilder().valueSize(18))
    .noValue('No day is closed and counted yet.')
    .mappings([
      {
        type: dashboard.MappingType.RegexToText,
        options: { pattern: `/^(.*(${sketch.warnsOf.join('|')}).*)$/`, result: { text: '⚠ $1', index: 0 } },
      },
    ])
    .reduceOptions(lastOf('/.*/'));
  return sized(panel, sketch, 3);
}

function lastOf(fields: string): common.ReduceDataOptionsBuilder {
  return new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields(fields).values(false);
}

/** What a bar is called by: "Name" where the ranking is by several dimensions. */
const barNames = ['Name', 'AS name', ...(['asn', 'network', 'malware'] as const).map((name) => dimensions[name].label)];
const barValues = '(Reported addresses|Events)( \\(at most\\))?( per day.*)?';

/** A ranking as lying bars, largest first, with "(none)" and "remaining" below it. `long`: names stand above the bars. */
export function bars(sketch: Sketch & { readonly long?: boolean }): Sized {
  const panel = described(new bargauge.PanelBuilder(), sketch)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .valueMode(common.BarGaugeValueMode.Text)
    .namePlacement(sketch.long === true ? common.BarGaugeNamePlacement.Top : common.BarGaugeNamePlacement.Left)
    .showUnfilled(false)
    // A few bars do not fill the panel, nor do their names.
    .sizing(common.BarGaugeSizing.Manual)
    .minVizHeight(24)
    .maxVizHeight(48)
    .text(new common.VizTextDisplayOptionsBuilder().titleSize(12).valueSize(14))
    .min(0)
    .decimals(1)
    .colorScheme(calm())
    .withOverride(plainNumbers)
    .reduceOptions(new common.ReduceDataOptionsBuilder().values(true).calcs([]).limit(25).fields(''))
    // A bar is called by all texts of its row, and by its field too where there are more numbers.
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { pattern: `^(${barNames.join('|')}|${barValues})$` } },
    });
  return sized(panel, sketch, 10);
}

export function table(
  sketch: Sketch & {
    readonly hide?: readonly string[];
    /** What an answer without rows means. */
    readonly empty?: string;
    readonly transformations?: readonly dashboard.DataTransformerConfig[];
  }
): Sized {
  // What is said of an empty answer Grafana says of empty cells too.
  const emptyCells = sketch.empty === undefined ? [] : [dashed];
  const overrides = [...emptyCells, ...wrapped, plainColumns, ...widths, ...(sketch.overrides ?? [])];
  const panel = described(new tablePanel.PanelBuilder(), { ...sketch, overrides })
    .filterable(false)
    .showHeader(true)
    .colorScheme(calm());
  if (sketch.empty !== undefined) {
    panel.noValue(sketch.empty);
  }
  for (const name of sketch.hide ?? []) {
    panel.overrideByName(name, [{ id: 'custom.hideFrom.viz', value: true }]);
  }
  for (const transformation of sketch.transformations ?? []) {
    panel.withTransformation(transformation);
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
    // A row a state becomes a column a feed, which is what this panel draws.
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: 'time', columnField: 'metric', valueField: 'state', emptyValue: 'null' },
    })
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

/** Words, with the variables of the dashboard. */
export function words(sketch: Omit<Sketch, 'asks'> & { readonly text: string }): Sized {
  const panel = described(new textPanel.PanelBuilder(), { ...sketch, asks: [] })
    .mode(textPanel.TextMode.Markdown)
    .content(sketch.text);
  return sized(panel, sketch, 3);
}
