import { ConfigurationError } from '../errors.ts';
import { readAccess } from '../operators/isolation/access.ts';
import { provisioningFiles, passwordVariable } from '../operators/provision/files.ts';
import { grafanaAt } from '../operators/provision/grafana.ts';
import { refuseMoves, type Tenant } from '../operators/provision/organisations.ts';
import { callInWords, callsFor, plan, settle } from '../operators/provision/provision.ts';
import { readRoles, writeFiles } from '../operators/provision/write.ts';
import { readConstituency } from '../operators/store.ts';
import type { Program } from '../program.ts';
import { hasPassword } from '../secrets.ts';
import { withConstituency } from './operators.ts';
import { readSecret, readVariable } from './secretOptions.ts';

interface Options {
  readonly grafana: string;
  readonly user: string;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
  readonly folder: string;
  readonly dryRun?: boolean;
}

/** `stats-portal operators provision`: an organisation of Grafana for each operator that has access, and its files. */
export async function operatorsProvisionCommand(program: Program, options: Options): Promise<void> {
  const { log, output } = program;
  const grafana = grafanaAt(addressOf(options.grafana), { user: options.user, password: await passwordOf(options) });
  await withConstituency(program, async (statsdb) => {
    const { operators } = await readConstituency(statsdb);
    const names = new Map(operators.map(({ key, name }) => [key, name]));
    const tenants = (await readAccess(statsdb)).flatMap(({ operator, id }): Tenant[] => {
      const name = names.get(operator);
      if (name === undefined) {
        log.warn(`the operator ${JSON.stringify(operator)} is not in the constituency any more: left out`);
        return [];
      }
      return [{ operator, name, id }];
    });
    if (tenants.length === 0) {
      throw new ConfigurationError('No operator has access to the statistics.', {
        advice: 'First: stats-portal operators grant',
      });
    }
    const planned = await plan(grafana, tenants);
    refuseMoves(planned.placed, await readRoles(options.folder));
    const calls = callsFor(planned);
    if (options.dryRun === true) {
      const shown = calls.map((call) => `${callInWords(call)}\n`);
      output.write(shown.length === 0 ? 'no call is needed\n' : shown.join(''));
      return;
    }
    const places = await settle(grafana, planned, (what) => {
      log.info(what);
    });
    const written = await writeFiles(options.folder, provisioningFiles(places));
    output.write(
      places.map(({ operator, id, organisation }) => `${operator}\t${organisation}\t${passwordVariable(id)}\n`).join('')
    );
    log.info(
      { calls: calls.length, written },
      written.length === 0
        ? `${places.length} organisations, ${calls.length} calls; the files were right already`
        : `${places.length} organisations, ${calls.length} calls; restart Grafana with the variables above: it reads ${written.join(', ')}`
    );
  });
}

function addressOf(address: string): string {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw new ConfigurationError('--grafana is an address such as https://grafana.example.org.');
  }
  const { username, search, hash } = new URL(address);
  if (hasPassword(address) || username !== '') {
    throw new ConfigurationError('Everybody on this machine could read a password on the command line.', {
      advice: 'Give the user by --user, the password by --password-file or --password-env.',
    });
  }
  if (search !== '' || hash !== '') {
    throw new ConfigurationError('--grafana is the address of Grafana itself, without ? and #.');
  }
  return address;
}

async function passwordOf({ passwordFile, passwordEnv }: Options): Promise<string> {
  const text = passwordFile === undefined ? readVariable(passwordEnv) : await readSecret(passwordFile);
  const password = text?.replace(/\r?\n$/, '') ?? '';
  if (password === '' || /[\r\n]/.test(password)) {
    throw new ConfigurationError('The password of a server administrator of Grafana is needed, on one line.', {
      advice: 'By --password-file or --password-env.',
    });
  }
  return password;
}
