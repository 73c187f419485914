import { defineConfig } from 'eslint/config';
import typescript from '@typescript-eslint/eslint-plugin';
import grafana from './.config/eslint.config.mjs';
import importDirection from './scripts/lint/importDirection.mjs';

const workspaces = ['catalog', 'query', 'aggregator', 'dashboards', 'preview', 'demo', 'bench', 'scripts', 'test'];
const workspaceFiles = workspaces.map((folder) => `${folder}/**/*.ts`);

export default defineConfig([
  { ignores: ['.config/', '**/dist/', '**/coverage/', '.demo/'] },
  ...grafana,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, project: null } },
    plugins: { '@typescript-eslint': typescript, portal: { rules: { 'import-direction': importDirection } } },
    rules: {
      'portal/import-direction': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // The compiler's new JSX needs no React in scope.
      'react/react-in-jsx-scope': 'off',
    },
  },
  {
    files: ['{src,catalog,query,aggregator}/**/*.{ts,tsx}'],
    // The empty options matter: without them the scaffold's exceptions would stay.
    rules: { 'no-console': ['error', {}] },
  },
  {
    files: workspaceFiles,
    extends: [typescript.configs['flat/strict-type-checked'], typescript.configs['flat/stylistic-type-checked']],
    rules: {
      '@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
      // Plain shapes are types or interfaces as reads best.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // With noUncheckedIndexedAccess it is how one says that an index exists.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
]);
