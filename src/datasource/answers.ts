import type { DataFrame, DataQueryError, DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import type { Plan } from '@stats-portal/query';
import { annotationFrame } from './annotationFrame.ts';
import { annotationsSql } from './annotationQuery.ts';
import { compile, panelSql, type Context } from './compile.ts';
import type { Drill } from './drill.ts';
import { toFrame } from './frames.ts';
import { postgresQuery, type PostgresQuery } from './postgres.ts';
import { withProvisional } from './provisional.ts';
import type { Portal, StatsQuery } from './query.ts';

/** What is sent to PostgreSQL, what cannot be asked and why, and what becomes of the answers. */
export interface Asking {
  readonly queries: readonly PostgresQuery[];
  readonly faults: readonly DataQueryError[];
  readonly toFrames: (answers: readonly DataFrame[]) => DataFrame[];
}

interface Known {
  readonly context: Context;
  readonly portal: Portal;
  readonly postgres: DataSourceRef;
}

/** Panels' questions: compiled, and answered as frames by the panel's kind. */
export function askPanels(
  { targets, range, panelPluginId }: DataQueryRequest<StatsQuery>,
  { context, portal, postgres }: Known,
  drill: Drill
): Asking {
  const plans = new Map<string, Plan>();
  const faults: DataQueryError[] = [];
  for (const target of targets) {
    const compiled = compile(target, context);
    if (compiled.kind === 'faults') {
      faults.push({ refId: target.refId, message: compiled.faults.join('\n') });
    } else {
      plans.set(target.refId, compiled.plan);
    }
  }
  const begins = range.from.valueOf();
  return {
    faults,
    queries: [...plans].map(([refId, plan]) => postgresQuery(refId, postgres, panelSql(plan, portal.closedUntil))),
    toFrames(answers) {
      const frames = answers.map((answer) => {
        const plan = plans.get(answer.refId ?? '');
        return plan === undefined ? answer : toFrame(answer, { plan, ...portal, drill, begins });
      });
      return panelPluginId === 'timeseries' ? withProvisional(frames, { plans, ...portal }) : frames;
    },
  };
}

/** What is stored beside the statistics. Grafana asks for annotations apart from what panels ask. */
export function askAnnotations(targets: readonly StatsQuery[], { context, portal, postgres }: Known): Asking {
  const queries: PostgresQuery[] = [];
  const faults: DataQueryError[] = [];
  for (const target of targets) {
    const asked = annotationsSql(target, context);
    if ('faults' in asked) {
      faults.push({ refId: target.refId, message: asked.faults.join('\n') });
    } else {
      queries.push(postgresQuery(target.refId, postgres, asked.sql));
    }
  }
  const known = { zone: portal.zone, days: context.days };
  return { queries, faults, toFrames: (answers) => answers.map((answer) => annotationFrame(answer, known)) };
}
