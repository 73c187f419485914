import type { DataFrame } from '@grafana/data';
import type { Plan } from '@stats-portal/query';
import type { Drill } from './drill.ts';
import { seriesFrame } from './seriesFrame.ts';
import { tableFrame } from './tableFrame.ts';

/** What is known about an answer beside its rows. */
export interface Answered {
  readonly plan: Plan;
  readonly zone: string;
  /** The last closed day, if it is known. */
  readonly closedUntil?: string | null;
  /** When the panel's range begins, in milliseconds, if it is known. */
  readonly begins?: number;
  /** Link from a series or row to a closer look. */
  readonly drill: Drill;
}

/** PostgreSQL's answer as Grafana's panels want it. */
export function toFrame(answer: DataFrame, answered: Answered): DataFrame {
  return answered.plan.question.shape === 'series' ? seriesFrame(answer, answered) : tableFrame(answer, answered);
}
