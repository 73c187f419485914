import { type AdHocVariableFilter, type DataSourceApi } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { templateSrv } from '../services/index.ts';

/** Grafana's letters for what would split a filter in the address. */
const escapes = [
  ['|', '__gfp__'],
  [',', '__gfc__'],
  ['#', '__gfh__'],
] as const;

/** A filter as Grafana has it in the address: `asn|=|64496`, several values one after the other. */
export function writeFilter({ key, operator, value, values }: AdHocVariableFilter): string {
  return [key, operator, ...(values ?? [value])]
    .map((part) => escapes.reduce((text, [plain, escaped]) => text.replaceAll(plain, escaped), part))
    .join('|');
}

/** The same backwards; labels, which may stand behind a comma, are not needed. None for what is no filter. */
export function readFilter(text: string): AdHocVariableFilter[] {
  const [key = '', operator = '', ...values] = text
    .split('|')
    .map((part) => escapes.reduce((one, [plain, escaped]) => one.replaceAll(escaped, plain), part.split(',')[0]!));
  const [value] = values;
  return value === undefined ? [] : [{ key, operator, value, ...(operator.endsWith('|') && { values }) }];
}

/** The dashboard's ad-hoc filters for questions to this data source, as Grafana puts them into the request. */
export function filtersFor(source: DataSourceApi): AdHocVariableFilter[] {
  return templateSrv
    .current()
    .filter(
      ({ type, datasource }) =>
        type === 'adhoc' && getDataSourceSrv().getInstanceSettings(datasource)?.uid === source.uid
    )
    .flatMap(({ value }) => [value].flat().flatMap(readFilter));
}
