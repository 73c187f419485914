/**
 * What Grafana's catalog asks of a plugin.json, for the fields that we use: a field that is not here is a fault, so
 * that a misspelt one is found. Of Grafana: https://grafana.com/developers/plugin-tools/reference/plugin-json
 */
const text = { type: 'string', minLength: 1 };
const path = { type: 'string', pattern: '^(?!/)(?!.*\\.\\.)[^\\\\]+$' };

function record(properties: Readonly<Record<string, unknown>>, required: readonly string[] = Object.keys(properties)) {
  return { type: 'object', additionalProperties: false, required, properties };
}

const info = record(
  {
    author: record({ name: text, url: { type: 'string', format: 'uri' } }, ['name']),
    description: text,
    keywords: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    links: {
      type: 'array',
      items: record({ name: text, url: { type: 'string', format: 'uri', pattern: '^https://' } }),
    },
    logos: record({ small: { ...path, pattern: '\\.svg$' }, large: { ...path, pattern: '\\.svg$' } }),
    screenshots: { type: 'array', items: record({ name: text, path }) },
    updated: { type: 'string', format: 'date' },
    version: { type: 'string', pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?$' },
  },
  ['author', 'description', 'keywords', 'logos', 'screenshots', 'updated', 'version']
);

const include = record(
  {
    type: { enum: ['dashboard', 'page', 'datasource'] },
    name: text,
    path: text,
    role: { enum: ['Admin', 'Editor', 'Viewer'] },
    addToNav: { type: 'boolean' },
    defaultNav: { type: 'boolean' },
    icon: text,
  },
  ['type', 'name']
);

export const pluginSchema = record(
  {
    $schema: { type: 'string', format: 'uri' },
    type: { enum: ['app', 'datasource'] },
    name: text,
    id: { type: 'string', pattern: '^[0-9a-z]+-([0-9a-z]+-)?(app|datasource)$' },
    info,
    includes: { type: 'array', items: include },
    dependencies: record({
      grafanaDependency: { type: 'string', pattern: '^>=\\d+\\.\\d+\\.\\d+$' },
      plugins: {
        type: 'array',
        items: record({ id: text, name: text, type: text, version: text }, ['id', 'name', 'type']),
      },
    }),
    languages: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', pattern: '^[a-z]{2}-[A-Z][a-z]*[A-Z]?$' },
    },
    // By the build: how it was built.
    buildMode: { const: 'production' },
    // Of data sources.
    annotations: { type: 'boolean' },
    category: { enum: ['tsdb', 'logging', 'cloud', 'tracing', 'profiling', 'sql', 'enterprise', 'iot', 'other'] },
    metrics: { type: 'boolean' },
    multiValueFilterOperators: { type: 'boolean' },
    queryOptions: record({ maxDataPoints: { type: 'boolean' } }),
  },
  ['type', 'name', 'id', 'info', 'dependencies', 'languages']
);
