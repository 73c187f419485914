import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { Alert, LoadingPlaceholder, Text, useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';
import { useLocation, useParams } from 'react-router';
import { AdHocFilters } from '../dashboard/AdHocFilters.tsx';
import { Grid } from '../dashboard/Grid.tsx';
import { Links } from '../dashboard/Links.tsx';
import { MarkList } from '../dashboard/MarkList.tsx';
import { findMarks } from '../dashboard/marks.ts';
import { type DashboardModel } from '../dashboard/model.ts';
import { resolveVariables, type ResolvedVariable } from '../dashboard/variables.ts';
import { VariableSelect } from '../dashboard/VariableSelect.tsx';
import { TimePicker } from '../TimePicker.tsx';
import { useLoaded } from '../useLoaded.ts';
import { useTimeRange } from '../useTimeRange.ts';

/** A shipped dashboard, by the uid in the address. */
export function DashboardPage() {
  const { uid = '' } = useParams();
  return <LoadedDashboard key={uid} uid={uid} />;
}

function LoadedDashboard({ uid }: { uid: string }) {
  const { value, error } = useLoaded(uid, () =>
    getBackendSrv().get<{ dashboard: DashboardModel }>(`/api/dashboards/uid/${uid}`)
  );
  if (error) {
    return <Alert title="There is no such dashboard">{error.message}</Alert>;
  }
  return value ? <Dashboard uid={uid} model={value.dashboard} /> : <LoadingPlaceholder text="Loading" />;
}

function Dashboard({ uid, model }: { uid: string; model: DashboardModel }) {
  const styles = useStyles2(getStyles);
  const { search } = useLocation();
  const [range, setRange] = useTimeRange(model.time ?? { from: 'now-30d', to: 'now' });
  const models = model.templating?.list ?? [];
  const key = [...new URLSearchParams(search)].filter(([name]) => name.startsWith('var-')).join('&');
  const { value: variables, error } = useLoaded(`${uid} ${key} ${range.from.valueOf()} ${range.to.valueOf()}`, () =>
    resolveVariables(models, new URLSearchParams(search), range)
  );
  const resolved = JSON.stringify(variables?.map(({ name, value }) => [name, value]) ?? null);
  const { value: marks = [] } = useLoaded(`${resolved} ${range.from.valueOf()} ${range.to.valueOf()}`, () =>
    variables ? findMarks(model.annotations?.list ?? [], range) : Promise.resolve([])
  );
  useEffect(() => {
    document.title = `${model.title}: preview`;
  }, [model.title]);
  return (
    <>
      <div className={styles.head}>
        <Text element="h1" variant="h3">
          {model.title}
        </Text>
        <nav className={styles.links} aria-label="Other views">
          {variables && <Links links={model.links ?? []} />}
        </nav>
        <TimePicker range={range} onChange={setRange} />
      </div>
      {error && <Alert title="A variable has no values">{error.message}</Alert>}
      {variables && (
        <>
          <div className={styles.controls}>
            {variables.filter(isChoice).map((variable) => (
              <VariableSelect key={variable.name} variable={variable} />
            ))}
            {variables.filter(isAdHoc).map((variable) => (
              <AdHocFilters key={variable.name} variable={variable} />
            ))}
          </div>
          <MarkList marks={marks} />
          <Grid panels={model.panels ?? []} range={range} marks={marks} dashboardUID={uid} variablesKey={resolved} />
        </>
      )}
    </>
  );
}

/** Of data sources, as of anything else, only where there is more than one. */
function isChoice({ model: { hide, type }, options }: ResolvedVariable): boolean {
  return hide !== 2 && options.length > (type === 'datasource' ? 1 : 0);
}

function isAdHoc({ model: { hide, type } }: ResolvedVariable): boolean {
  return hide !== 2 && type === 'adhoc';
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(2) }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 2), marginLeft: 'auto', alignItems: 'center' }),
  controls: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    margin: theme.spacing(1, 0, 2),
  }),
});
