import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenQuestions } from './golden.questions.ts';
import { plan } from './plan.ts';
import { print } from './print.ts';

const folder = join(__dirname, '__golden__');
const fileOf = (name: string): string => join(folder, `${name.replaceAll(/[ ,]+/g, '-')}.sql`);

/** UPDATE_GOLDEN=1 writes the files anew: look at the difference before you commit it. */
const update = process.env.UPDATE_GOLDEN === '1';

test.each(Object.keys(goldenQuestions))('%s', (name) => {
  const chosen = plan(goldenQuestions[name]!);
  const text = `-- from: ${chosen.rollup.name}, ${chosen.exactness.kind}\n${print(chosen)}\n`;
  if (update) {
    writeFileSync(fileOf(name), text);
  }
  expect(existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8') : 'missing').toBe(text);
});

test('no file without its question', () => {
  const known = Object.keys(goldenQuestions).map(fileOf);
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  expect(files.filter((file) => !known.includes(join(folder, file)))).toEqual([]);
});
