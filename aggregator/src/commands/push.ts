import { requiredFolder } from '../bundle/folder.ts';
import { push } from '../bundle/push.ts';
import { targetName } from '../bundle/ssh/arguments.ts';
import { requiredDestination } from '../bundle/ssh/destination.ts';
import { withDatabases, type Program } from '../program.ts';

/** `stats-portal push`: sends the bundles that wait, over ssh, and has them imported there. */
export async function pushCommand(program: Program): Promise<void> {
  const { settings, log, now } = program;
  const destination = requiredDestination(settings);
  const folder = await requiredFolder(settings);
  const result = await withDatabases(settings, ['statsdb'], ({ statsdb }) =>
    push({ statsdb, destination, folder, now, log })
  );
  const unknown = result.waiting === 0 ? '' : `, ${result.waiting} not known to have been imported`;
  log.info(result, `sent ${result.sent} bundles to ${targetName(destination)}${unknown}`);
}
