import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { jsonOf, type Contents } from './contents.ts';
import { pluginSchema } from './pluginSchema.ts';
import { pluginsOf, type Plugin } from './plugins.ts';

const ajv = new Ajv({ allErrors: true });
formats(ajv);
const validate = ajv.compile(pluginSchema);

/** Each plugin.json has the form that the catalog asks for. */
export function schemaFaults(contents: Contents): string[] {
  return pluginsOf(contents).flatMap(({ folder, json }) => {
    validate(json);
    return (validate.errors ?? []).map(({ instancePath, message = '', params }) =>
      [`${folder}plugin.json`, instancePath, message, JSON.stringify(params)].filter((part) => part !== '').join(' ')
    );
  });
}

/** The nested data source is of the same organisation, needs the same Grafana, and is told of in the app's includes. */
export function nestedFaults(contents: Contents): string[] {
  const [app, ...nested] = pluginsOf(contents);
  if (app?.json.type !== 'app') {
    return ['the plugin at the root is no app'];
  }
  const included = (app.json.includes ?? []).filter(({ type }) => type === 'datasource').length;
  return [
    ...(included === nested.length ? [] : [`includes tell of ${included} data sources; there are ${nested.length}`]),
    ...nested
      .filter(({ json }) => organisationOf(json.id) !== organisationOf(app.json.id))
      .map(({ json }) => `${json.id} is not of the organisation of ${app.json.id}`),
    ...nested
      .filter(({ json }) => json.dependencies?.grafanaDependency !== app.json.dependencies?.grafanaDependency)
      .map(({ json }) => `${json.id} needs another Grafana than ${app.json.id}`),
    ...pluginsOf(contents)
      .filter(({ json }) => !json.id?.endsWith(`-${json.type}`))
      .map(({ json }) => `the id ${json.id} does not end with ${json.type}`),
  ];
}

/** Everything that a plugin.json names is there. */
export function namedFaults(contents: Contents): string[] {
  return pluginsOf(contents).flatMap((plugin) =>
    namedBy(plugin)
      .filter((path) => !contents.has(plugin.folder + path))
      .map((path) => `${plugin.folder}plugin.json names ${path}, which is missing`)
  );
}

/** The catalog shows pictures of what it offers. */
export function screenshotFaults(contents: Contents): string[] {
  const screenshots = pluginsOf(contents)[0]?.json.info?.screenshots ?? [];
  return screenshots.length > 0 ? [] : ['plugin.json names no screenshot'];
}

/** Placeholders of the build that are still there. */
export function placeholderFaults(contents: Contents): string[] {
  return ['README.md', ...pluginsOf(contents).map(({ folder }) => `${folder}plugin.json`)]
    .filter((path) =>
      /%[A-Z_]+%/.test(JSON.stringify(jsonOf(contents, path)) + new TextDecoder().decode(contents.get(path)))
    )
    .map((path) => `${path} has placeholders`);
}

function namedBy({ json }: Plugin): string[] {
  const { logos = {}, screenshots = [] } = json.info ?? {};
  const dashboards = (json.includes ?? []).filter(({ type }) => type === 'dashboard').map(({ path = '' }) => path);
  const locales = (json.languages ?? []).map((language) => `locales/${language}/${json.id}.json`);
  return [...Object.values(logos), ...screenshots.map(({ path = '' }) => path), ...dashboards, ...locales];
}

function organisationOf(id: string | undefined): string | undefined {
  return id?.split('-')[0];
}
