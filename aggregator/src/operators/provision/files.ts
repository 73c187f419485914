import { parse, stringify } from 'yaml';
import { z } from 'zod';

/** An operator's role and the organisation that it is in. */
export interface Place {
  /** Role and schema: says nothing of whose it is. */
  readonly id: string;
  readonly organisation: number;
}

export interface ProvisioningFile {
  /** Below Grafana's folder for provisioning. */
  readonly path: string;
  readonly text: string;
}

/** Of the plugins; the same in provisioning/ and src/plugin.json. */
const [appId, statisticsType, postgresType] = [
  'csirt-statsportal-app',
  'csirt-statsportal-datasource',
  'grafana-postgresql-datasource',
];

export const dataSourcesPath = 'datasources/stats-portal-operators.yaml';

const head = `# Written by "stats-portal operators provision": do not edit. Organisations are named by their number, roles by their
# id; which operator is which is not said here. One that Grafana does not have would keep it from starting.
`;

/** The environment variable with the password of a role. */
export const passwordVariable = (id: string): string => `STATISTICS_PASSWORD_${id.toUpperCase()}`;

/**
 * What Grafana has to read at its start: in each organisation the app, a data source for its role, and the app's own data
 * source. No password, only the name of the variable that has it. The same places give the same text, in any order.
 */
export function provisioningFiles(places: readonly Place[]): ProvisioningFile[] {
  const sorted = places.toSorted((a, b) => a.organisation - b.organisation);
  return [
    {
      path: 'plugins/stats-portal-operators.yaml',
      text: yaml({
        apiVersion: 1,
        apps: sorted.map(({ organisation }) => ({ type: appId, org_id: organisation, disabled: false })),
      }),
    },
    {
      path: dataSourcesPath,
      // What is not in the file any more goes from Grafana as well.
      text: yaml({ apiVersion: 1, prune: true, datasources: sorted.flatMap(dataSources) }),
    },
  ];
}

const written = z.object({ datasources: z.array(z.object({ orgId: z.number(), user: z.string().optional() })) });

/** The role that each organisation had by the file of data sources as it was written before; none where there is no such file. */
export function rolesIn(text: string): Map<number, string> {
  const found = written.safeParse(parse(text)).data?.datasources ?? [];
  return new Map(found.flatMap(({ orgId, user }) => (user === undefined ? [] : [[orgId, user] as const])));
}

function dataSources({ id, organisation }: Place): object[] {
  const common = { access: 'proxy', orgId: organisation, editable: false };
  return [
    {
      name: 'Statistics database',
      uid: 'statistics-database',
      type: postgresType,
      ...common,
      url: '$STATISTICS_HOST:$STATISTICS_PORT',
      user: id,
      jsonData: {
        database: '$STATISTICS_DATABASE',
        sslmode: '$STATISTICS_SSLMODE',
        postgresVersion: 1700,
        timescaledb: true,
        // Fewer than its role may have, and few that wait: there are as many of these as there are operators.
        maxOpenConns: 5,
        maxIdleConns: 1,
        connMaxLifetime: 300,
      },
      secureJsonData: { password: `$${passwordVariable(id)}` },
    },
    {
      name: 'Statistics',
      uid: 'statistics',
      type: statisticsType,
      ...common,
      isDefault: true,
      jsonData: { postgresUid: 'statistics-database' },
    },
  ];
}

const yaml = (value: object): string => `${head}${stringify(value, { lineWidth: 0 })}`;
