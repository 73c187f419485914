import { main } from './bench.ts';

// The server's handles are made not to keep a process alive; this one waits for its answers.
const awake = setInterval(() => undefined, 60_000);

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${(error as Error).stack}\n`);
    process.exitCode = 1;
  })
  .finally(() => {
    clearInterval(awake);
  });
