import { builtinModules } from 'node:module';
import path from 'node:path';

/**
 * The parts of the repository, each with the parts it may import besides itself. A part that is `closed` takes no npm
 * package and no module of Node either: it runs in the browser, on the command line and in the generators alike.
 * A file belongs to the first part one of whose paths holds it, so what is neither model nor plan in query is printing.
 */
const parts = [
  { name: 'catalog', paths: ['catalog'], imports: [], closed: true },
  { name: 'query/model', paths: inQuery('model', 'parse', 'days', 'network'), imports: ['catalog'], closed: true },
  { name: 'query/plan', paths: inQuery('plan', 'gaps'), imports: ['catalog', 'query/model'], closed: true },
  { name: 'query/print', paths: ['query'], imports: ['catalog', 'query/model', 'query/plan'], closed: true },
  { name: 'aggregator', paths: ['aggregator'], imports: ['catalog', 'query'], closed: false },
  { name: 'src', paths: ['src'], imports: ['catalog', 'query'], closed: false },
];

function inQuery(...names) {
  return names.map((name) => `query/${name}`);
}

const workspaces = new Map([
  ['@stats-portal/catalog', 'catalog'],
  ['@stats-portal/query', 'query'],
  ['stats-portal', 'aggregator'],
]);

const isTest = (file) => /\.test\.tsx?$/.test(file);

/** The part of a path relative to the root: `query/plan.ts` and `query/plan/cover.ts` both belong to `query/plan`. */
function partOf(file) {
  const bare = file.replace(/\.[cm]?[jt]sx?$/, '');
  return parts.find(({ paths }) => paths.some((folder) => isWithin(bare, folder)));
}

const isWithin = (name, outer) => name === outer || name.startsWith(`${outer}/`);

/** Where an import leads: a path from the root, or undefined for an npm package or a module of Node. */
function destination(file, specifier) {
  if (specifier.startsWith('.')) {
    return path.posix.join(path.posix.dirname(file), specifier);
  }
  return workspaces.get(specifier);
}

/** Why `file` must not import `specifier`; undefined if it may. Tests may use packages and the helpers below test/. */
export function objection(file, specifier) {
  const part = partOf(file);
  if (!part) {
    return undefined;
  }
  const target = destination(file, specifier);
  if (target === undefined) {
    return part.closed && !isTest(file) ? `${part.name} imports no ${kind(specifier)}: ${specifier}` : undefined;
  }
  const targetPart = partOf(target);
  const name = targetPart?.name ?? target.split('/')[0];
  const allowed = name === part.name || part.imports.some((imported) => isWithin(name, imported));
  return allowed || (isTest(file) && mayTest(part, targetPart))
    ? undefined
    : `${part.name} must not import from ${name}`;
}

const kind = (specifier) =>
  specifier.startsWith('node:') || builtinModules.includes(specifier) ? 'module of Node' : 'package';

/** A test may look at every part that its own part's root may see, and at helpers that belong to no part. */
function mayTest(part, target) {
  return target === undefined || target.name.split('/')[0] === part.name.split('/')[0];
}

export default {
  meta: { type: 'problem', schema: [], messages: { direction: '{{objection}}' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (source) => {
      if (typeof source?.value !== 'string') {
        return;
      }
      const found = objection(file, source.value);
      if (found) {
        context.report({ node: source, messageId: 'direction', data: { objection: found } });
      }
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};
