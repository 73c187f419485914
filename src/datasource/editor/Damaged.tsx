import { type ReactElement } from 'react';
import { Alert, Button } from '@grafana/ui';
import { words } from './words.ts';

interface Props {
  readonly saved: unknown;
  readonly faults: readonly string[];
  readonly onStartAnew: () => void;
}

/** A saved query that cannot be read: what is wrong, what is there, and a way out that one must choose. */
export function Damaged({ saved, faults, onStartAnew }: Props): ReactElement {
  return (
    <Alert severity="error" title={words.faults.damaged}>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
      <pre>{JSON.stringify(saved, null, 2)}</pre>
      <Button variant="secondary" size="sm" onClick={onStartAnew}>
        {words.faults.startAnew}
      </Button>
    </Alert>
  );
}
