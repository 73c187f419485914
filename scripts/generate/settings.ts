import { settingsReference } from '../../aggregator/src/settings.ts';
import { code, table } from './markdown.ts';

/** docs/settings.md: every setting of the command line program. */
export function settingsPage(): string {
  return [
    '<!-- generated from aggregator/src/settingsSchema.ts by npm run generate: do not edit -->',
    '# Settings',
    'Settings come from a YAML file and from environment variables; where both have one, the environment wins. The file is the one that `--config` names, otherwise `stats-portal.yaml` in the working directory if there is one. A dot in a name is a level of the file. All faults are told in one message, an unknown name is a fault too, and the exit code is then 2.',
    table(
      ['setting', 'environment variable', 'default', 'what it is'],
      settingsReference().map(({ path, environment, description, fallback }) => [
        code(path),
        environment === '' ? 'none: only in the file' : code(environment),
        fallback === '' ? '' : code(fallback),
        description,
      ])
    ),
    'A file with everything in it:',
    `\`\`\`yaml
eventdb:
  url: postgres://stats_reader@db.example.org/eventdb
  table: events
  retentionDays: 365
statsdb:
  url: postgres://stats_owner@db.example.org/statistics
  columnstoreAfterDays: 7
  retentionDays: 3650
timezone: UTC
country: AT
provisionalDays: 3
windowDays: 35
aliases:
  - when: { taxonomy: malicious-code, type: malware, feed: Example Download Sites }
    use: { type: malware-distribution }
\`\`\``,
    'Passwords need not stand in it: without one in the address, the program takes `PGPASSWORD`, or the fitting line of `~/.pgpass` (or of the file that `PGPASSFILE` names), which nobody but its owner may be able to read. The address takes `sslmode`, `sslrootcert` and `connect_timeout` as parameters, with the meaning that PostgreSQL gives them. How aliases work is in [aliases.md](aliases.md).',
  ].join('\n\n');
}
