import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something has come. */
export interface Progress {
  start(total: number, words: string): void;
  step(done: number, words: string): void;
  stop(): void;
}

/** A bar on a terminal; nothing elsewhere, where the log has its lines. */
export function createProgress(isTerminal: boolean): Progress {
  if (!isTerminal) {
    return { start: () => undefined, step: () => undefined, stop: () => undefined };
  }
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} · {words} · {eta_formatted} left', hideCursor: true, etaBuffer: 20 },
    Presets.shades_classic
  );
  return {
    start(total, words) {
      bar.start(total, 0, { words });
    },
    step(done, words) {
      bar.update(done, { words });
    },
    stop() {
      bar.stop();
    },
  };
}
