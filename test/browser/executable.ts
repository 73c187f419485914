/** Debian's Chromium, or the one that is named. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Nothing that would reach beyond this machine, nothing that asks. */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
