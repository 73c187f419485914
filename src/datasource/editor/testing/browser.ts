/**
 * What jsdom lacks for Grafana's lists: they draw only the options that are in view, and so need sizes. A test calls
 * it once, before its first render.
 */
export function pretendLayout(): void {
  globalThis.IntersectionObserver = NoObserver as unknown as typeof IntersectionObserver;
  HTMLCanvasElement.prototype.getContext = (() => ({
    measureText: () => ({ width: 10 }),
  })) as unknown as HTMLCanvasElement['getContext'];
  for (const side of ['clientHeight', 'clientWidth'] as const) {
    Object.defineProperty(Element.prototype, side, { configurable: true, get: () => 2000 });
  }
  quietly('Passing "disabled" as an argument to getItemProps');
}

/** Grafana's list gives its own library a warning for each option that cannot be chosen. */
function quietly(known: string): void {
  const warn = jest.spyOn(console, 'warn');
  const loud = warn.getMockImplementation() ?? jest.requireActual<Console>('console').warn;
  warn.mockImplementation((...words) => {
    if (!String(words[0]).startsWith(known)) {
      loud(...words);
    }
  });
}

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
