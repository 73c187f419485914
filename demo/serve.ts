import { csirtOverview } from '../dashboards/csirtOverview.ts';
import { uidOf } from '../dashboards/dashboard.ts';
import { openPreview } from '../preview/preview.ts';
import type { DemoPortal } from './portal.ts';

/** Shows the portal in the browser until SIGINT or SIGTERM; a second signal ends the process at once. */
export async function serve(portal: DemoPortal, write: (text: string) => void): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
  const preview = await openPreview({ statsdb: portal.statsdb, readers: portal.readers });
  write(
    `\nLook at it: ${preview.address}/d/${uidOf(csirtOverview)}\nCtrl-C ends. Until then the databases in .demo are in use.\n`
  );
  try {
    await ended;
  } finally {
    await preview.close();
  }
}
