import { Icon } from '@grafana/ui';
import { type LinkModel } from '../dashboard/model.ts';
import { replaceVariables } from '../services/index.ts';

/** Where the panel leads to: beside its title. */
export function PanelLinks({ links }: { links: readonly LinkModel[] }) {
  return links.map(({ title, url }) => (
    <a key={title} href={replaceVariables(url ?? '')} title={title} aria-label={title}>
      <Icon name="external-link-alt" />
    </a>
  ));
}
