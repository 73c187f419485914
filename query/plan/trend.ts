/** Series that never reach this many a day are left out: a rise from 1 to 3 is no trend. */
export const trendFloor = 10;

/** With fewer blocks not even an order without exception is less likely by chance than one in ten. */
export const fewestWeeks = 5;

/** Chance of one wrong "clear" in the whole table, and share of wrong ones among all that are at least "likely". */
export const clearBelow = 0.05;
export const likelyBelow = 0.1;
