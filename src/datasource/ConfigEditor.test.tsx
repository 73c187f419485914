import { type ComponentProps } from 'react';
import { type DataSourceInstanceSettings } from '@grafana/data';
import { type DataSourcePicker } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ConfigEditor } from './ConfigEditor.tsx';

type PickerProps = ComponentProps<typeof DataSourcePicker>;

const sources = [
  { uid: 'pg', name: 'Statistics', type: 'grafana-postgresql-datasource' },
  { uid: 'old', name: 'Older name', type: 'postgres' },
  { uid: 'prom', name: 'Metrics', type: 'prometheus' },
] as DataSourceInstanceSettings[];

// Grafana's own picker asks Grafana for its list; this one has a list.
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  DataSourcePicker: ({ inputId, current, filter, onChange }: PickerProps) => (
    <select
      id={inputId}
      value={typeof current === 'string' ? current : ''}
      onChange={({ target }) => onChange?.(sources.find(({ uid }) => uid === target.value)!)}
    >
      <option value="" />
      {sources
        .filter((source) => filter?.(source))
        .map(({ uid, name }) => (
          <option key={uid} value={uid}>
            {name}
          </option>
        ))}
    </select>
  ),
}));

test('offers the PostgreSQL data sources by both names of their type, and keeps the chosen one', async () => {
  const onOptionsChange = jest.fn();
  const options = { jsonData: { postgresUid: 'pg' }, name: 'Stats' } as ComponentProps<typeof ConfigEditor>['options'];
  render(<ConfigEditor options={options} onOptionsChange={onOptionsChange} />);
  const picker = screen.getByRole<HTMLSelectElement>('combobox', { name: /PostgreSQL data source/ });
  expect(picker.value).toBe('pg');
  expect([...picker.options].map(({ text }) => text)).toEqual(['', 'Statistics', 'Older name']);
  await userEvent.selectOptions(picker, 'Older name');
  expect(onOptionsChange).toHaveBeenCalledWith({ ...options, jsonData: { postgresUid: 'old' } });
});

test('says that the database’s role is the boundary', () => {
  const options = { jsonData: {} } as ComponentProps<typeof ConfigEditor>['options'];
  render(<ConfigEditor options={options} onOptionsChange={jest.fn()} />);
  expect(screen.getByText(/rights of its role are the\s+boundary/)).toBeInTheDocument();
});
