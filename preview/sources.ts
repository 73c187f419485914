import { readerRole } from '../aggregator/src/statistics/names.ts';
import type { BuiltPlugin } from './plugins.ts';

/** A data source as Grafana's API gives it, in the parts that plugins use. */
export interface DataSource {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly access: 'proxy';
  /** The database's role that it logs in as; none where it has no login of its own. */
  readonly user: string;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

/** Somebody whose data sources read with the rights of a role of their own, as an operator's do. */
export interface Reader {
  /** What people choose by. */
  readonly name: string;
  readonly role: string;
}

export const postgresType = 'grafana-postgresql-datasource';

/** The data sources of the preview, kept as long as it runs. */
export class DataSources {
  #all: readonly DataSource[];

  /**
   * PostgreSQL on the statistics database, and one data source of each nested plugin that asks it; the same once more for
   * each of the readers.
   */
  constructor(plugins: readonly BuiltPlugin[], timescaledb: boolean, readers: readonly Reader[] = []) {
    const nested = plugins.filter(({ json }) => json.type === 'datasource').map(({ json }) => json);
    this.#all = [null, ...readers]
      .flatMap((reader): Array<Omit<DataSource, 'id'>> => {
        const named = (name: string): string => (reader === null ? name : `${reader.name}: ${name}`);
        const uidOf = (uid: string): string => (reader === null ? uid : `${uid}-${reader.role}`);
        const postgresUid = uidOf('statistics-database');
        return [
          {
            uid: postgresUid,
            name: named('Statistics database'),
            type: postgresType,
            access: 'proxy',
            user: reader?.role ?? readerRole,
            isDefault: false,
            readOnly: true,
            jsonData: { database: 'statistics', sslmode: 'disable', timescaledb },
          },
          ...nested.map(({ id, name }, index): Omit<DataSource, 'id'> => ({
            uid: uidOf(id),
            name: named(name),
            type: id,
            access: 'proxy',
            user: '',
            isDefault: reader === null && index === 0,
            readOnly: false,
            jsonData: { postgresUid },
          })),
        ];
      })
      .map((source, index) => ({ id: index + 1, ...source }));
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
