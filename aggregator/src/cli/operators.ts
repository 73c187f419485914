import { Option, type Command } from 'commander';
import { operatorsListCommand, operatorsShowCommand } from '../commands/operators.ts';
import { operatorsAuditCommand } from '../commands/operatorsAudit.ts';
import { operatorsGrantCommand } from '../commands/operatorsGrant.ts';
import { operatorsDiffCommand, operatorsImportCommand } from '../commands/operatorsImport.ts';
import { operatorsProvisionCommand } from '../commands/operatorsProvision.ts';
import { operatorsRevokeCommand } from '../commands/operatorsRevoke.ts';
import { several, type Declare } from './declare.ts';

/** `stats-portal operators …` */
export function declareOperators(command: Declare, cli: Command): void {
  const operators = cli
    .command('operators')
    .description('the constituency: which networks and ASNs are whose')
    .exitOverride();
  command('import [file]', 'take it from a CSV file or a contact database', operatorsImportCommand, operators)
    .option('--contactdb [url]', "IntelMQ's contact database, without a password (default: contactdb.url)")
    .option('--primary <object=operator>', 'whose an ASN or network is that several name; may be repeated', several)
    .option('--dry-run', 'only say what would change');
  command('diff [file]', 'what an import would change', operatorsDiffCommand, operators)
    .option('--contactdb [url]', "IntelMQ's contact database, without a password (default: contactdb.url)")
    .option('--primary <object=operator>', 'whose an ASN or network is that several name; may be repeated', several)
    .option('--json', 'as JSON');
  command('list', 'the operators, and what several of them name', operatorsListCommand, operators).option(
    '--json',
    'as JSON'
  );
  command('show <operator>', 'its networks and ASNs, and since when', operatorsShowCommand, operators).option(
    '--json',
    'as JSON'
  );
  command(
    'grant [operator...]',
    'give operators a role of their own, which sees their numbers only; again: repair it',
    operatorsGrantCommand,
    operators
  )
    .option('--all', 'all operators of the constituency')
    .option('--url <url>', 'as a role that may make roles (default: statsdb.url)')
    .addOption(
      new Option(
        '--password-file <file>',
        "the password, or for several a line each: the operator's key, a tab, the password"
      ).conflicts(['passwordEnv', 'certificate'])
    )
    .addOption(new Option('--password-env <name>', 'environment variable with the password').conflicts('certificate'))
    .option('--certificate', 'no password: the server asks for a certificate')
    .option('--least-operators <n>', 'show national numbers of days on which so many operators have some (default: 5)')
    .option('--least-events <n>', 'and the others so many events, without the largest of them (default: 10)');
  command('revoke <operator>', 'take role, views and rights away', operatorsRevokeCommand, operators).option(
    '--url <url>',
    'as a role that may drop roles (default: statsdb.url)'
  );
  command(
    'audit [operator...]',
    'what the role of each operator can see, with some rows as it sees them',
    operatorsAuditCommand,
    operators
  )
    .option('--rows <n>', 'so many rows of each relation', '3')
    .option('--url <url>', 'as a superuser, who becomes each role (default: statsdb.url)')
    .option('--json', 'as JSON');
  command(
    'provision',
    "make an organisation of Grafana for each operator with access, and write Grafana's files for them",
    operatorsProvisionCommand,
    operators
  )
    .requiredOption('--grafana <url>', 'address of Grafana')
    .option('--user <name>', 'a server administrator of Grafana: these calls take no token', 'admin')
    .addOption(new Option('--password-file <file>', 'file with its password').conflicts('passwordEnv'))
    .option('--password-env <name>', 'environment variable with its password')
    .requiredOption('--folder <folder>', "Grafana's folder for provisioning, such as /etc/grafana/provisioning")
    .option('--dry-run', 'only print the calls that would change something');
}
