import { consoleFaults, mapFaults } from './code.ts';
import type { Contents } from './contents.ts';
import { licenceFaults, linkFaults, readmeFaults } from './documents.ts';
import { namedFaults, nestedFaults, placeholderFaults, schemaFaults, screenshotFaults } from './metadata.ts';
import { sheetFaults, styleFaults } from './sources.ts';
import { drawingFaults, fileFaults, rootFaults } from './structure.ts';
import { versionFaults, type PackageVersions } from './versions.ts';

/** All that is looked at. */
export interface Checked {
  /** The archive's files, the root folder included. */
  readonly packed: Contents;
  /** What the root folder must be called. */
  readonly id: string;
  /** The files below src. */
  readonly sources: Contents;
  readonly packages: PackageVersions;
  readonly licence: string;
  /** Whether it is about to be published. */
  readonly isRelease: boolean;
}

/** What Grafana's catalog would refuse, in words; nothing if the package is fit for it. */
export function faultsOf({ packed, id, sources, packages, licence, isRelease }: Checked): string[] {
  const contents = new Map([...packed].map(([path, bytes]) => [path.slice(path.indexOf('/') + 1), bytes]));
  return [
    ...rootFaults(packed, id),
    ...fileFaults(contents),
    ...drawingFaults(contents),
    ...schemaFaults(contents),
    ...nestedFaults(contents),
    ...namedFaults(contents),
    ...(isRelease ? screenshotFaults(contents) : []),
    ...placeholderFaults(contents),
    ...versionFaults(contents, packages, isRelease),
    ...linkFaults(contents),
    ...readmeFaults(contents),
    ...licenceFaults(contents, licence),
    ...mapFaults(contents),
    ...consoleFaults(contents),
    ...styleFaults(sources),
    ...sheetFaults(sources),
  ];
}
