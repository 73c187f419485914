/** A column as the server describes it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** Expression of the default value. */
  readonly fallback: string | null;
  readonly identity: 'ALWAYS' | 'BY DEFAULT' | null;
  readonly comment: string | null;
}

/** A constraint or an index: `PRIMARY KEY (day)`, `INDEX ON stats.rollups USING btree (rollup, day, asn)`. */
export interface Key {
  readonly name: string;
  readonly definition: string;
}

/** A table of the statistics. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly constraints: readonly Key[];
  /** Without those that belong to a constraint. */
  readonly indexes: readonly Key[];
  /** Definitions are whole statements. */
  readonly triggers: readonly Key[];
}

/** What the migrations make. */
export interface Schema {
  readonly tables: readonly Table[];
  /** By name and argument types; definitions are whole statements. */
  readonly functions: readonly Key[];
}
