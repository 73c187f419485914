import type { ReactElement, ReactNode } from 'react';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
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
      return <LoadingPlaceholder text="Asking the statistics database" />;
    case 'error':
      return <Alert title="The statistics database gave no answer">{answer.message}</Alert>;
    case 'rows':
      return answer.rows.length === 0 ? <p>{empty}</p> : <>{children(answer.rows)}</>;
  }
}
