import { type ReactElement, useState } from 'react';
import { type AdHocVariableFilter } from '@grafana/data';
import { configure, render, screen, waitFor } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel, type UserEvent } from '@testing-library/user-event';
import { compile, panelSql, type Context } from '../../compile';
import { defaultQuery, type EditorSource, type StatsParts, type StatsQuery } from '../../query';
import { type ClauseProps } from '../clause';
import { pretendLayout } from './browser';

// Lists of options with tooltips are heavy in jsdom, and a machine may be busy.
jest.setTimeout(60_000);

/** What a test sees of an editor: the user's hands, the query as it is now, and each query that it became. */
export interface Editing {
  readonly user: UserEvent;
  readonly query: () => StatsQuery;
  readonly changes: readonly StatsQuery[];
}

/** The default query with some parts of its own. */
export function queryWith(parts: Partial<StatsParts> = {}): StatsQuery {
  return { refId: 'A', ...defaultQuery, ...parts };
}

/** Shows a clause (or several) that changes the query, as the editor around it does. */
export function edit(start: StatsQuery, show: (clause: ClauseProps) => ReactElement): Editing {
  pretendLayout();
  // To look at the styles of everything takes seconds here.
  configure({ defaultHidden: true });
  const changes: StatsQuery[] = [];
  const Clause = (): ReactElement => {
    const [query, setQuery] = useState(start);
    return show({
      id: 'test',
      query,
      onChange: (next) => {
        changes.push(next);
        setQuery(next);
      },
    });
  };
  render(<Clause />);
  return {
    user: userEvent.setup({ delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never }),
    query: () => changes.at(-1) ?? start,
    changes,
  };
}

/** Opens the list and takes the option of that name. */
export async function choose(user: UserEvent, list: string, option: string): Promise<void> {
  await user.click(screen.getByRole('combobox', { name: list }));
  await user.click(await optionOf(option));
}

/** The option of the open list of that name. */
export function optionOf(text: string): Promise<HTMLElement> {
  return waitFor(() => {
    const options = screen.getAllByRole('option');
    const [found] = options.filter((option) => leaves(option).some((leaf) => leaf.textContent === text));
    if (found === undefined) {
      throw new Error(`no option ${text} among ${options.map(({ textContent }) => textContent).join(' | ')}`);
    }
    return found;
  });
}

function leaves(element: Element): Element[] {
  return [...element.querySelectorAll('*')].filter(({ childElementCount }) => childElementCount === 0);
}

/** Goes on by Tab until the element has the focus. */
export async function tabTo(user: UserEvent, element: () => HTMLElement): Promise<void> {
  for (let stops = 0; document.activeElement !== element(); stops++) {
    if (stops > 60) {
      throw new Error('Tab does not get there');
    }
    await user.tab();
  }
}

const context: Context = {
  days: { from: '2026-01-01', to: '2026-01-31' },
  variables: (name) => ({ asn: ['4', '6'], group: ['provider'], measure: ['events'] })[name],
  filters: [] satisfies AdHocVariableFilter[],
  hosts: { from: '2025-01-01', to: '2026-01-31' },
};

/** Asks nobody, and compiles as the data source does. */
export function sourceWith(parts: Partial<EditorSource> = {}): EditorSource {
  return {
    postgres: { type: 'grafana-postgresql-datasource', uid: 'statistics' },
    variables: { names: () => ['$asn', '$group', '$measure'] },
    getValues: (_dimension, search) =>
      Promise.resolve(
        [
          { value: 'vulnerable', events: 41234 },
          { value: 'malicious-code', events: 512 },
          { value: null, events: 70 },
          { value: 'fraud', events: 16 },
        ].filter(({ value }) => (value ?? '(none)').includes(search))
      ),
    preview: (query) => {
      const compiled = compile(query, context);
      return Promise.resolve(
        compiled.kind === 'faults'
          ? compiled
          : {
              kind: 'answer',
              sql: panelSql(compiled.plan),
              plan: compiled.plan,
              question: compiled.plan.question,
              exploreUrl: '/explore?panes=sql',
            }
      );
    },
    portal: () =>
      Promise.resolve({
        zone: 'Europe/Vienna',
        closedUntil: '2026-01-28',
        completeUntil: '2026-01-30',
        hosts: context.hosts ?? null,
        missingDays: [],
      }),
    ...parts,
  };
}

/** Whether the data source can ask the query. */
export function faultsOfDataSource(query: StatsQuery): readonly string[] {
  const compiled = compile(query, context);
  return compiled.kind === 'faults' ? compiled.faults : [];
}
