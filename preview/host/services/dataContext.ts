import {
  formattedValueToString,
  getFieldDisplayName,
  getFieldDisplayValuesProxy,
  getFrameDisplayName,
  type ScopedVars,
} from '@grafana/data';
import { get } from 'lodash';

/**
 * What a link may take from the value it hangs on: `__data.fields.X`, `__data.fields["X"]`, `__value.raw`,
 * `__field.name`, `__field.labels.X`, `__series.name`. Undefined for everything else, and without such a value.
 */
export function ofValue(name: string, path: string | undefined, scopedVars: ScopedVars): string | undefined {
  const context = scopedVars.__dataContext?.value;
  if (!context || path === undefined) {
    return undefined;
  }
  const { frame, field, rowIndex = 0 } = context;
  const raw: unknown = field.values[rowIndex];
  switch (name) {
    case '__data':
      return text(get({ fields: getFieldDisplayValuesProxy({ frame, rowIndex }) }, path));
    case '__value':
      return text(path === 'raw' || !field.display ? raw : formattedValueToString(field.display(raw)));
    case '__field':
      return text(path === 'name' ? getFieldDisplayName(field, frame) : get(field, path));
    case '__series':
      return getFrameDisplayName(frame);
    default:
      return undefined;
  }
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : `${value as string | number}`;
}
