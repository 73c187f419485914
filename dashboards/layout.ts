import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

/** A panel with its size: columns of 24, and rows of about 30 pixels. */
export interface Sized {
  readonly panel: PanelBuilder;
  readonly width: number;
  readonly height: number;
}

/** Any of the SDK's panel builders, as far as it is placed here. */
export type PanelBuilder = {
  id(id: number): PanelBuilder;
  gridPos(place: dashboard.GridPos): PanelBuilder;
  build(): dashboard.Panel;
};

const gridWidth = 24;

/**
 * Rows of panels from left to right, each as high as its highest panel; ids in reading order. A panel that does not fit
 * beside the one before it goes below that one.
 */
export function layout(rows: ReadonlyArray<readonly Sized[]>): PanelBuilder[] {
  const placed: PanelBuilder[] = [];
  let top = 0;
  for (const row of rows) {
    let left = 0;
    let last = { x: 0, y: top, w: 0, h: 0 };
    for (const { panel, width, height } of row) {
      const fits = left + width <= gridWidth;
      last = fits ? { x: left, y: top, w: width, h: height } : { x: last.x, y: last.y + last.h, w: width, h: height };
      left = fits ? left + width : left;
      placed.push(panel.id(placed.length + 1).gridPos(last));
    }
    top += Math.max(...row.map(({ height }) => height));
  }
  return placed;
}
