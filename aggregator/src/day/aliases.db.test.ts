import { aliasSteps, type AliasRule } from '@stats-portal/catalog';
import fc from 'fast-check';
import { eachDatabase } from '../../../test/environment/index.ts';
import { createEvents, day, dayRows, fill } from './events.fixture.ts';
import { naiveRows } from './naive.fixture.ts';

eachDatabase('aliases in the day’s statement', (open) => {
  test('follows any list of aliases', async () => {
    const database = await open();
    const source = await createEvents(database);
    const text = fc.constantFrom('a', 'b', 'c', "it's", '');
    const some = (fields: string[]) =>
      fc.dictionary(fc.constantFrom(...fields), text, { minKeys: 1, noNullPrototype: true });
    const rule = fc.record({
      when: some(['taxonomy', 'type', 'identifier', 'malware', 'feed']),
      use: some(['taxonomy', 'type', 'identifier']),
    });
    const field = fc.option(fc.constantFrom('a', 'B', 'b', 'c', "it's", ''), { freq: 6 });
    const event = fc.record({
      'classification.taxonomy': field,
      'classification.type': field,
      'classification.identifier': field,
      'malware.name': field,
      'feed.name': field,
      'time.source': fc.constant(day.from),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 12 }), fc.array(event, { maxLength: 20 }), async (rules, events) => {
        let circle = false;
        try {
          await fill(database, events, rules);
        } catch (error) {
          circle = error instanceof RangeError;
          await fill(database, events, []);
        }
        const rows = dayRows(database, source, { rules });
        await (circle
          ? expect(rows).rejects.toMatchObject({
              code: '22P02',
              message: expect.stringContaining('in a circle') as string,
            })
          : expect(rows).resolves.toEqual(await naiveRows(database, source, day)));
      }),
      { numRuns: 60 }
    );
  });

  test('takes as many steps as the catalog allows, and not one more', async () => {
    const database = await open();
    const source = await createEvents(database);
    const chain = (length: number): AliasRule[] =>
      Array.from({ length }, (_, step) => ({ when: { type: `t${step}` }, use: { type: `t${step + 1}` } }));
    const events = [{ 'classification.type': 't0', 'time.source': day.from }];
    await fill(database, events, chain(aliasSteps));
    const expected = await naiveRows(database, source, day);
    expect(await dayRows(database, source, { rules: chain(aliasSteps) })).toEqual(expected);
    await expect(dayRows(database, source, { rules: chain(aliasSteps + 1) })).rejects.toMatchObject({ code: '22P02' });
  });
});
