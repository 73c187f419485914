import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type { AnnotationKind, Filter } from '@stats-portal/query';
import { defaultAnnotations, type StoredAnnotations } from '../src/datasource/annotationQuery.ts';
import { statistics } from './sources.ts';

/** Something that happened on a day, drawn through all curves. */
export type Mark = dashboard.AnnotationQueryBuilder;

/** What the dashboard shows: marks of something else are left out. Filters of its own variables. */
type Shown = readonly Filter[];

/** A step in a curve on such a day is no change in the world. */
export const feedsMissing = (...shown: Shown): Mark => mark('Feeds missing', ['feed missing'], 'orange', shown);

/** What begins or changes its name: a rise is a new feed, a new problem, or an old one under another name. */
const news = (shown: Shown): Mark =>
  mark('New or renamed', ['new feed', 'new report', 'new identifier', 'reclassification'], 'blue', shown);

/** What else has to be known. */
const notes = (shown: Shown): Mark => mark('Notes', ['counting', 'back-fill', 'manual'], 'purple', shown);

/** All that is known; what operators may not know is empty for them. */
export const marks = (...shown: Shown): Mark[] => [feedsMissing(...shown), news(shown), notes(shown)];

function mark(name: string, kinds: readonly AnnotationKind[], colour: string, where: Shown): Mark {
  const query: StoredAnnotations = { refId: name, ...defaultAnnotations, kinds, where };
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(statistics)
    .enable(true)
    .iconColor(colour)
    .target({ build: () => ({ datasource: statistics, ...query }) as unknown as cog.Dataquery });
}
