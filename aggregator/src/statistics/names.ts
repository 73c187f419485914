/** Schema of the statistics tables. */
export const schema = 'stats';

/** Read-only role for Grafana and for `stats-portal sql`. */
export const readerRole = 'statsro';

/** Key of the session lock of whoever writes: "stat" in ASCII. */
export const writerLock = 0x73746174;

/** Key of the lock that every day's transaction shares: "days" in ASCII. */
export const daysLock = 0x64617973;
