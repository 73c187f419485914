import { qualified } from '@stats-portal/catalog';

/** Schema in the eventDB that holds everything of the watch. */
export const watchSchema = 'stats_portal';

/** A row for each hour and session that changed old events in it, with the last transaction that did. */
export const marksTable = qualified(`${watchSchema}.marks`);

/** One row: up to which transaction marks were pruned. */
export const watchTable = qualified(`${watchSchema}.watch`);

/** Names of the triggers on the table of events and on its partitions. */
export const triggers = {
  insert: 'stats_portal_insert',
  update: 'stats_portal_update',
  delete: 'stats_portal_delete',
  truncate: 'stats_portal_truncate',
} as const;

/**
 * Events younger than this many days leave no mark: each look compares these days in full anyway. That spares the usual
 * insert, of an event of today, all writing. A look's window is at least a day longer, for clocks and for transactions
 * that take long.
 */
export const unmarkedDays = 2;
