import { useId, useState, type ReactElement } from 'react';
import { DataSourcePicker, getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { Alert, Button, Field, Stack, Text } from '@grafana/ui';
import { postgresTypes } from '../datasource/options.ts';
import { words } from '../words.ts';
import { Link } from './Link.tsx';
import { statisticsSources } from './useRows.ts';

type Outcome = { readonly severity: 'success' | 'warning' | 'error'; readonly message: string } | null;

/** For administrators: the data source of the statistics, made and tested in one step. */
export default function Configuration(): ReactElement {
  const id = useId();
  const [postgresUid, setPostgresUid] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [isBusy, setBusy] = useState(false);
  const known = statisticsSources();

  const act = (work: () => Promise<Outcome>): void => {
    setBusy(true);
    work()
      .catch((error: unknown): Outcome => ({ severity: 'error', message: wordsOf(error) }))
      .then(setOutcome)
      .finally(() => setBusy(false));
  };

  return (
    <Stack direction="column" gap={2} alignItems="flex-start">
      <Text element="h3">{words.configuration.known}</Text>
      {known.length === 0 && <p>{words.configuration.none}</p>}
      {known.map(({ uid, name }) => (
        <Stack key={uid} alignItems="center">
          <Link href={`/connections/datasources/edit/${uid}`}>{name}</Link>
          <Button size="sm" variant="secondary" disabled={isBusy} onClick={() => act(() => test(uid))}>
            {words.configuration.test({ name })}
          </Button>
        </Stack>
      ))}
      <Text element="h3">{words.configuration.create}</Text>
      <Field label={words.configuration.postgres} htmlFor={id} description={words.configuration.postgresAbout} noMargin>
        <DataSourcePicker
          inputId={id}
          current={postgresUid}
          noDefault
          placeholder={words.configuration.choose}
          filter={({ type }) => postgresTypes.includes(type)}
          onChange={({ uid }) => setPostgresUid(uid)}
        />
      </Field>
      <Button disabled={postgresUid === null || isBusy} onClick={() => act(() => create(postgresUid!))}>
        {words.configuration.createAndTest}
      </Button>
      {outcome !== null && (
        <Alert title={words.configuration[outcome.severity]} severity={outcome.severity}>
          {outcome.message}
        </Alert>
      )}
    </Stack>
  );
}

async function create(postgresUid: string): Promise<Outcome> {
  const { datasource } = await getBackendSrv().post<{ datasource: { uid: string } }>('/api/datasources', {
    name: 'Stats portal',
    type: 'csirt-statsportal-datasource',
    access: 'proxy',
    jsonData: { postgresUid },
  });
  await getDataSourceSrv().reload();
  return test(datasource.uid);
}

async function test(uid: string): Promise<Outcome> {
  const source = await getDataSourceSrv().get({ uid });
  const { status, message } = (await source.testDatasource()) as { status: string; message: string };
  return { severity: status === 'success' || status === 'warning' ? status : 'error', message };
}

/** Grafana's refusals carry their words in `data`. */
function wordsOf(error: unknown): string {
  const { data, message } = error as { data?: { message?: string }; message?: string };
  return data?.message ?? message ?? String(error);
}
