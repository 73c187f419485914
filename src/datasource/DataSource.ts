import {
  type AdHocVariableFilter,
  type CoreApp,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
  type TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import type { DataSourceRef } from '@grafana/schema';
import { dimensionByName, dimensionNames, dimensions, type DimensionName } from '@stats-portal/catalog';
import type { Filter } from '@stats-portal/query';
import { catchError, from, lastValueFrom, map, of, switchMap, type Observable } from 'rxjs';
import { adHocFilters } from './adHoc.ts';
import { asksForAnnotations } from './annotationQuery.ts';
import { annotationSupport } from './annotations.ts';
import { askAnnotations, askPanels } from './answers.ts';
import type { Cell } from './columns.ts';
import { compile, isAskable, plainSql, type Compiled, type Context } from './compile.ts';
import { drillInto } from './drill.ts';
import { toQueryError } from './errors.ts';
import { exploreUrl } from './exploreUrl.ts';
import { examine } from './health.ts';
import { interpolate, noneText, withNoneText } from './interpolate.ts';
import type { StatsOptions } from './options.ts';
import { portalSql, readPortal } from './portal.ts';
import { PortalCache } from './portalCache.ts';
import { findPostgres, postgresQuery, rowsOf, rowsRequest, type PostgresQuery } from './postgres.ts';
import {
  defaultQuery,
  type EditorSource,
  type KnownValue,
  type Portal,
  type Preview,
  type StatsQuery,
} from './query.ts';
import { daysWithin, type Days } from './range.ts';
import { errorsOf, failed, withErrors } from './responses.ts';
import { readSuggestions, suggestionsSql } from './suggestions.ts';
import { templateVariables } from './templateVariables.ts';
import { upgrade } from './upgrade.ts';
import { StatsVariableSupport } from './variableSupport.ts';
import { words } from './words.ts';

/** How many values the editor suggests. */
const suggestions = 200;

/**
 * Asks the statistics by way of Grafana's PostgreSQL data source: a question is compiled to SQL here, and Grafana runs
 * it there, with that data source's role, cache and cancellation. What a user may read is decided by that role alone.
 */
export class StatsDataSource extends DataSourceWithBackend<StatsQuery, StatsOptions> implements EditorSource {
  override readonly variables: StatsVariableSupport;
  override readonly annotations = annotationSupport;
  private readonly postgresUid: string | undefined;
  private readonly templates: TemplateSrv;
  private readonly cache = new PortalCache(() => this.rows(portalSql).then(([row]) => readPortal(row)));
  private lastRange: TimeRange | undefined;
  private rowsAsked = 0;

  constructor(settings: DataSourceInstanceSettings<StatsOptions>, templates: TemplateSrv = getTemplateSrv()) {
    super(settings);
    this.postgresUid = settings.jsonData.postgresUid;
    this.templates = templates;
    this.variables = new StatsVariableSupport(this, templates);
  }

  get postgres(): DataSourceRef | null {
    return findPostgres(this.postgresUid);
  }

  override getDefaultQuery(_app: CoreApp): Partial<StatsQuery> {
    return defaultQuery;
  }

  override filterQuery(query: StatsQuery): boolean {
    return query.hide !== true;
  }

  override query(request: DataQueryRequest<StatsQuery>): Observable<DataQueryResponse> {
    const targets = request.targets.filter((target) => this.filterQuery(target));
    if (targets.length === 0) {
      return of({ data: [] });
    }
    this.lastRange = request.range;
    return from(this.portal()).pipe(
      switchMap((portal) => this.answer({ ...request, targets }, portal)),
      catchError((error: unknown) => of(failed(targets.map(({ refId }) => toQueryError(error, refId)))))
    );
  }

  /** Asks what can be asked, and makes frames of the answers. */
  private answer(request: DataQueryRequest<StatsQuery>, portal: Portal): Observable<DataQueryResponse> {
    const { targets, range } = request;
    const context = this.contextOf(portal, daysOf(range, portal), request);
    const known = { context, portal, postgres: this.requirePostgres() };
    const { queries, faults, toFrames } = targets.every(asksForAnnotations)
      ? askAnnotations(targets, known)
      : askPanels(request, known, drillInto(this, range));
    if (queries.length === 0) {
      return of(failed(faults));
    }
    return this.ask({ ...request, targets: [...queries] }).pipe(
      map((response) => ({
        ...response,
        ...withErrors([...faults, ...errorsOf(response)]),
        data: toFrames(response.data as DataFrame[]),
      }))
    );
  }

  /** What the days, and a request if there is one, add to a query. */
  private contextOf(
    { hosts, missingDays }: Portal,
    days: Days,
    { scopedVars, filters = [], maxDataPoints }: Partial<DataQueryRequest<StatsQuery>> = {}
  ): Context {
    const variables = templateVariables(this.templates, scopedVars);
    return { days, maxDataPoints, variables, filters, hosts, missingDays };
  }

  /** Sends finished SQL to the PostgreSQL data source. Nothing is interpolated on the way: its uid is not ours. */
  private ask(request: DataQueryRequest<PostgresQuery>): Observable<DataQueryResponse> {
    return super.query(request as unknown as DataQueryRequest<StatsQuery>);
  }

  /** Rows of one statement. Throws an Error in plain words. */
  async rows(sql: string): Promise<Array<Record<string, Cell>>> {
    // Grafana gives up the first of two requests of one id: of two data sources of this kind as well.
    const id = `stats-portal-rows-${this.uid}-${++this.rowsAsked}`;
    const response = await lastValueFrom(this.ask(rowsRequest(id, postgresQuery('rows', this.requirePostgres(), sql))));
    const [error] = errorsOf(response);
    if (error !== undefined) {
      throw new Error(error.message);
    }
    return rowsOf((response.data as DataFrame[])[0]);
  }

  portal(): Promise<Portal> {
    return this.cache.get();
  }

  async getValues(dimension: DimensionName, search: string, others: readonly Filter[]): Promise<KnownValue[]> {
    await this.portal();
    return this.valuesOf(dimension, search, this.finished(others), suggestions);
  }

  /**
   * Values of a dimension, most frequent first. The filters are as they are: their variables are resolved already.
   * Throws a QuestionError for filters that cannot be asked.
   */
  async valuesOf(
    dimension: DimensionName,
    search: string,
    where: readonly Filter[],
    limit: number
  ): Promise<KnownValue[]> {
    const portal = await this.portal();
    return readSuggestions(await this.rows(suggestionsSql({ dimension, search, where, limit }, portal)));
  }

  /** Filters that narrow suggestions down, variables resolved; one that is not finished narrows nothing. */
  private finished(filters: readonly Filter[]): Filter[] {
    return filters.flatMap((filter) => {
      const compiled = this.compileNow({ refId: 'A', ...defaultQuery, where: [filter] });
      return compiled.kind === 'plan' ? compiled.plan.question.where : [];
    });
  }

  async preview(query: StatsQuery, range: TimeRange | undefined): Promise<Preview> {
    const portal = await this.portal();
    const postgres = this.requirePostgres();
    const days = range === undefined ? this.daysNow(undefined, portal) : daysOf(range, portal);
    const compiled = compile(query, this.contextOf(portal, days));
    if (compiled.kind === 'faults') {
      return compiled;
    }
    const { plan } = compiled;
    const format = plan.question.shape === 'series' ? 'time_series' : 'table';
    const sql = plainSql(plan);
    const url = exploreUrl(postgresQuery(query.refId, postgres, sql, format), range);
    return { kind: 'answer', sql, plan, question: plan.question, exploreUrl: url };
  }

  /**
   * For Explore, which takes the query as ours again, and for server-side expressions, which send it to the server as
   * it is: so it stays a valid query of ours and carries PostgreSQL's reference and SQL.
   */
  override interpolateVariablesInQueries(
    queries: StatsQuery[],
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = []
  ): StatsQuery[] {
    const { postgres } = this;
    return queries.map((query) => {
      const compiled = this.compileNow(query, scopedVars, filters);
      if (compiled.kind === 'faults' || postgres === null) {
        return query;
      }
      const { measure, by, where, shape } = compiled.plan.question;
      const format = shape === 'series' ? 'time_series' : 'table';
      return {
        ...compiled.query,
        measure,
        by,
        where: withNoneText(where),
        ...postgresQuery(query.refId, postgres, plainSql(compiled.plan), format),
      };
    });
  }

  /** With what is known by now, for callers that do not wait. */
  private compileNow(query: StatsQuery, scopedVars?: ScopedVars, filters: AdHocVariableFilter[] = []): Compiled {
    const { known } = this.cache;
    return known === undefined
      ? { kind: 'faults', faults: [words.missing.notAsked] }
      : compile(query, this.contextOf(known, this.daysNow(scopedVars, known), { scopedVars, filters }));
  }

  /** The dashboard's range, which Grafana has as variables; the last one that was asked for where it has not. */
  private daysNow(scopedVars: ScopedVars | undefined, portal: Portal): Days {
    const [begin, end] = ['${__from}', '${__to}'].map((name) => Number(this.templates.replace(name, scopedVars)));
    if (begin! > 0 && end! > 0) {
      return daysWithin(begin!, end!, portal.zone);
    }
    const now = Date.now();
    return this.lastRange === undefined
      ? daysWithin(now - 30 * 86_400_000, now, portal.zone)
      : daysOf(this.lastRange, portal);
  }

  override getTagKeys(_options?: DataSourceGetTagKeysOptions<StatsQuery>): Promise<MetricFindValue[]> {
    return Promise.resolve(dimensionNames.map((name) => ({ text: dimensions[name].label, value: name })));
  }

  override async getTagValues({ key, filters }: DataSourceGetTagValuesOptions<StatsQuery>): Promise<MetricFindValue[]> {
    const dimension = dimensionByName(key);
    if (dimension === undefined) {
      return [];
    }
    const others = adHocFilters(filters, []).filter((filter) => filter.dimension !== dimension && isAskable(filter));
    const values = await this.valuesOf(dimension, '', others, 1000);
    return values.map(({ value }) => ({ text: value ?? noneText }));
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    return { ...(await examine((sql) => this.rows(sql))) };
  }

  private requirePostgres(): DataSourceRef {
    const { postgres } = this;
    if (postgres === null) {
      throw new Error(
        this.postgresUid === undefined || this.postgresUid === ''
          ? words.missing.notChosen
          : words.missing.gone({ uid: this.postgresUid })
      );
    }
    return postgres;
  }

  override getQueryDisplayText(query: StatsQuery): string {
    const upgraded = upgrade(query);
    if (upgraded.kind === 'damaged') {
      return words.damagedQuery;
    }
    const { measure, by } = interpolate(upgraded.query, () => undefined);
    return by.length === 0 ? measure : `${measure} by ${by.join(', ')}`;
  }
}

function daysOf({ from: begin, to: end }: TimeRange, { zone }: Portal): Days {
  return daysWithin(begin.valueOf(), end.valueOf(), zone);
}
