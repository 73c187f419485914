import { commandLine } from '../../aggregator/src/cli.ts';
import { block } from './markdown.ts';

type Command = ReturnType<typeof commandLine>;

/** Columns: the width of a terminal must not decide what is in the repository. */
const width = 110;

/** The help of the program and of each of its commands, as it prints them. */
export function commandLineHelp(): string {
  const program = commandLine();
  return block(
    withSubcommands(program)
      .map((command) => `$ ${nameOf(command)} --help\n${helpOf(command)}`)
      .join('\n')
  );
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.filter((one) => one.name() !== 'help').flatMap(withSubcommands)];
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** Without the options that all commands have: they stand in the program's own help. */
function helpOf(command: Command): string {
  command.configureHelp({ ...command.configureHelp(), helpWidth: width, showGlobalOptions: false });
  return command.helpInformation();
}
