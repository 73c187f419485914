import { type EditorSource, type StatsQuery } from '../query.ts';

/** What the editor of each clause gets: the whole query, of which it shows and changes its own part. */
export interface ClauseProps {
  /** Begins the ids of the inputs: there may be several editors on a page. */
  readonly id: string;
  readonly query: StatsQuery;
  readonly onChange: (query: StatsQuery) => void;
}

/** The same for clauses that offer template variables or values. */
export interface SourcedClauseProps extends ClauseProps {
  readonly source: Pick<EditorSource, 'variables' | 'getValues'>;
}

/** All rows begin with labels of the same width. */
export const labelWidth = 18;
