import { table, withSection } from './markdown.ts';

const document = 'before\n<!-- generated: x -->\nold\n<!-- end of generated: x -->\nafter\n';

test('only the part between the markers is replaced, and twice is like once', () => {
  const once = withSection(document, 'x', 'new\n');
  expect(once).toBe('before\n<!-- generated: x -->\n\nnew\n\n<!-- end of generated: x -->\nafter\n');
  expect(withSection(once, 'x', 'new\n')).toBe(once);
});

test('a document without the markers, or with two of them, is told', () => {
  expect(() => withSection('', 'x', '')).toThrow('not exactly one part');
  expect(() => withSection(document + document, 'x', '')).toThrow('not exactly one part');
  expect(() => withSection(document, 'y', '')).toThrow('not exactly one part');
});

test('what would end a cell or begin HTML is escaped', () => {
  expect(table(['a'], [['x|y <b>']])).toBe('| a |\n| --- |\n| x\\|y &lt;b> |');
});
