import {
  FieldColorModeId,
  FieldConfigOptionsRegistry,
  applyFieldOverrides,
  fieldMatchers,
  type DataFrame,
  type Field,
  type FieldConfig,
  type FieldConfigSource,
  type InterpolateFunction,
} from '@grafana/data';
import { config } from '@grafana/runtime';
import { cloneDeep, defaultsDeep, set } from 'lodash';

/** Without a colour of their own, series would have none. */
const colours: FieldConfig = { color: { mode: FieldColorModeId.PaletteClassic } };

const noOptions = new FieldConfigOptionsRegistry();

/**
 * The frames with the panel's field settings: what the data source has set wins over the panel's defaults, the
 * panel's overrides win over both. Displays, colours and links come with it.
 */
export function configured(
  frames: readonly DataFrame[],
  { defaults, overrides = [] }: Partial<FieldConfigSource>,
  replaceVariables: InterpolateFunction
): DataFrame[] {
  const all = [...frames];
  const data = all.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field): Field => {
      const merged = defaultsDeep(cloneDeep(field.config), defaults, colours) as FieldConfig;
      for (const { matcher, properties } of overrides) {
        if (fieldMatchers.getIfExists(matcher.id)?.get(matcher.options)(field, frame, all)) {
          properties.forEach(({ id, value }) => set(merged, id, value));
        }
      }
      return { ...field, config: merged };
    }),
  }));
  return applyFieldOverrides({
    data,
    fieldConfig: { defaults: {}, overrides: [] },
    fieldConfigRegistry: noOptions,
    replaceVariables,
    theme: config.theme2,
    timeZone: 'utc',
  });
}
