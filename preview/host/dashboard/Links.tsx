import { getBackendSrv } from '@grafana/runtime';
import { TextLink } from '@grafana/ui';
import { replaceVariables } from '../services/index.ts';
import { useLoaded } from '../useLoaded.ts';
import { type LinkModel } from './model.ts';

/** A dashboard in the answer of /api/search. */
export interface DashboardHit {
  readonly uid: string;
  readonly title: string;
  readonly url: string;
  readonly tags: readonly string[];
}

/** The dashboard's links, to single addresses or to all dashboards with its tags. */
export function Links({ links }: { links: readonly LinkModel[] }) {
  const { value: hits = [] } = useLoaded('links', () => getBackendSrv().get<DashboardHit[]>('/api/search'));
  return links.flatMap((link) => {
    const found =
      link.type === 'dashboards'
        ? hits.filter(({ tags }) => link.tags?.every((tag) => tags.includes(tag)) ?? true)
        : [{ title: link.title, url: link.url ?? '' }];
    return found.map(({ title, url }) => (
      <TextLink key={`${title} ${url}`} href={withState(url, link)}>
        {title}
      </TextLink>
    ));
  });
}

function withState(url: string, { keepTime, includeVars }: LinkModel): string {
  const state = [
    ...(keepTime === true ? [replaceVariables('${__url_time_range}')] : []),
    ...(includeVars === true ? [replaceVariables('${__all_variables}')] : []),
  ].filter((part) => part !== '');
  const address = replaceVariables(url);
  return state.length === 0 ? address : `${address}${address.includes('?') ? '&' : '?'}${state.join('&')}`;
}
