/**
 * Whether a sum over other operators says nothing of one of them, in SQL: as many of them as a day needs have some of it,
 * those beside the largest have enough, and the largest has not nearly all. `access` is the asker's row with its limits,
 * who is one of the operators that a day needs. Not NULL where nobody has any.
 *
 * What is the sum of two crowds is a crowd: so it is enough to look at the smallest sums that can be reckoned.
 */
export function isCrowd(count: string, sum: string, largest: string, access: string): string {
  return (
    `(${count} >= (SELECT least_operators - 1 ${access}) AND ${sum} - ${largest} >= (SELECT least_events ${access}) ` +
    `AND ${largest}::bigint * 10 <= ${sum} * 9)`
  );
}

/** The same as an aggregate over `value`, one row an operator. */
export function crowd(value: string, access: string): string {
  return isCrowd(`count(*) FILTER (WHERE ${value} > 0)`, `sum(${value})`, `max(${value})`, access);
}
