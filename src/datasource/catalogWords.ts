import { dimensions, measures } from '@stats-portal/catalog';
import { translated } from '../translated.ts';

/** What the catalog says to people, in English; names in answers are not translated, as dashboards refer to them. */
export const catalogTexts = {
  dimensions: named(dimensions, ({ label, description, none }) => ({ label, description, none })),
  measures: named(measures, ({ label, description }) => ({ label, description })),
};

export const catalogWords = translated('catalog', catalogTexts);

function named<Name extends string, Entry, Said>(
  entries: Readonly<Record<Name, Entry>>,
  said: (entry: Entry) => Said
): Record<Name, Said> {
  return Object.fromEntries(Object.entries<Entry>(entries).map(([name, entry]) => [name, said(entry)])) as Record<
    Name,
    Said
  >;
}
