import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { operatorsListCommand, operatorsShowCommand } from '../aggregator/src/commands/operators.ts';
import { operatorsDiffCommand, operatorsImportCommand } from '../aggregator/src/commands/operatorsImport.ts';
import { connect } from '../aggregator/src/database/connect.ts';
import { contactTables } from '../aggregator/src/operators/contactdb.fixture.ts';
import type { Program } from '../aggregator/src/program.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { atEnd, describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';
import { testSettings } from './portal.ts';
import { runProgram } from './program.ts';

const file = `operator,name,asn,cidr,contact,addresses
carrier,Carrier,AS64496,198.51.100.0/24,noc@example.org,
carrier,,64497,,,65536
customer,,64497,198.51.100.64/26,someone@example.org,`;

/** Collects what a stream is written. */
function collector(): { stream: Writable; take: () => string } {
  let text = '';
  return {
    stream: new Writable({
      write(some: Buffer, _, done) {
        text += String(some);
        done();
      },
    }),
    take() {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

describePostgres('The command operators', () => {
  let url: string;
  let program: Program;
  let folder: string;
  const output = collector();
  const log = collector();

  beforeEach(async () => {
    url = await postgresUrl();
    folder = await temporaryFolder();
    const statsdb = await connect(url);
    atEnd(() => statsdb.close());
    await migrate(statsdb, { zone: 'UTC', rezone: false });
    program = {
      settings: await testSettings({ STATS_PORTAL_STATSDB_URL: url }),
      log: pino(log.stream),
      output: output.stream,
      isTerminal: false,
      now: new Date('2026-02-10T04:00:00Z'),
    };
    output.take();
    log.take();
  });

  const write = async (text: string): Promise<string> => {
    const path = join(folder, 'constituency.csv');
    await writeFile(path, text);
    return path;
  };
  const list = async (): Promise<string[]> => {
    await operatorsListCommand(program, { json: true });
    const { operators } = JSON.parse(output.take()) as { operators: Array<{ operator: string; name: string }> };
    return operators.map(({ operator, name }) => `${operator}: ${name}`);
  };

  test('imports a file, and shows whose what is', async () => {
    await operatorsImportCommand(program, await write(file), {});
    const said = log.take();
    expect(said).toContain('2 operators, 3 ASNs, 2 networks');
    expect(said).toContain('not read, and not stored: contact');
    expect(said).toContain(String.raw`AS64497 is named for \"carrier\", \"customer\": its events are nobody's`);
    expect(said).not.toContain('example.org');

    await operatorsListCommand(program, {});
    expect(output.take()).toMatch(
      /carrier +Carrier +2 +1 +192 +1 *\n.*customer +customer +1 +1 +64 +1 *\nAS64497 is named/
    );
    await operatorsShowCommand(program, 'carrier', {});
    expect(output.take()).toBe(`Carrier (carrier), since 2026-02-10T04:00:00Z

AS64496, since 2026-02-10T04:00:00Z
AS64497, 65,536 addresses, named for "customer" too: its events are nobody's, since 2026-02-10T04:00:00Z
198.51.100.0/24, since 2026-02-10T04:00:00Z

assigned to it: events whose longest network around the address is its own, or else whose ASN is its own
  its networks have 192 IPv4 addresses, without those of others within them
  not 198.51.100.64/26 within 198.51.100.0/24: that is of "customer"
routed by it: events in its ASNs, whoever they are assigned to
`);
    await operatorsShowCommand(program, 'customer', { json: true });
    expect(JSON.parse(output.take())).toMatchObject({
      operator: 'customer',
      objects: [
        { object: 'AS64497', sharedWith: ['carrier'], owner: null },
        { object: '198.51.100.64/26', sharedWith: [], owner: 'customer' },
      ],
      customers: [],
      providers: [{ network: '198.51.100.64/26', otherNetwork: '198.51.100.0/24', otherOperator: 'carrier' }],
    });
    await expect(operatorsShowCommand(program, 'nobody', {})).rejects.toMatchObject({ exitCode: 2 });
  });

  test('says what an import would change, and changes nothing', async () => {
    await operatorsDiffCommand(program, await write(file), {});
    expect(output.take()).toContain('+ AS64496 of "carrier"\n');
    expect(await list()).toEqual([]);
    await operatorsImportCommand(program, await write(file), {});
    await operatorsDiffCommand(program, await write(file), {});
    expect(output.take()).toBe('nothing changes\n');

    const other = await write(file.replace('198.51.100.64/26', '203.0.113.0/24').replace('Carrier', 'Carrier Ltd'));
    const words = `- operator "carrier", called "Carrier"
+ operator "carrier", called "Carrier Ltd"
- 198.51.100.64/26 of "customer"
+ 203.0.113.0/24 of "customer"
events of some addresses become those of another operator
`;
    await operatorsDiffCommand(program, other, {});
    expect(output.take()).toBe(words);
    await operatorsImportCommand(program, other, { dryRun: true });
    expect(output.take()).toBe(words);
    await operatorsDiffCommand(program, other, { json: true });
    expect(JSON.parse(output.take())).toMatchObject({
      networks: {
        ended: [{ operator: 'customer', network: '198.51.100.64/26' }],
        begun: [{ operator: 'customer', network: '203.0.113.0/24' }],
      },
      changesAttribution: true,
    });
    expect(await list()).toEqual(['carrier: Carrier', 'customer: customer']);
  });

  test('stores nothing of a file with a fault, and ends with 65', async () => {
    await operatorsImportCommand(program, await write(file), {});
    const path = await write(`${file}\nthird,,64499,192.0.2.1/24,,\nfourth,,,198.51.100.0/24,,`);
    await expect(operatorsImportCommand(program, path, {})).rejects.toMatchObject({
      exitCode: 65,
      message: `${path} has 2 faults; nothing was stored.
  ${path}:5: 192.0.2.1/24 is an address in the network 192.0.2.0/24: write the network
  ${path}:6: 198.51.100.0/24 is of "carrier" in line 2`,
    });
    expect(await list()).toEqual(['carrier: Carrier', 'customer: customer']);
    const many = await write(`operator,asn\n${'a,x\n'.repeat(1000)}`);
    await expect(operatorsImportCommand(program, many, {})).rejects.toThrow('and 950 more');
    await expect(operatorsImportCommand(program, join(folder, 'nothing'), {})).rejects.toMatchObject({ exitCode: 2 });
  });

  test('lets the primary operator be said', async () => {
    const path = await write(file);
    await operatorsImportCommand(program, path, { primary: ['AS64497=customer'] });
    await operatorsListCommand(program, {});
    expect(output.take()).toContain('its events are those of "customer", the primary one');
    for (const primary of ['AS64496=customer', 'AS64499=customer', 'customer', 'AS64497=', '198.51.100.0=carrier']) {
      await expect(operatorsImportCommand(program, path, { primary: [primary] })).rejects.toMatchObject({
        exitCode: 2,
      });
    }
    const both = ['AS64497=customer', '64497=carrier'];
    await expect(operatorsImportCommand(program, path, { primary: both })).rejects.toThrow('two operators');
  });

  test('imports the contact database', async () => {
    const contactUrl = await postgresUrl();
    const contactdb = await connect(contactUrl);
    atEnd(() => contactdb.close());
    await contactdb.execute(contactTables);
    await expect(operatorsImportCommand(program, undefined, { contactdb: contactUrl })).rejects.toMatchObject({
      exitCode: 2,
    });
    await contactdb.execute(`
      INSERT INTO organisation VALUES (1, 'Alpha', 'ORG-A1'), (2, 'Beta', '');
      INSERT INTO organisation_to_asn VALUES (1, 64496);
      INSERT INTO network VALUES (1, '192.0.2.0/24'), (2, '192.0.2.0/24');
      INSERT INTO organisation_to_network VALUES (1, 1), (2, 2)`);
    await operatorsImportCommand(program, undefined, { contactdb: contactUrl });
    expect(log.take()).toContain('192.0.2.0/24 is named for');
    expect(await list()).toEqual(['ORG-A1: Alpha', 'organisation-2: Beta']);
    const settings = await testSettings({ STATS_PORTAL_STATSDB_URL: url, STATS_PORTAL_CONTACTDB_URL: contactUrl });
    const options = { contactdb: true, primary: ['192.0.2.0/24=organisation-2'] } as const;
    await operatorsDiffCommand({ ...program, settings }, undefined, options);
    expect(output.take()).toBe(`- 192.0.2.0/24 of "organisation-2"
+ 192.0.2.0/24 of "organisation-2", primarily
events of some addresses become those of another operator
`);
  });

  test('takes one source, and no password that every user could read', async () => {
    for (const options of [{}, { contactdb: true } as const, { contactdb: 'postgres://a:secret@db.example.org/x' }]) {
      const refused = operatorsImportCommand(program, undefined, options);
      await expect(refused).rejects.toMatchObject({ exitCode: 2 });
      await expect(refused).rejects.not.toThrow('secret');
    }
    const both = operatorsImportCommand(program, await write(file), { contactdb: url });
    await expect(both).rejects.toMatchObject({ exitCode: 2 });
  });

  test('two imports at once follow one another', async () => {
    const other = file.replaceAll('customer', 'other');
    const paths = await Promise.all(
      [file, other].map(async (text, number) => {
        const path = join(folder, `${number}.csv`);
        await writeFile(path, text);
        return path;
      })
    );
    await Promise.all([...paths, ...paths].map((path) => operatorsImportCommand(program, path, {})));
    expect(['customer: customer', 'other: other']).toContain((await list())[1]);
  });

  test('is started from the command line', async () => {
    const environment = { STATS_PORTAL_STATSDB_URL: url };
    const imported = await runProgram(['operators', 'import', await write(file)], environment);
    expect(imported).toMatchObject({ code: 0, out: '' });
    const shown = await runProgram(['operators', 'show', 'carrier', '--json'], environment);
    expect(JSON.parse(shown.out)).toMatchObject({ operator: 'carrier', name: 'Carrier' });
    expect((await runProgram(['operators', 'import', '--primary'], environment)).code).toBe(2);
  });
});
