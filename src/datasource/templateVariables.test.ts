import { type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { templates } from './DataSource.fixture.ts';
import { templateVariables, variableNames } from './templateVariables.ts';

test('one value, several, none, unknown', () => {
  const variables = templateVariables(templates({ one: '64496', several: ['a', 'b'], empty: '', nothing: [] }), {});
  expect(['one', 'several', 'empty', 'nothing', 'unknown'].map(variables)).toEqual([
    ['64496'],
    ['a', 'b'],
    [],
    [],
    undefined,
  ]);
});

test('All is recognised by the URL', () => {
  const variables = templateVariables(templates({ old: '$__all', multiple: ['$__all'], text: 'All' }), {});
  expect(['old', 'multiple', 'text'].map(variables)).toEqual(['all', 'all', ['All']]);
});

test('All is recognised where the variable is kept out of the URL, but a repeated panel has its own value', () => {
  const many = Array.from({ length: 7000 }, (_, number) => String(number));
  const service: TemplateSrv = {
    ...templates(),
    // Grafana makes all values of "All" before a format sees it.
    replace: (text = '', scoped, format) => {
      if (text.includes(':queryparam')) {
        return '';
      }
      const value = (scoped?.asn?.value as string | undefined) ?? many;
      return typeof format === 'function' ? String(format(value)) : String(value);
    },
    getVariables: () => [
      { name: 'asn', type: 'query', current: { value: ['$__all'] } } as unknown as TypedVariableModel,
    ],
  };
  expect(templateVariables(service, {})('asn')).toBe('all');
  expect(templateVariables(service, { asn: { text: '5', value: '5' } })('asn')).toEqual(['5']);
});

test('variables that stand for a data source or for filters are none of values', () => {
  const service = {
    ...templates(),
    getVariables: () => [
      { name: 'asn', type: 'query' },
      { name: 'datasource', type: 'datasource' },
      { name: 'filters', type: 'adhoc' },
    ],
  } as unknown as TemplateSrv;
  expect(variableNames(service)).toEqual(['$asn']);
});
