import {
  FieldColorModeId,
  FieldConfigOptionsRegistry,
  applyFieldOverrides,
  cacheFieldDisplayNames,
  fieldMatchers,
  type DataFrame,
  type Field,
  type FieldConfig,
  type InterpolateFunction,
} from '@grafana/data';
import { config } from '@grafana/runtime';
import { cloneDeep, defaultsDeep, set } from 'lodash';
import { type PanelModel } from './model.ts';

/** What Grafana's panels have where nothing is said: colours by series for curves, by thresholds for all else. */
function colours(type: string): FieldConfig {
  const mode = type === 'timeseries' ? FieldColorModeId.PaletteClassic : FieldColorModeId.Thresholds;
  return { color: { mode } };
}

const noOptions = new FieldConfigOptionsRegistry();

/**
 * The frames with the panel's field settings: what the data source has set wins over the panel's defaults, the
 * panel's overrides win over both. Displays, colours and links come with it.
 */
export function configured(
  frames: readonly DataFrame[],
  { type, fieldConfig: { defaults, overrides = [] } = {} }: Pick<PanelModel, 'type' | 'fieldConfig'>,
  replaceVariables: InterpolateFunction
): DataFrame[] {
  const all = [...frames];
  const data = all.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field): Field => {
      const merged = defaultsDeep(cloneDeep(field.config), defaults, colours(type)) as FieldConfig;
      for (const { matcher, properties } of overrides) {
        if (fieldMatchers.getIfExists(matcher.id)?.get(matcher.options)(field, frame, all)) {
          properties.forEach(({ id, value }) => set(merged, id, value));
        }
      }
      return { ...field, config: merged };
    }),
  }));
  const shown = applyFieldOverrides({
    data,
    fieldConfig: { defaults: {}, overrides: [] },
    fieldConfigRegistry: noOptions,
    replaceVariables,
    theme: config.theme2,
    timeZone: 'utc',
  });
  cacheFieldDisplayNames(shown);
  return shown;
}
