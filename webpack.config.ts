import path from 'path';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Configuration, RuleSetRule } from 'webpack';
import { copyFilePatterns } from './.config/bundler/copyFiles.ts';
import scaffold, { type Env } from './.config/webpack/webpack.config.ts';

/**
 * The scaffold copies every JSON below src, fixtures too, but no image of a nested plugin. Screenshots are those of the
 * docs.
 */
const copied = [
  ...copyFilePatterns
    .filter(({ from }) => from !== '**/*.json')
    .map((pattern) =>
      /^img\/.*\.png$/.test(pattern.from) ? { ...pattern, from: `../docs/${pattern.from}` } : pattern
    ),
  ...['*/plugin.json', '*/img/*', '**/locales/**/*.json', 'dashboards/**/*.json'].map((from) => ({
    from,
    to: '.',
    noErrorOnMissing: true,
  })),
];

/** The scaffold's swc options compile JSX to `React.createElement`; ours has no React in scope. */
function withAutomaticJsx(rule: RuleSetRule): RuleSetRule {
  const { use } = rule;
  if (!use || typeof use !== 'object' || Array.isArray(use) || use.loader !== 'swc-loader') {
    return rule;
  }
  const options = typeof use.options === 'object' ? use.options : {};
  const jsc = { ...options.jsc, transform: { react: { runtime: 'automatic' } } };
  return { ...rule, use: { ...use, options: { ...options, jsc } } };
}

const config = async (env: Env): Promise<Configuration> => {
  const base = await scaffold(env);
  return {
    ...base,
    cache: { type: 'filesystem', buildDependencies: { config: [path.resolve(__dirname, 'webpack.config.ts')] } },
    // Stated, not searched for: the scaffold makes an entry of any plugin.json it finds below any src.
    entry: { module: './module.tsx', 'datasource/module': './datasource/module.ts' },
    module: {
      ...base.module,
      rules:
        base.module?.rules?.map((rule) => (rule && typeof rule === 'object' ? withAutomaticJsx(rule) : rule)) ?? [],
    },
    plugins: [
      ...(base.plugins ?? []).filter((plugin) => !(plugin instanceof CopyWebpackPlugin)),
      new CopyWebpackPlugin({ patterns: copied }),
    ],
  };
};

export default config;
