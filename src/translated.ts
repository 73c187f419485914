import { t } from '@grafana/i18n';

/** A text whose form depends on the number `count`. Languages with more forms have them in their files. */
interface Plural {
  readonly one: string;
  readonly other: string;
}

/** English texts by their keys. `{{name}}` stands for a value. */
export interface Texts {
  readonly [key: string]: string | Plural | Texts;
}

/** The names of the values that a text takes: `'count' | 'zone'` of `'{{count, number}} days of {{zone}}'`. */
type ValueOf<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? (Name extends `${infer Bare},${string}` ? Bare : Name) | ValueOf<Rest>
  : never;

type Values<Text> = Readonly<Record<ValueOf<Text>, string | number>>;

/** The texts in the user's language: those that take values are functions of them. */
export type Words<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string
    ? [ValueOf<Tree[Key]>] extends [never]
      ? string
      : (values: Values<Tree[Key]>) => string
    : Tree[Key] extends Plural
      ? (values: Values<Tree[Key]['other']> & { readonly count: number }) => string
      : Words<Tree[Key]>;
};

/** React keeps values from becoming markup: done here too, it would be seen. */
const interpolation = { escapeValue: false };

/**
 * The texts as words to use: they are looked up in Grafana's language whenever they are read, and are English where
 * there is no translation. `key` is where they stand in the plugin's file of translations.
 */
export function translated<const Tree extends Texts>(key: string, texts: Tree): Words<Tree> {
  const words = {};
  for (const [name, text] of Object.entries(texts)) {
    Object.defineProperty(words, name, { enumerable: true, ...propertyOf(`${key}.${name}`, text) });
  }
  return words as Words<Tree>;
}

function propertyOf(key: string, text: string | Plural | Texts): PropertyDescriptor {
  if (typeof text === 'string') {
    return text.includes('{{')
      ? { value: (values: object) => t(key, text, { ...values, interpolation }) }
      : // An empty one would be taken for a missing translation, and its key shown.
        { get: () => (text === '' ? '' : t(key, text)) };
  }
  if (!isPlural(text)) {
    return { value: translated(key, text) };
  }
  const forms = { defaultValue_one: text.one, defaultValue_other: text.other };
  return { value: (values: object) => t(key, text.other, { ...forms, ...values, interpolation }) };
}

/** The texts as a file of translations has them. */
export function asResource(texts: Texts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]): Array<[string, unknown]> => {
      if (typeof text === 'string') {
        return text === '' ? [] : [[name, text]];
      }
      return isPlural(text)
        ? [
            [`${name}_one`, text.one],
            [`${name}_other`, text.other],
          ]
        : [[name, asResource(text)]];
    })
  );
}

function isPlural(text: Plural | Texts): text is Plural {
  return typeof text['one'] === 'string' && typeof text['other'] === 'string';
}
