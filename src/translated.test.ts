import fc from 'fast-check';
import i18next from 'i18next';
import { initPluginTranslations } from '@grafana/i18n';
import { asResource, translated, type Texts } from './translated.ts';

const texts = {
  plain: 'Top',
  none: '',
  deep: { 'not in': 'is none of', value: 'Days of {{zone}}' },
  events: { one: '{{count, number}} event', other: '{{count, number}} events' },
} as const satisfies Texts;

const words = translated('editor', texts);

beforeAll(() => initPluginTranslations('plugin'));

afterEach(async () => {
  i18next.removeResourceBundle('de-DE', 'plugin');
  await i18next.changeLanguage('en-US');
});

test('without a translation they are English', () => {
  expect(words.plain).toBe('Top');
  expect(words.deep['not in']).toBe('is none of');
  expect(words.deep.value({ zone: 'Europe/Vienna' })).toBe('Days of Europe/Vienna');
  expect([words.events({ count: 1 }), words.events({ count: 1234 })]).toEqual(['1 event', '1,234 events']);
});

test('no text is no text, and not its key', () => {
  expect(words.none).toBe('');
});

test('with a translation they are in the user’s language, and follow it', async () => {
  const translation = {
    plain: 'Oben',
    deep: { value: 'Tage von {{zone}}' },
    events_one: '{{count, number}} Ereignis',
    events_other: '{{count, number}} Ereignisse',
  };
  i18next.addResourceBundle('de-DE', 'plugin', { editor: translation });
  await i18next.changeLanguage('de-DE');
  expect(words.plain).toBe('Oben');
  expect(words.deep.value({ zone: 'UTC' })).toBe('Tage von UTC');
  expect([words.events({ count: 1 }), words.events({ count: 1234 })]).toEqual(['1 Ereignis', '1.234 Ereignisse']);
  expect(words.deep['not in']).toBe('is none of');
});

test('a file of translations has a place for each text', async () => {
  i18next.addResourceBundle('de-DE', 'plugin', { editor: shouted(asResource(texts)) });
  await i18next.changeLanguage('de-DE');
  expect(words.plain).toBe('TOP');
  expect(words.deep['not in']).toBe('IS NONE OF');
  expect(words.events({ count: 2 })).toMatch(/^2 EVENTS$/);
});

test('values stay what they are, whatever is in them', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('<b>&', '{{zone}}', '$t(editor.plain)', '{{', '$1')
  );
  fc.assert(fc.property(value, (zone) => words.deep.value({ zone }) === `Days of ${zone}`));
});

/** In capitals, but for the names of values. */
function shouted(resource: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resource).map(([key, text]) => [
      key,
      typeof text === 'string'
        ? text.replace(/\{\{[^}]*\}\}|[^{}]+/g, (part) => (part.startsWith('{{') ? part : part.toUpperCase()))
        : shouted(text as Record<string, unknown>),
    ])
  );
}
