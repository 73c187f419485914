/** Lengths of time that an answer may be split by. `none` gives one number for the whole range. */
export const grains = ['day', 'week', 'month', 'quarter', 'year', 'none'] as const;

export type Grain = (typeof grains)[number];
