import type { ReactElement, ReactNode } from 'react';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import { words } from '../words.ts';
import { useRows, type Row } from './useRows.ts';

interface Props {
  readonly uid: string;
  readonly sql: string;
  /** What to say where there is nothing. */
  readonly empty: string;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** Asks, and shows the answer, that there is none, or why it cannot be given. */
export function Answer({ uid, sql, empty, children }: Props): ReactElement {
  const answer = useRows(uid, sql);
  switch (answer.kind) {
    case 'loading':
      return <LoadingPlaceholder text={words.answer.loading} />;
    case 'error':
      return <Alert title={words.answer.failed}>{answer.message}</Alert>;
    case 'rows':
      return answer.rows.length === 0 ? <p>{empty}</p> : <>{children(answer.rows)}</>;
  }
}
