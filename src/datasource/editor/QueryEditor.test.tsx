import { type ReactElement, useState } from 'react';
import { configure, render, screen, waitFor } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import fc from 'fast-check';
import { dimensions, measures } from '@stats-portal/catalog';
import { presets } from '../presets';
import { type EditorSource, isVariable, type StatsQuery } from '../query';
import { QueryEditor } from './QueryEditor';
import { pretendLayout } from './testing/browser';
import { choose, faultsOfDataSource, queryWith, sourceWith, tabTo } from './testing/editing';
import { anyQuery } from './testing/queries';
import { words } from './words';

function show(start: unknown, source: Partial<EditorSource> = {}) {
  const changes: StatsQuery[] = [];
  const runs: StatsQuery[] = [];
  const datasource = sourceWith(source);
  const Panel = (): ReactElement => {
    const [query, setQuery] = useState(start as StatsQuery);
    return (
      <QueryEditor
        query={query}
        datasource={datasource}
        onChange={(next) => {
          changes.push(next);
          setQuery(next);
        }}
        onRunQuery={() => runs.push(changes.at(-1)!)}
      />
    );
  };
  const { unmount } = render(<Panel />);
  const user = userEvent.setup({ delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never });
  return { user, changes, runs, unmount, query: () => changes.at(-1) };
}

/** What the editor says in words, once the question was looked at. */
const sentence = () => screen.findByText(/^(Reported addresses|Events|\$measure|Steady rise).*\.$/);

beforeAll(() => {
  pretendLayout();
  configure({ defaultHidden: true });
});

test('from an empty panel to a right chart in two clicks', async () => {
  const { user, runs } = show({ refId: 'A' });

  await choose(user, 'Start with', 'Top ASNs');

  expect(runs).toEqual([queryWith({ shape: 'ranking', by: ['asn'], top: 10, compare: 'previous' })]);
  expect(faultsOfDataSource(runs[0]!)).toEqual([]);
  expect(await sentence()).toHaveTextContent(
    'Reported addresses over the whole range by ASN; the 10 largest and the remaining together; beside the days before.'
  );
});

test('nothing happens without an act, whatever was saved', async () => {
  const { changes, runs } = show({ refId: 'A' });

  expect(await sentence()).toHaveTextContent('Reported addresses per day.');
  expect(changes).toEqual([]);
  expect(runs).toEqual([]);
});

test('a filter is added by typing; the query runs when it is complete, not before', async () => {
  const { user, query, changes, runs } = show(queryWith());

  await user.type(screen.getByRole('combobox', { name: 'Add a filter' }), 'Taxonomy{Enter}');
  await user.type(screen.getByRole('combobox', { name: 'Values of filter 1' }), 'vulnerable{Enter}');

  expect(query()).toEqual(queryWith({ where: [{ dimension: 'taxonomy', operator: 'in', values: ['vulnerable'] }] }));
  expect(changes).toHaveLength(2);
  expect(runs).toEqual([changes[1]]);
});

test('by keyboard alone: measure, group, top, shape', async () => {
  const { user, query } = show(queryWith());

  await tabTo(user, () => screen.getByRole('combobox', { name: 'Count' }));
  await user.keyboard('Events{Enter}');
  await tabTo(user, () => screen.getByRole('combobox', { name: 'Group by' }));
  await user.keyboard('provider{Enter}');
  await tabTo(user, () => screen.getByRole('spinbutton', { name: 'Top' }));
  await user.keyboard('5{Enter}');
  await user.tab({ shift: true });
  await tabTo(user, () => screen.getByRole('radio', { name: 'Time series' }));
  await user.keyboard('{ArrowRight}');

  expect(query()).toEqual(queryWith({ measure: 'events', by: ['provider'], top: 5, shape: 'table' }));
});

test('what cannot be asked is said beside its clause, and does not run', async () => {
  const { user, query, runs } = show(queryWith({ shape: 'trend', by: ['asn'] }));

  await user.click(screen.getByRole('button', { name: 'Remove ASN' }));

  expect(query()?.by).toEqual([]);
  expect(runs).toEqual([]);
  expect(screen.getByRole('alert')).toHaveTextContent('Trend needs something to group by.');
});

test('what only the data source knows is said too', async () => {
  show(queryWith({ by: ['$gone'] }));

  expect(await screen.findByRole('alert')).toHaveTextContent('there is no template variable $gone');
});

test('an answer that is only “at most” has a notice, an exact one has none', async () => {
  const both = [{ dimension: 'taxonomy', operator: 'in', values: ['fraud', 'vulnerable'] }] as const;
  const { user } = show(queryWith({ by: ['application'], where: both }));
  expect(await screen.findByRole('alert')).toHaveTextContent(/The numbers are “at most”.*added up.*over Taxonomy/);

  await user.click(screen.getByRole('button', { name: 'Remove fraud' }));

  await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
});

test('a damaged query is shown and left alone until one asks for a new one', async () => {
  const damaged = { refId: 'B', version: 7, measure: 'sightings' };
  const { user, changes } = show(damaged);
  expect(screen.getByRole('alert')).toHaveTextContent('the query is of version 7, this plugin knows version 1');
  expect(screen.getByText(/"sightings"/)).toBeInTheDocument();
  expect(changes).toEqual([]);

  await user.click(screen.getByRole('button', { name: 'Replace it by a new query' }));

  expect(changes).toEqual([{ ...queryWith(), refId: 'B' }]);
  expect(await sentence()).toHaveTextContent('Reported addresses per day.');
});

test('says where to go when no PostgreSQL data source is set, or the preview fails', async () => {
  show(queryWith(), { postgres: null, preview: () => Promise.reject(new Error('no answer')) });

  expect(screen.getByText('No PostgreSQL data source is set')).toBeInTheDocument();
  expect(await screen.findByText('The preview failed: no answer')).toBeInTheDocument();
});

test('two editors on one page do not share labels', async () => {
  show(queryWith());
  show(queryWith({ measure: 'events' }));

  expect(screen.getAllByRole('combobox', { name: 'Count' }).map((list) => (list as HTMLInputElement).value)).toEqual([
    'Reported addresses',
    'Events',
  ]);
  await waitFor(() => expect(screen.getAllByText(/ per day\.$/)).toHaveLength(2), { timeout: 10_000 });
});

test.each(presets.map(({ title, parts }) => [title, parts] as const))(
  'shows the preset “%s” truthfully',
  (_, parts) => {
    expectShown(queryWith(parts));
  }
);

test('shows every query truthfully, and changes none of itself', () => {
  fc.assert(fc.property(anyQuery, expectShown), { numRuns: 30 });
});

/** Each part is seen where it belongs, and nothing was changed by showing it. */
function expectShown(query: StatsQuery): void {
  const { changes, unmount } = show(query);
  const { measure, by, where, closed, ...rest } = query;
  expect(shown(where.length)).toEqual({
    measure: isVariable(measure) ? measure : measures[measure].label,
    pills: [
      ...by.map((name) => (isVariable(name) ? name : dimensions[name].label)),
      ...where.flatMap(({ values }) => values),
    ],
    filters: where.map(({ dimension, operator }) => [
      dimensions[dimension].label,
      words.where.operators[operator].label,
    ]),
    grain: words.grain.choices[rest.grain].label,
    top: rest.top === null ? '' : String(rest.top),
    remaining: rest.remaining,
    shape: words.shape.choices[rest.shape].label,
    compare: words.compare.choices[rest.compare].label,
    movingMedian: rest.movingMedian === null ? '' : String(rest.movingMedian),
    closed: closed === null ? 'As usual' : closed ? 'Left out' : 'Included',
  });
  expect(changes).toEqual([]);
  unmount();
}

/** What stands in the editor's inputs. */
function shown(filters: number): object {
  const input = (label: string): HTMLInputElement => screen.getByLabelText(label, { selector: 'input' });
  return {
    measure: input('Count').value,
    pills: screen.queryAllByRole('listitem').map(({ textContent }) => textContent),
    filters: Array.from({ length: filters }, (_, index) => [
      input(`Dimension of filter ${index + 1}`).value,
      input(`Operator of filter ${index + 1}`).value,
    ]),
    grain: input('Per').value,
    top: input('Top').value,
    remaining: input('Remaining').checked,
    shape: screen
      .getAllByRole<HTMLInputElement>('radio')
      .find(({ checked }) => checked)
      ?.labels?.[0]?.textContent.trim(),
    compare: input('Compare with').value,
    movingMedian: input('Median over').value,
    closed: input('Provisional days').value,
  };
}
