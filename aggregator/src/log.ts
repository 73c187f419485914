import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

/** Structured lines on standard error; readable ones on a terminal. */
export function createLog(isTerminal: boolean): Logger {
  return isTerminal
    ? pino(
        { base: null },
        pretty({ destination: 2, sync: true, ignore: 'pid,hostname', singleLine: true, translateTime: 'SYS:HH:MM:ss' })
      )
    : pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
}
