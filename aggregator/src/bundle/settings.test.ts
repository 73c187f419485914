import { readSettings, type Settings } from '../settings.ts';

function read(environment: Record<string, string>): Promise<Settings> {
  return readSettings({ file: undefined, environment });
}

test('numbers and switches come from the environment too', async () => {
  const settings = await read({
    STATS_PORTAL_BUNDLES_FOLDER: '/var/lib/stats-portal/bundles',
    STATS_PORTAL_BUNDLES_KEEP_DAYS: '7',
    STATS_PORTAL_PUSH_HOST: '2001:db8::1',
    STATS_PORTAL_PUSH_PORT: '2222',
    STATS_PORTAL_PUSH_IMPORT: 'false',
    STATS_PORTAL_PUSH_TOOL: 'sftp',
  });
  expect(settings.bundles).toEqual({ folder: '/var/lib/stats-portal/bundles', keepDays: 7 });
  expect(settings.push).toEqual({ host: '2001:db8::1', port: 2222, target: '.', tool: 'sftp', import: false });
});

test.each([
  ['STATS_PORTAL_PUSH_HOST', '-oProxyCommand=touch x'],
  ['STATS_PORTAL_PUSH_HOST', 'host;id'],
  ['STATS_PORTAL_PUSH_HOST', 'user@host'],
  ['STATS_PORTAL_PUSH_USER', '-l'],
  ['STATS_PORTAL_PUSH_USER', 'a b'],
  ['STATS_PORTAL_PUSH_KEY', '-key'],
  ['STATS_PORTAL_PUSH_KEY', 'key\nProxyCommand id'],
  ['STATS_PORTAL_PUSH_KNOWN_HOSTS', '-f'],
  ['STATS_PORTAL_PUSH_TARGET', '--delete'],
  ['STATS_PORTAL_PUSH_TARGET', 'a b'],
  ['STATS_PORTAL_PUSH_TARGET', '$(id)'],
  ['STATS_PORTAL_PUSH_PORT', '0'],
  ['STATS_PORTAL_PUSH_PORT', 'ssh'],
  ['STATS_PORTAL_PUSH_TOOL', 'nc'],
  ['STATS_PORTAL_PUSH_IMPORT', 'perhaps'],
  ['STATS_PORTAL_BUNDLES_FOLDER', '-rf'],
  ['STATS_PORTAL_BUNDLES_KEEP_DAYS', '-1'],
])('%s may not be %j', async (name, value) => {
  await expect(read({ [name]: value })).rejects.toMatchObject({ exitCode: 2 });
});
