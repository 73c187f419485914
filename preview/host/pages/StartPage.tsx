import { getBackendSrv } from '@grafana/runtime';
import { Text, TextLink } from '@grafana/ui';
import { type DashboardHit } from '../dashboard/Links.tsx';
import { useLoaded } from '../useLoaded.ts';
import { app, dataSource, pathOf } from '../plugins.ts';

/** What there is to see. */
export function StartPage() {
  const { value: dashboards = [] } = useLoaded('dashboards', () => getBackendSrv().get<DashboardHit[]>('/api/search'));
  const pages = (app.includes ?? []).filter(({ type }) => (type as string) === 'page');
  return (
    <>
      <Text element="h1">Stats portal</Text>
      <Text element="h2" variant="h4">
        Dashboards
      </Text>
      <ul>
        {dashboards.map(({ uid, title, url }) => (
          <li key={uid}>
            <TextLink href={url}>{title}</TextLink>
          </li>
        ))}
      </ul>
      {dashboards.length === 0 && <p>There are none yet.</p>}
      <Text element="h2" variant="h4">
        Pages
      </Text>
      <ul>
        {pages.map(({ name, path }) => (
          <li key={name}>
            <TextLink href={pathOf(path)}>{name}</TextLink>
          </li>
        ))}
        {dataSource && (
          <li>
            <TextLink href="/editor">Query editor</TextLink>
          </li>
        )}
      </ul>
    </>
  );
}
