import { faultsOf } from './check.ts';
import { app, bytesOf, dataSource, info, map, packageWith, type Broken } from './package.fixture.ts';
import { zipContents, zipOf } from './zip.ts';

test('a sound package has no fault', () => {
  expect(faultsOf(packageWith())).toEqual([]);
});

const cases: ReadonlyArray<readonly [what: string, broken: Broken, fault: RegExp]> = [
  ['no readme', { files: { 'README.md': null } }, /^README\.md is missing$/],
  ['no changelog', { files: { 'CHANGELOG.md': null } }, /^CHANGELOG\.md is missing$/],
  ['no licence', { files: { LICENSE: null } }, /^LICENSE is missing$/],
  ['no module', { files: { 'module.js': null } }, /^module\.js is missing$/],
  [
    'no map of the nested module',
    { files: { 'datasource/module.js.map': null } },
    /^datasource\/module\.js\.map is miss/,
  ],
  ['no map of a part', { files: { '1.js': '1' } }, /^1\.js has no map$/],
  ['a source', { files: { 'pages/Home.tsx': '' } }, /^pages\/Home\.tsx does not belong/],
  ['a hidden file', { files: { 'img/.DS_Store': '' } }, /\.DS_Store does not belong/],
  ['packages', { files: { 'node_modules/a/index.js.map': map() } }, /^node_modules.*does not belong/],
  [
    'a large file',
    { files: { 'img/overview.png': new Uint8Array(1024 * 1024 + 1) } },
    /overview\.png has 1048577 bytes/,
  ],
  ['a drawing with a script', { files: { 'img/logo.svg': '<svg><script>1</script></svg>' } }, /logo\.svg has parts/],
  ['a drawing that reacts', { files: { 'img/logo.svg': '<svg onload="1"/>' } }, /logo\.svg has parts/],
  ['a plugin.json that is none', { files: { 'plugin.json': '{' } }, /^plugin\.json must have required property 'id'/],
  [
    'an unknown field',
    { files: { 'plugin.json': app({ autoEnable: true }) } },
    /^plugin\.json must NOT have.*autoEnable/,
  ],
  ['an id of another form', { files: { 'plugin.json': app({ id: 'Example' }) } }, /^plugin\.json \/id must match/],
  ['an id of another type', { files: { 'plugin.json': app({ type: 'datasource' }) } }, /no app$/],
  [
    'no keywords',
    { files: { 'plugin.json': app({ info: info({ keywords: [] }) }) } },
    /\/info\/keywords must NOT have fewer/,
  ],
  ['no description', { files: { 'plugin.json': app({ info: info({ description: '' }) }) } }, /\/info\/description/],
  [
    'a version that is none',
    { files: { 'plugin.json': app({ info: info({ version: '1.2' }) }) } },
    /\/info\/version must/,
  ],
  [
    'a day that is none',
    { files: { 'plugin.json': app({ info: info({ updated: 'today' }) }) } },
    /\/info\/updated must/,
  ],
  [
    'a link that is not safe',
    { files: { 'plugin.json': app({ info: info({ links: [{ name: 'a', url: 'http://a.example' }] }) }) } },
    /\/info\/links\/0\/url/,
  ],
  [
    'a path out of the package',
    { files: { 'plugin.json': app({ info: info({ screenshots: [{ name: 'a', path: '../a.png' }] }) }) } },
    /screenshots\/0\/path must match/,
  ],
  [
    'a logo that is no drawing',
    { files: { 'plugin.json': app({ info: info({ logos: { small: 'a.png', large: 'a.png' } }) }) } },
    /\/info\/logos\/small/,
  ],
  [
    'any Grafana',
    { files: { 'plugin.json': app({ dependencies: { grafanaDependency: '*', plugins: [] } }) } },
    /grafanaDependency must match/,
  ],
  [
    'a fault in the nested metadata',
    { files: { 'datasource/plugin.json': dataSource({ category: 'csirt' }) } },
    /^datasource\/plugin\.json \/category/,
  ],
  [
    'a nested plugin nobody tells of',
    { files: { 'plugin.json': app({ includes: [] }) } },
    /tell of 0 data sources; there are 1/,
  ],
  [
    'a nested plugin that is not there',
    { files: { 'datasource/plugin.json': null } },
    /tell of 1 data sources; there are 0/,
  ],
  [
    'another organisation',
    { files: { 'datasource/plugin.json': dataSource({ id: 'other-example-datasource' }) } },
    /not of the organisation/,
  ],
  [
    'another Grafana',
    {
      files: { 'datasource/plugin.json': dataSource({ dependencies: { grafanaDependency: '>=13.0.0', plugins: [] } }) },
    },
    /needs another Grafana/,
  ],
  [
    'a type that is not the id’s',
    { files: { 'datasource/plugin.json': dataSource({ type: 'app' }) } },
    /does not end with app/,
  ],
  [
    'no logo',
    { files: { 'datasource/img/logo.svg': null } },
    /^datasource\/plugin\.json names img\/logo\.svg, which is missing/,
  ],
  ['no screenshot file', { files: { 'img/overview.png': null } }, /^plugin\.json names img\/overview\.png/],
  [
    'no dashboard file',
    { files: { 'dashboards/overview.json': null } },
    /^plugin\.json names dashboards\/overview\.json/,
  ],
  [
    'no translation file',
    { files: { 'locales/en-US/csirt-example-app.json': null } },
    /^plugin\.json names locales\/en-US/,
  ],
  [
    'no screenshots at a release',
    { files: { 'plugin.json': app({ info: info({ screenshots: [] }) }) } },
    /names no screenshot/,
  ],
  [
    'a placeholder in metadata',
    { files: { 'plugin.json': app({ info: info({ version: '%VERSION%' }) }) } },
    /^plugin\.json has placeholders/,
  ],
  ['a placeholder in the readme', { files: { 'README.md': `# %PLUGIN_ID%\n` } }, /^README\.md has placeholders/],
  [
    'another version in metadata',
    { files: { 'datasource/plugin.json': dataSource({ info: info({ version: '1.2.4', screenshots: [] }) }) } },
    /^datasource\/plugin\.json has version 1\.2\.4/,
  ],
  [
    'another version in a package',
    {
      checked: {
        packages: new Map([
          ['package.json', '1.2.3'],
          ['query/package.json', '1.2.2'],
        ]),
      },
    },
    /^query\/package\.json has version 1\.2\.2/,
  ],
  [
    'a changelog without the version',
    { files: { 'CHANGELOG.md': '# Changelog\n\n## 1.2.30\n' } },
    /no heading of 1\.2\.3/,
  ],
  [
    'an unreleased version',
    { files: { 'CHANGELOG.md': '# Changelog\n\n## 1.2.3 (unreleased)\n' } },
    /calls 1\.2\.3 unreleased/,
  ],
  [
    'a link into the repository',
    { files: { 'CHANGELOG.md': '## 1.2.3\n\n[how](docs/counting.md)\n' } },
    /points to docs\/counting\.md/,
  ],
  ['an image that is not there', { files: { 'README.md': `# E\n\n<img src="img/a.png">\n` } }, /points to img\/a\.png/],
  ['a readme without requirements', { files: { 'README.md': `# Example\n\n${'Text. '.repeat(90)}` } }, /requirements/],
  ['a readme without title', { files: { 'README.md': 'Example' } }, /title/],
  ['the scaffold’s readme', { files: { 'README.md': `# Example\n\nMade by create-plugin.` } }, /is a template/],
  ['another licence', { files: { LICENSE: 'MIT' } }, /LICENSE is not the text/],
  [
    'a licence that the catalog refuses',
    { checked: { licence: 'UNLICENSED' } },
    /LICENSE is not the text of UNLICENSED/,
  ],
  ['a map that is none', { files: { 'module.js.map': '{}' } }, /^module\.js\.map is no map/],
  [
    'a map without sources',
    { files: { 'module.js.map': '{"sources":["webpack://a/./b.ts"]}' } },
    /has no sources in it/,
  ],
  [
    'a map of a home folder',
    { files: { 'module.js.map': map('webpack://csirt-example-app//home/someone/module.ts') } },
    /names webpack.*someone/,
  ],
  ['a map of a drive', { files: { 'module.js.map': map('C:\\someone\\module.ts') } }, /names C:/],
  [
    'our own output to the console',
    { files: { 'module.js.map': map('webpack://a/../query/b.ts', 'console.log(1)') } },
    /b\.ts writes to the console/,
  ],
  [
    'a colour in hexadecimal',
    { sources: { 'a.tsx': "css({ color: '#ff0000' })" } },
    /^a\.tsx has a colour of its own: '#ff0000/,
  ],
  ['a colour by function', { sources: { 'a.ts': 'const red = `rgba(255, 0, 0, 0.5)`;' } }, /^a\.ts has a colour/],
  ['a colour by name', { sources: { 'a.tsx': "css({ backgroundColor: 'white' })" } }, /^a\.tsx has a colour.*white/],
  ['a global style', { sources: { 'a.tsx': '<Global styles={{}} />' } }, /^a\.tsx has a global style/],
  ['a style of the page', { sources: { 'a.ts': "css({ 'body': {} })" } }, /^a\.ts has a global style/],
  ['an imported sheet', { sources: { 'a.ts': "import './a.css';" } }, /^a\.ts has a global style/],
  ['a style sheet', { sources: { 'a.scss': '' } }, /^a\.scss is a style sheet/],
];

test.each(cases)('refused: %s', (_, broken, fault) => {
  expect(faultsOf(packageWith(broken))).toContainEqual(expect.stringMatching(fault));
});

test('what packages write to the console, and what is only spoken of, is no fault', () => {
  const library = map('webpack://csirt-example-app/../node_modules/a/index.js', 'console.warn(1)');
  const comment = map(
    'webpack://csirt-example-app/./a.ts',
    '/** No console.log here. */\nrun(); // nor console.log there'
  );
  const files = { 'module.js.map': library, 'datasource/module.js.map': comment };
  expect(faultsOf(packageWith({ files }))).toEqual([]);
});

test('before a release the version may be unreleased, and pictures may be missing', () => {
  const files = { 'CHANGELOG.md': '## 1.2.3 (unreleased)\n', 'plugin.json': app({ info: info({ screenshots: [] }) }) };
  expect(faultsOf(packageWith({ files, checked: { isRelease: false } }))).toEqual([]);
});

test('the archive has one root folder, and everything in it as it was', () => {
  const contents = new Map([
    ['plugin.json', bytesOf(app())],
    ['datasource/img/logo.svg', bytesOf('ä')],
  ]);
  const packed = zipContents(zipOf(contents, 'csirt-example-app', new Date('2026-01-31T00:00:00')));
  expect([...packed.keys()]).toEqual(['csirt-example-app/plugin.json', 'csirt-example-app/datasource/img/logo.svg']);
  expect([...packed.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual([app(), 'ä']);
});

test('another root folder, or a file beside it, is refused', () => {
  const { packed } = packageWith();
  const beside = new Map([...packed, ['README.md', bytesOf('')]]);
  expect(faultsOf(packageWith({ checked: { packed: beside } }))).toContainEqual(expect.stringMatching(/^the root is/));
  expect(faultsOf(packageWith({ checked: { id: 'other-app' } }))).toContainEqual(expect.stringMatching(/^the root is/));
});

test('the same files give the same archive', () => {
  const contents = new Map([['plugin.json', bytesOf(app())]]);
  const pack = () => zipOf(contents, 'csirt-example-app', new Date('2026-01-31T00:00:00'));
  expect(pack()).toEqual(pack());
});
