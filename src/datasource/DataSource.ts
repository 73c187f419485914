import {
  dateTime,
  type AdHocVariableFilter,
  type CoreApp,
  type DataFrame,
  type DataQueryError,
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
import { addDays, parseQuestion, printValues, type Filter, type Plan } from '@stats-portal/query';
import { catchError, from, lastValueFrom, map, of, switchMap, type Observable } from 'rxjs';
import { adHocFilters } from './adHoc.ts';
import { annotationFrame } from './annotationFrame.ts';
import { annotationsSql, asksForAnnotations } from './annotationQuery.ts';
import { annotationSupport } from './annotations.ts';
import type { Cell } from './columns.ts';
import { compile, isAskable, panelSql, plainSql, type Compiled, type Context } from './compile.ts';
import { drillInto } from './drill.ts';
import { toQueryError } from './errors.ts';
import { exploreUrl } from './exploreUrl.ts';
import { toFrame } from './frames.ts';
import { examine } from './health.ts';
import { interpolate, noneText, withNoneText } from './interpolate.ts';
import type { StatsOptions } from './options.ts';
import { portalSql, readPortal } from './portal.ts';
import { withProvisional } from './provisional.ts';
import { findPostgres, postgresQuery, rowsOf, type PostgresQuery } from './postgres.ts';
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
import { templateVariables } from './templateVariables.ts';
import { upgrade } from './upgrade.ts';
import { StatsVariableSupport } from './variableSupport.ts';
import { words } from './words.ts';

/** How long what the database says of itself is believed. */
const portalAge = 60_000;

/** How many days suggestions are looked for in, and how many there are. */
const suggestionDays = 90;
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
  private asked: { readonly at: number; readonly portal: Promise<Portal> } | undefined;
  /** The last answer, for what Grafana asks without waiting. */
  private known: Portal | undefined;
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
      switchMap((portal) =>
        targets.every(asksForAnnotations)
          ? this.annotate({ ...request, targets }, portal)
          : this.answer({ ...request, targets }, portal)
      ),
      catchError((error: unknown) => of(failed(targets.map(({ refId }) => toQueryError(error, refId)))))
    );
  }

  /** Compiles the targets, asks for those that can be asked, and makes panels' frames of the answers. */
  private answer(request: DataQueryRequest<StatsQuery>, portal: Portal): Observable<DataQueryResponse> {
    const postgres = this.requirePostgres();
    const { plans, faults } = this.compileAll(request, portal);
    if (plans.size === 0) {
      return of(failed(faults));
    }
    const drill = drillInto(this, request.range);
    const queries = [...plans].map(([refId, plan]) =>
      postgresQuery(refId, postgres, panelSql(plan, portal.closedUntil))
    );
    return this.ask({ ...request, targets: queries }).pipe(
      map((response) => {
        const errors = [...faults, ...errorsOf(response)];
        const frames = (response.data as DataFrame[]).map((frame) => {
          const plan = plans.get(frame.refId ?? '');
          return plan === undefined ? frame : toFrame(frame, { plan, ...portal, drill });
        });
        const isGraph = request.panelPluginId === 'timeseries';
        const data = isGraph ? withProvisional(frames, { plans, ...portal }) : frames;
        return { ...response, ...withErrors(errors), data };
      })
    );
  }

  /** What is stored beside the statistics. Grafana asks for annotations apart from what panels ask. */
  private annotate(request: DataQueryRequest<StatsQuery>, portal: Portal): Observable<DataQueryResponse> {
    const postgres = this.requirePostgres();
    const context = this.contextOf(request, portal);
    const faults: DataQueryError[] = [];
    const queries = request.targets.flatMap((target) => {
      const asked = annotationsSql(target, context);
      if ('faults' in asked) {
        faults.push({ refId: target.refId, message: asked.faults.join('\n') });
        return [];
      }
      return [postgresQuery(target.refId, postgres, asked.sql)];
    });
    if (queries.length === 0) {
      return of(failed(faults));
    }
    return this.ask({ ...request, targets: queries }).pipe(
      map((response) => {
        const known = { zone: portal.zone, days: context.days };
        const data = (response.data as DataFrame[]).map((frame) => annotationFrame(frame, known));
        return { ...response, ...withErrors([...faults, ...errorsOf(response)]), data };
      })
    );
  }

  /** What a request adds to its queries. */
  private contextOf(
    { range, maxDataPoints, scopedVars, filters = [] }: DataQueryRequest<StatsQuery>,
    portal: Portal
  ): Context {
    return {
      days: daysOf(range, portal),
      maxDataPoints,
      variables: templateVariables(this.templates, scopedVars),
      filters,
      hosts: portal.hosts,
      missingDays: portal.missingDays,
    };
  }

  /** Plans of the targets that can be asked, by refId, and the faults of the others. */
  private compileAll(request: DataQueryRequest<StatsQuery>, portal: Portal) {
    const context = this.contextOf(request, portal);
    const faults: DataQueryError[] = [];
    const plans = new Map<string, Plan>();
    for (const target of request.targets) {
      const compiled = compile(target, context);
      if (compiled.kind === 'faults') {
        faults.push({ refId: target.refId, message: compiled.faults.join('\n') });
      } else {
        plans.set(target.refId, compiled.plan);
      }
    }
    return { plans, faults };
  }

  /** Sends finished SQL to the PostgreSQL data source. Nothing is interpolated on the way: its uid is not ours. */
  private ask(request: DataQueryRequest<PostgresQuery>): Observable<DataQueryResponse> {
    return super.query(request as unknown as DataQueryRequest<StatsQuery>);
  }

  /** Rows of one statement. Throws an Error in plain words. */
  async rows(sql: string): Promise<Array<Record<string, Cell>>> {
    const now = dateTime();
    const response = await lastValueFrom(
      this.ask({
        // Grafana gives up the first of two requests of one id: of two data sources of this kind as well.
        requestId: `stats-portal-rows-${this.uid}-${++this.rowsAsked}`,
        interval: '1d',
        intervalMs: 86_400_000,
        range: { from: now, to: now, raw: { from: now, to: now } },
        scopedVars: {},
        targets: [postgresQuery('rows', this.requirePostgres(), sql)],
        timezone: 'utc',
        app: 'stats-portal',
        startTime: now.valueOf(),
        hideFromInspector: true,
      })
    );
    const [error] = errorsOf(response);
    if (error !== undefined) {
      throw new Error(error.message);
    }
    return rowsOf((response.data as DataFrame[])[0]);
  }

  portal(): Promise<Portal> {
    const now = Date.now();
    if (this.asked === undefined || now - this.asked.at > portalAge) {
      const portal = this.rows(portalSql).then(([row]) => {
        this.known = readPortal(row);
        return this.known;
      });
      this.asked = { at: now, portal };
      portal.catch(() => {
        this.asked = undefined;
      });
    }
    return this.asked.portal;
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
    const to = portal.completeUntil ?? portal.closedUntil ?? new Date().toISOString().slice(0, 10);
    // The newest days are not complete, but they may have a value that is new.
    const days = { from: addDays(to, -suggestionDays), to: addDays(to, 31) };
    const question = parseQuestion({ measure: 'events', by: [dimension], where, ...days });
    const rows = await this.rows(printValues({ dimension, search, where: question.where, ...days, limit }));
    return rows.map(({ value, events }) => ({
      value: value === null || value === undefined ? null : String(value),
      events: Number(events),
    }));
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
    const compiled = compile(query, {
      days: range === undefined ? this.daysNow(undefined, portal) : daysOf(range, portal),
      variables: templateVariables(this.templates, undefined),
      filters: [],
      hosts: portal.hosts,
      missingDays: portal.missingDays,
    });
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
    return this.known === undefined
      ? { kind: 'faults', faults: [words.missing.notAsked] }
      : compile(query, {
          days: this.daysNow(scopedVars, this.known),
          variables: templateVariables(this.templates, scopedVars),
          filters,
          hosts: this.known.hosts,
          missingDays: this.known.missingDays,
        });
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
