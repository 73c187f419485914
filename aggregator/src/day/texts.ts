import { aliasing, dimensionNames, type AliasRule, type DimensionName } from '@stats-portal/catalog';
import { ConfigurationError } from '../errors.ts';
import { copyText, textOfCopy } from '../events/copy.ts';
import { directDimensions, operatorDimension, textDimensions } from './source.ts';

/** Dimensions that the statistics hold as texts, in the order of the tables' columns. */
export const shownTexts = dimensionNames.filter(
  (name) => name !== operatorDimension && !(directDimensions as readonly string[]).includes(name)
);

/** The one taxonomy whose `source.port` is a service that the address offers (docs/counting.md). */
const serviceTaxonomy = 'vulnerable';

/** The different combinations of texts of a day, with their class of today. */
export interface Texts {
  /** For each tuple the values of `shownTexts` as COPY prints them. */
  readonly values: ReadonlyArray<readonly string[]>;
  /** For each tuple whether the port of its events is a service. */
  readonly hasService: readonly boolean[];
}

const classFields = ['taxonomy', 'type', 'identifier'] as const;
/** What aliases look at. */
const classifiedFields = [...classFields, 'malware', 'feed'] as const;

const places = Object.fromEntries(textDimensions.map((name, place) => [name, place])) as Record<DimensionName, number>;
/** Where the values of `shownTexts` stand in a tuple; those of the class are as reported. */
const readPlaces = shownTexts.map((name) => places[withoutReported(name)]);

/**
 * Puts today's class beside the one as reported.
 * Throws a ConfigurationError that names the class where the aliases run in a circle.
 */
export function classify(tuples: readonly string[], aliases: readonly AliasRule[]): Texts {
  const classOf = rememberedClasses(aliases);
  const texts = tuples.map((tuple) => {
    const read = tuple.split('\t');
    const today = classOf(read);
    const values = readPlaces.map((place) => read[place]!);
    classFields.forEach((field, index) => {
      values[shownTexts.indexOf(field)] = today[index]!;
    });
    return { values, hasService: today[0] === serviceTaxonomy };
  });
  return { values: texts.map(({ values }) => values), hasService: texts.map(({ hasService }) => hasService) };
}

/** Tuples are many times more than classes. */
function rememberedClasses(aliases: readonly AliasRule[]): (read: readonly string[]) => readonly string[] {
  const classOf = aliasing(aliases);
  const known = new Map<string, readonly string[]>();
  return (read) => {
    const reported = classifiedFields.map((field) => read[places[field]]!);
    const key = reported.join('\t');
    let today = known.get(key);
    if (today === undefined) {
      const [taxonomy, type, identifier, malware, feed] = reported.map(textOfCopy);
      const found = orConfigurationError(() =>
        classOf({ taxonomy: taxonomy!, type: type!, identifier: identifier!, malware: malware!, feed: feed! })
      );
      today = classFields.map((field) => copyText(found[field]));
      known.set(key, today);
    }
    return today;
  };
}

function orConfigurationError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new ConfigurationError(`The events cannot be counted: ${(cause as Error).message}.`, {
      advice: 'Correct the aliases in the settings. The day keeps the numbers that it had.',
      cause,
    });
  }
}

function withoutReported(name: DimensionName): DimensionName {
  return classFields.find((field) => name === `reported_${field}`) ?? name;
}
