import type { ReactElement } from 'react';
import { Alert } from '@grafana/ui';
import { paths } from '../names.ts';
import { Link } from './Link.tsx';

/** For who has just installed it. */
export function FirstSteps(): ReactElement {
  return (
    <Alert title="There is no data source of the statistics yet" severity="info">
      <ol>
        <li>Install the aggregator beside your eventDB, and let it count: docs/operations.md of the project.</li>
        <li>Add a PostgreSQL data source that reads the statistics database as a role that only reads (statsro).</li>
        <li>
          <Link href={paths.configuration}>Create the data source of the statistics</Link> upon it, in one step.
        </li>
      </ol>
    </Alert>
  );
}
