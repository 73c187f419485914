/** A setting of the server that any role may make for its own transaction. */
export interface SessionSetting {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** What the day's statement wants to find, for `SET LOCAL` before it. It gives the same rows without them, later. */
export const daySettings: readonly SessionSetting[] = [
  {
    name: 'work_mem',
    value: '64MB',
    reason: 'more was not faster; less spills large days to disk (24MB: 5 % slower, 16MB: 30 %)',
  },
  { name: 'hash_mem_multiplier', value: '2', reason: 'the default since PostgreSQL 15' },
  { name: 'jit', value: 'off', reason: 'compiling some thousand expressions takes longer than the day' },
  { name: 'max_parallel_workers_per_gather', value: '0', reason: 'the eventDB has other work: one core is enough' },
  { name: 'enable_nestloop', value: 'off', reason: 'the planner cannot know how many rows the steps before will have' },
  { name: 'enable_mergejoin', value: 'off', reason: 'sorting both sides is slower than hashing the small one' },
  {
    name: 'join_collapse_limit',
    value: '1',
    reason: 'the joins stand in a good order; looking for others takes longer',
  },
  { name: 'from_collapse_limit', value: '1', reason: 'as join_collapse_limit' },
];
