import { FieldType, type AnnotationQuery, type DataFrame } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { annotationSupport } from './annotations.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

const target: StatsQuery = { refId: 'Anno', ...defaultQuery };
const annotation: AnnotationQuery<StatsQuery> = { name: 'Rare', enable: true, iconColor: 'red', target };

test('the question of the annotation is asked; a new one asks for all that is stored', () => {
  expect(annotationSupport.prepareQuery?.(annotation)).toEqual({ ...target, hide: false });
  expect(annotationSupport.prepareQuery?.({ name: 'New', enable: true, iconColor: 'red' })).toEqual({
    queryType: 'annotations',
    refId: 'New',
    hide: false,
  });
});

test('a mark for each day with a number; none for zeros and gaps', async () => {
  const frame: DataFrame = {
    length: 3,
    fields: [
      { name: 'time', type: FieldType.time, values: [1, 2, 3], config: {} },
      {
        name: 'value',
        type: FieldType.number,
        values: [0, 1200, null],
        labels: { Taxonomy: 'fraud' },
        config: { displayNameFromDS: 'fraud', unit: 'events' },
      },
    ],
  };
  const events = await lastValueFrom(annotationSupport.processEvents!(annotation, [frame]));
  expect(events).toEqual([{ time: 2, title: 'fraud', text: 'fraud: 1,200 events', tags: ['fraud'] }]);
});

test('a table marks nothing', async () => {
  const frame: DataFrame = { length: 1, fields: [{ name: 'x', type: FieldType.number, values: [1], config: {} }] };
  expect(await lastValueFrom(annotationSupport.processEvents!(annotation, [frame]))).toEqual([]);
});
