import type { ReactElement } from 'react';
import { act, render, screen, waitForElementToBeRemoved } from '@testing-library/react';
import i18next from 'i18next';
import { initPluginTranslations } from '@grafana/i18n';
import { ConfigEditor } from './datasource/ConfigEditor.tsx';
import { pretendLayout } from './datasource/editor/testing/browser.ts';
import { queryWith, sourceWith } from './datasource/editor/testing/editing.tsx';
import { QueryEditor } from './datasource/editor/QueryEditor.tsx';
import { dataSourceTexts } from './datasource/texts.ts';
import { VariableEditor } from './datasource/VariableEditor.tsx';
import { defaultVariableQuery } from './datasource/variableQuery.ts';
import Configuration from './pages/Configuration';
import Home from './pages/Home';
import { withStatistics } from './pages/portal.fixture.ts';
import Quality from './pages/Quality';
import { asResource } from './translated.ts';
import { appTexts, words as appWords } from './words.ts';

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  DataSourcePicker: ({ inputId, placeholder }: { inputId?: string; placeholder?: string }) => (
    <input id={inputId} placeholder={placeholder} />
  ),
}));

beforeAll(async () => {
  pretendLayout();
  await initPluginTranslations('plugin');
  i18next.addResourceBundle('ja-JP', 'plugin', wide(asResource({ app: appTexts, ...dataSourceTexts })));
  await i18next.changeLanguage('ja-JP');
});

afterAll(() => i18next.changeLanguage('en-US'));

test.each([
  ['the home page of who has just installed it', () => shown(<Home />, null)],
  ['the home page', () => shown(<Home />, [{ zone: '1', complete_until: '2026-01-31', days_waiting: 2 }])],
  ['the page about quality', () => shown(<Quality />, [])],
  ['the configuration', () => shown(<Configuration />, null)],
  [
    'the settings of the data source',
    () => shown(<ConfigEditor options={{ jsonData: {} } as never} onOptionsChange={() => undefined} />, null),
  ],
  [
    'the editor of variables',
    () =>
      shown(
        <VariableEditor
          query={{
            refId: 'v',
            ...defaultVariableQuery,
            search: '',
            where: [{ dimension: 'asn', operator: 'in', values: [] }],
          }}
          datasource={sourceWith()}
          onChange={() => undefined}
        />,
        null
      ),
  ],
  [
    'the query editor',
    () =>
      shown(
        <QueryEditor
          query={queryWith({
            by: ['taxonomy'],
            where: [{ dimension: 'asn', operator: 'in', values: ['1', '2'] }],
            top: 10,
            movingMedian: 7,
            measure: 'events',
            compare: 'previous',
          })}
          datasource={sourceWith()}
          onChange={() => undefined}
          onRunQuery={() => undefined}
        />,
        null
      ),
  ],
  [
    'the query editor where a query is damaged',
    () =>
      shown(
        <QueryEditor
          query={{ version: 0 } as never}
          datasource={sourceWith()}
          onChange={() => undefined}
          onRunQuery={() => undefined}
        />,
        null
      ),
  ],
])('%s is all in the language of the user', async (_, show) => {
  const texts = await show();
  expect(texts.join('')).toMatch(/[\uff21-\uff5a]/);
  expect(texts.filter((text) => /[A-Za-z]/.test(text) && !isData(text))).toEqual([]);
});

/** Names of columns and data sources, the faults of saved JSON, and what Grafana's own parts say. */
function isData(text: string): boolean {
  return /^(complete_until|days_waiting|zone)$|^\(none\)$|^version is|"version"|^(Close|Remove|Clear) ?/.test(text);
}

/** All that can be read, or is read out, once answers are there. */
async function shown(element: ReactElement, rows: Array<Record<string, string | number>> | null): Promise<string[]> {
  withStatistics(rows === null ? null : () => rows);
  const { container } = render(element);
  // Lets the editor's preview come: to wait for it by looking takes the pretended browser many seconds.
  await act(() => Promise.resolve());
  if (screen.queryByText(appWords.answer.loading) !== null) {
    await waitForElementToBeRemoved(() => screen.queryByText(appWords.answer.loading));
  }
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    texts.push(node.textContent ?? '');
  }
  const attributes = [...container.querySelectorAll('*')].flatMap((one) =>
    ['aria-label', 'placeholder', 'title', 'alt'].flatMap((name) => one.getAttribute(name) ?? [])
  );
  return [...texts, ...attributes].map((text) => text.trim()).filter((text) => text !== '');
}

/** Latin letters in their wide forms, but for the names of values and elements. */
function wide(resource: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resource).map(([key, text]) => [
      key.replace(/_one$/, '_other'),
      typeof text === 'string'
        ? text.replace(/\{\{[^}]*\}\}|<[^>]*>|[A-Za-z]/g, (part) =>
            part.length > 1 ? part : String.fromCharCode(part.charCodeAt(0) + 0xfee0)
          )
        : wide(text as Record<string, unknown>),
    ])
  );
}
