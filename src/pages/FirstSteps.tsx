import type { ReactElement } from 'react';
import { Alert } from '@grafana/ui';
import { paths } from '../names.ts';
import { words } from '../words.ts';
import { Sentence } from './Sentence.tsx';

/** For who has just installed it. */
export function FirstSteps(): ReactElement {
  return (
    <Alert title={words.firstSteps.title} severity="info">
      <ol>
        <li>{words.firstSteps.aggregator}</li>
        <li>{words.firstSteps.postgres}</li>
        <li>
          <Sentence i18nKey="app.firstSteps.create" text={words.firstSteps.create} href={paths.configuration} />
        </li>
      </ol>
    </Alert>
  );
}
