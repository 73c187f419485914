import { identifier, literal } from '@stats-portal/catalog';
import { momentOf } from '../day/source.ts';
import type { EventsSource } from './source.ts';

/** Day of an event in the zone $1. A moment without a zone, which some tables have, is one of UTC. */
export function calendarDay(source: EventsSource): string {
  return `(${momentOf(source)}::timestamptz AT TIME ZONE $1)::date::text`;
}

const timeSource = identifier('time.source');
const timeObservation = identifier('time.observation');

function hasObservation(source: EventsSource): boolean {
  return source.columns.has('time.observation');
}

/** Moments outside of these are mistakes (infinity, year 1, year 20261): such events count as undated. */
const firstMoment = `${literal('1970-01-01')}::timestamptz`;
const lastMoment = `${literal('2200-01-01')}::timestamptz`;

/** Whether an event has a day. */
export function hasDay(source: EventsSource): string {
  const moment = momentOf(source);
  return `${moment} >= ${firstMoment} AND ${moment} < ${lastMoment}`;
}

/** The opposite, so that the indexes serve. */
export function hasNoDay(source: EventsSource): string {
  const odd = (column: string): string => `${column} < ${firstMoment} OR ${column} >= ${lastMoment}`;
  return hasObservation(source)
    ? `${odd(timeSource)} OR (${timeSource} IS NULL AND (${timeObservation} IS NULL OR ${odd(timeObservation)}))`
    : `${odd(timeSource)} OR ${timeSource} IS NULL`;
}

/** Events from the instant on. Written so that both single-column indexes of IntelMQ's table serve. */
export function since(source: EventsSource, from: string): string {
  const start = `${literal(from)}::timestamptz`;
  return hasObservation(source)
    ? `(${timeSource} >= ${start} OR (${timeSource} IS NULL AND ${timeObservation} >= ${start}))`
    : `${timeSource} >= ${start}`;
}
