import { resolve } from 'node:path';
import { ConfigurationError } from '../../errors.ts';
import { environmentName, type Settings } from '../../settings.ts';
import { targetName, type Destination } from './arguments.ts';

/** Bundles that somebody carries by hand go to a target of this name. */
const byHand = 'by hand';

/** Where bundles are pushed to; null where no server is set. */
export function destinationOf({ push }: Settings): Destination | null {
  const { host, key, knownHosts } = push;
  if (host === undefined) {
    return null;
  }
  return {
    ...push,
    host,
    ...(key === undefined ? {} : { key: absolute(key) }),
    ...(knownHosts === undefined ? {} : { knownHosts: absolute(knownHosts) }),
  };
}

export function requiredDestination(settings: Settings): Destination {
  const destination = destinationOf(settings);
  if (destination === null) {
    throw new ConfigurationError('There is no server that bundles are sent to.', {
      advice: `Set push.host in stats-portal.yaml or ${environmentName(['push', 'host'])} (docs/two-servers.md).`,
    });
  }
  return destination;
}

/** Name under which is remembered what has arrived. */
export function exportTarget(settings: Settings): string {
  const destination = destinationOf(settings);
  return destination === null ? byHand : targetName(destination);
}

/** ssh itself knows what a tilde stands for. */
function absolute(path: string): string {
  return path.startsWith('~') ? path : resolve(path);
}
