import type { BuiltPlugin } from './plugins.ts';

/** A data source as Grafana's API gives it, in the parts that plugins use. */
export interface DataSource {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly access: 'proxy';
  readonly isDefault: boolean;
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

export const postgresType = 'grafana-postgresql-datasource';
const postgresUid = 'statistics-database';

/** The data sources of the preview, kept as long as it runs. */
export class DataSources {
  #all: readonly DataSource[];

  /** PostgreSQL on the statistics database, and one data source of each nested plugin that asks it. */
  constructor(plugins: readonly BuiltPlugin[], timescaledb: boolean) {
    this.#all = [
      {
        id: 1,
        uid: postgresUid,
        name: 'Statistics database',
        type: postgresType,
        access: 'proxy',
        isDefault: false,
        readOnly: true,
        jsonData: { database: 'statistics', sslmode: 'disable', timescaledb },
      },
      ...plugins
        .filter(({ json }) => json.type === 'datasource')
        .map(({ json }, index): DataSource => ({
          id: index + 2,
          uid: json.id,
          name: json.name,
          type: json.id,
          access: 'proxy',
          isDefault: index === 0,
          readOnly: false,
          jsonData: { postgresUid },
        })),
    ];
  }

  list(): readonly DataSource[] {
    return this.#all;
  }

  /** By uid or name. */
  find(key: string): DataSource | undefined {
    return this.#all.find(({ uid, name }) => uid === key || name === key);
  }

  /** A new one, with a uid of its own unless one is given. */
  add(given: Partial<DataSource>): DataSource {
    const id = Math.max(...this.#all.map((one) => one.id)) + 1;
    const name = given.name ?? `Data source ${id}`;
    const added = {
      ...this.#all[0]!,
      jsonData: {},
      ...given,
      id,
      uid: given.uid ?? `preview-${id}`,
      name,
      readOnly: false,
    };
    this.#all = [...this.#all, added];
    return added;
  }

  /** Undefined if there is none of this uid. */
  change(uid: string, given: Partial<DataSource>): DataSource | undefined {
    this.#all = this.#all.map((one) => (one.uid === uid ? { ...one, ...given, id: one.id, uid } : one));
    return this.find(uid);
  }
}
