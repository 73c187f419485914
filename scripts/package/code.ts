import { jsonOf, type Contents } from './contents.ts';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
}

/** Of the build's sources, what we wrote: the rest is webpack's, or of packages. */
const isOurs = (source: string): boolean => !/node_modules|\/webpack\/|external amd/.test(source);

/** A path of the machine that built it, instead of one of the repository. */
const isAbsolute = (source: string): boolean => /^(webpack:\/\/[^/]*\/)?(\/|[A-Za-z]:[\\/]|file:)/.test(source);

/** Maps tell where the code is from, and no more. */
export function mapFaults(contents: Contents): string[] {
  return mapsOf(contents).flatMap(([path, map]) => {
    if (map === undefined) {
      return [`${path} is no map`];
    }
    const absolute = map.sources.filter(isAbsolute);
    return [
      ...(map.sourcesContent?.length === map.sources.length ? [] : [`${path} has no sources in it`]),
      ...absolute.map((source) => `${path} names ${source}`),
    ];
  });
}

/** Our code writes nothing to the console; the sources in the maps tell it from that of packages. */
export function consoleFaults(contents: Contents): string[] {
  return mapsOf(contents).flatMap(([path, map]) =>
    (map?.sources ?? [])
      .filter(
        (source, index) => isOurs(source) && /\bconsole\s*[.[]/.test(withoutComments(map?.sourcesContent?.[index]))
      )
      .map((source) => `${path}: ${source} writes to the console`)
  );
}

/** Comments may speak of anything. A `//` within a text is none. */
export function withoutComments(source = ''): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}])\/\/.*$/gm, '$1');
}

function mapsOf(contents: Contents): Array<readonly [path: string, map: SourceMap | undefined]> {
  return [...contents.keys()]
    .filter((path) => path.endsWith('.map'))
    .map((path) => [path, mapOf(jsonOf(contents, path))]);
}

function mapOf(json: unknown): SourceMap | undefined {
  const map = json as Partial<SourceMap> | undefined;
  return Array.isArray(map?.sources) ? (map as SourceMap) : undefined;
}
