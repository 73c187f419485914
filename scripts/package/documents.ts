import { textOf, type Contents } from './contents.ts';

const links = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)[^)]*\)|<img[^>]*\ssrc="([^"]+)"/g;

/** The catalog shows these pages elsewhere: what they point to has an address of its own, or is in the package. */
export function linkFaults(contents: Contents): string[] {
  return ['README.md', 'CHANGELOG.md'].flatMap((page) =>
    [...(textOf(contents, page) ?? '').matchAll(links)]
      .map(([, link, image]) => link ?? image ?? '')
      .filter((target) => !/^(https:|mailto:|#)/.test(target) && !contents.has(target.replace(/^\.\//, '')))
      .map((target) => `${page} points to ${target}, which is not there`)
  );
}

/** A page for who decides whether to install it, not the scaffold's. */
export function readmeFaults(contents: Contents): string[] {
  const readme = textOf(contents, 'README.md') ?? '';
  return [
    ...(/^# \S/.test(readme) ? [] : ['README.md does not begin with a title']),
    ...(/^## .*requirements/im.test(readme) ? [] : ['README.md says nothing of the requirements']),
    ...(readme.length < 400 || /create-plugin|TODO|Lorem ipsum/i.test(readme) ? ['README.md is a template'] : []),
  ];
}

/** One of the licences that the catalog takes, as the repository says it. */
export function licenceFaults(contents: Contents, licence: string): string[] {
  const isApache = /Apache License\s+Version 2\.0/.test(textOf(contents, 'LICENSE') ?? '');
  return licence === 'Apache-2.0' && isApache ? [] : [`LICENSE is not the text of ${licence}`];
}
