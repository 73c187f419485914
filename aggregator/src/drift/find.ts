import type { Database } from '../database/database.ts';
import { isolationDrift } from '../operators/isolation/drift.ts';
import { operatorViewsAside } from '../operators/isolation/viewDrift.ts';
import { accessOf } from '../operators/isolation/access.ts';
import { schema } from '../statistics/names.ts';
import { layouts, type StorageSettings } from '../statistics/storage.ts';
import { detectTimescale, type Timescale } from '../statistics/timescale.ts';
import type { Drift } from './drift.ts';
import { readSchema } from './read-schema.ts';
import { released } from './released.ts';
import { rightsDrift } from './rights.ts';
import { columnstoreAside, storageDrift } from './storage.ts';
import { schemaDrift } from './tables.ts';
import { viewDrift, viewsAside } from './views.ts';

/**
 * Everything in which the live statistics database differs from what this program makes, in words and with the
 * statements that end it. Changes nothing. The database must have all migrations.
 */
export async function findDrift(database: Database, settings: StorageSettings): Promise<Drift[]> {
  const timescale = await detectTimescale(database);
  const views = await viewDrift(database);
  const obstacles = {
    views: [...viewsAside(views.present), ...operatorViewsAside(await accessOf(database))],
    columnstore: new Map(
      timescale === 'columnstore' ? layouts.map((layout) => [layout.table, columnstoreAside(layout, settings)]) : []
    ),
  };
  return [
    ...schemaDrift(await readSchema(database), released, obstacles),
    ...(await policyDrift(database, timescale, settings)).drifts,
  ];
}

/** The part that is applied anew by each migrate: storage, views, rights. Also the names that others have taken. */
export async function policyDrift(
  database: Database,
  timescale: Timescale,
  settings: StorageSettings
): Promise<{ readonly drifts: readonly Drift[]; readonly taken: readonly string[] }> {
  const views = await viewDrift(database);
  const relations = [...released.tables.map(({ name }) => `${schema}.${name}`), ...views.present];
  return {
    drifts: [
      ...(await storageDrift(database, timescale, settings)),
      ...views.drifts,
      ...(await rightsDrift(database, relations, timescale)),
      ...(await isolationDrift(database)),
    ],
    taken: views.taken,
  };
}
