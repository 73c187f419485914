import { type DataFrame } from '@grafana/data';
import { Icon, Tooltip } from '@grafana/ui';

/** What the answer says about itself, such as "at most": beside the panel's title, as in Grafana. */
export function Notices({ frames }: { frames: readonly DataFrame[] }) {
  const notices = frames.flatMap(({ meta }) => meta?.notices ?? []);
  const texts = [...new Set(notices.map(({ text }) => text))];
  if (texts.length === 0) {
    return null;
  }
  const name = notices.some(({ severity }) => severity !== 'info') ? 'exclamation-triangle' : 'info-circle';
  return (
    <Tooltip content={texts.join('\n')}>
      <span role="img" aria-label={texts.join('; ')} tabIndex={0}>
        <Icon name={name} />
      </span>
    </Tooltip>
  );
}
