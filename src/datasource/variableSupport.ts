import {
  CustomVariableSupport,
  FieldType,
  type DataSourceApi,
  type DataQueryRequest,
  type DataQueryResponse,
  type ScopedVars,
} from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { from, type Observable } from 'rxjs';
import type { StatsDataSource } from './DataSource.ts';
import { interpolate, noneText } from './interpolate.ts';
import type { StatsOptions } from './options.ts';
import { defaultQuery, type EditorSource, type KnownValue, type StatsQuery, type Variable } from './query.ts';
import { templateVariables, variableNames } from './templateVariables.ts';
import { VariableEditor } from './VariableEditor.tsx';
import { defaultVariableQuery, searchFilter, upgradeVariable, type StatsVariableQuery } from './variableQuery.ts';

/** Template variables: the values of a dimension, by popularity, optionally narrowed by other variables. */
export class StatsVariableSupport extends CustomVariableSupport<
  // Not our own class, which has one of these: types may not go round in a circle.
  DataSourceApi<StatsQuery, StatsOptions> & EditorSource,
  StatsVariableQuery,
  StatsQuery,
  StatsOptions
> {
  override editor = VariableEditor;
  private readonly source: Pick<StatsDataSource, 'valuesOf'>;
  private readonly templates: TemplateSrv;

  constructor(source: Pick<StatsDataSource, 'valuesOf'>, templates: TemplateSrv) {
    super();
    this.source = source;
    this.templates = templates;
  }

  /** The dashboard's variables, with their `$`. */
  names(): Variable[] {
    return variableNames(this.templates);
  }

  override getDefaultQuery(): Partial<StatsVariableQuery> {
    return defaultVariableQuery;
  }

  override query(request: DataQueryRequest<StatsVariableQuery>): Observable<DataQueryResponse> {
    return from(this.values(request.targets[0], request.scopedVars).then(toResponse));
  }

  private values(saved: unknown, scopedVars: ScopedVars): Promise<KnownValue[]> {
    const upgraded = upgradeVariable(saved);
    if (upgraded.kind === 'damaged') {
      return Promise.reject(new Error(upgraded.faults.join('\n')));
    }
    const { dimension, where, search, limit, refId } = upgraded.query;
    const variables = templateVariables(this.templates, scopedVars);
    const resolved = interpolate({ refId, ...defaultQuery, where }, variables);
    if (resolved.faults.length > 0) {
      return Promise.reject(new Error(resolved.faults.join('\n')));
    }
    const typed = search === searchFilter ? (variables('__searchFilter') ?? []) : [search];
    return this.source.valuesOf(dimension, typed === 'all' ? '' : (typed[0] ?? ''), resolved.where, limit);
  }
}

function toResponse(values: readonly KnownValue[]): DataQueryResponse {
  const texts = values.map(({ value }) => value ?? noneText);
  return {
    data: [
      {
        fields: [
          { name: 'text', type: FieldType.string, values: texts, config: {} },
          { name: 'value', type: FieldType.string, values: texts, config: {} },
        ],
        length: texts.length,
      },
    ],
  };
}
