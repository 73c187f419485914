import { textOf, type Contents } from './contents.ts';
import { pluginsOf } from './plugins.ts';

/** The version of each package.json of the repository, by its path. */
export type PackageVersions = ReadonlyMap<string, string | undefined>;

/** One version everywhere, and a heading of it in the changelog; at a release it is not called unreleased. */
export function versionFaults(contents: Contents, packages: PackageVersions, isRelease: boolean): string[] {
  const version = packages.get('package.json');
  const plugins = pluginsOf(contents).map(({ folder, json }) => [`${folder}plugin.json`, json.info?.version] as const);
  const heading = (textOf(contents, 'CHANGELOG.md') ?? '')
    .split('\n')
    .find((line) => line.startsWith('## ') && line.split(/\s+/)[1] === version);
  return [
    ...[...packages, ...plugins]
      .filter(([, other]) => other !== version)
      .map(([path, other]) => `${path} has version ${other}, package.json ${version}`),
    ...(heading === undefined ? [`CHANGELOG.md has no heading of ${version}`] : []),
    ...(isRelease && heading?.includes('unreleased') === true ? [`CHANGELOG.md calls ${version} unreleased`] : []),
  ];
}
