import type { Portal } from './query.ts';

/** How long what the database says of itself is believed. */
const portalAge = 60_000;

/** What is known of the statistics database, asked for anew after a minute. */
export class PortalCache {
  /** The last answer, for what Grafana asks without waiting. */
  known: Portal | undefined;
  private readonly ask: () => Promise<Portal>;
  private asked: { readonly at: number; readonly portal: Promise<Portal> } | undefined;

  constructor(ask: () => Promise<Portal>) {
    this.ask = ask;
  }

  get(): Promise<Portal> {
    const now = Date.now();
    if (this.asked === undefined || now - this.asked.at > portalAge) {
      const portal = this.ask().then((answer) => {
        this.known = answer;
        return answer;
      });
      this.asked = { at: now, portal };
      portal.catch(() => {
        this.asked = undefined;
      });
    }
    return this.asked.portal;
  }
}
