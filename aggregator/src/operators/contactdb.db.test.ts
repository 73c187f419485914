import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachDatabase } from '../../../test/environment/index.ts';
import type { Database } from '../database/database.ts';
import { contactGrants, contactTables } from './contactdb.fixture.ts';
import { readContactDatabase } from './contactdb.ts';

/** A contact database with these organisations, read with no other rights than those that the docs ask for. */
async function contacts(database: Database, rows: string): Promise<void> {
  await database.execute(`${contactTables}\n${rows}`);
  await database.execute(`
    DO $$ BEGIN CREATE ROLE stats_portal; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    GRANT USAGE ON SCHEMA public TO stats_portal;
    ${contactGrants}
    SET ROLE stats_portal`);
}

const automatic = `'ripe', '2026-02-01'`;

eachDatabase('The contact database', (open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  const read = async (): Promise<{ operators: string[]; claims: string[]; notes: readonly string[] }> => {
    const { constituency, notes } = await readContactDatabase(database);
    return {
      operators: constituency.operators.map(({ key, name }) => `${key}: ${name}`),
      claims: [
        ...constituency.asns.map(({ operator, asn }) => `AS${asn} ${operator}`),
        ...constituency.networks.map(({ operator, network }) => `${network} ${operator}`),
      ],
      notes,
    };
  };

  test('gives organisations with their ASNs and networks, and nothing of their contacts', async () => {
    await contacts(
      database,
      `INSERT INTO organisation VALUES (1, 'Alpha', ''), (2, E' Beta\\n Ltd ', 'org-b1-ripe'), (3, 'Idle', '');
       INSERT INTO organisation_automatic VALUES (7, 'Gamma', 'ORG-C1-RIPE', '', ${automatic}), (8, 'Nameless', '', '', ${automatic});
       INSERT INTO contact VALUES (1, 'someone@example.org', 1);
       INSERT INTO organisation_to_asn VALUES (1, 64496), (1, 4294967295);
       INSERT INTO organisation_to_asn_automatic VALUES (7, 64497, ${automatic});
       INSERT INTO network VALUES (1, '192.0.2.0/24'), (2, '2001:db8::/32');
       INSERT INTO network_automatic VALUES (1, '203.0.113.0/24', '', ${automatic});
       INSERT INTO organisation_to_network VALUES (2, 1), (2, 2);
       INSERT INTO organisation_to_network_automatic VALUES (8, 1, ${automatic});`
    );
    expect(await read()).toEqual({
      operators: [
        'ORG-B1-RIPE: Beta Ltd',
        'ORG-C1-RIPE: Gamma',
        'organisation-1: Alpha',
        'organisation_automatic-8: Nameless',
      ],
      claims: [
        'AS64496 organisation-1',
        'AS64497 ORG-C1-RIPE',
        'AS4294967295 organisation-1',
        '192.0.2.0/24 ORG-B1-RIPE',
        '2001:db8::/32 ORG-B1-RIPE',
        '203.0.113.0/24 organisation_automatic-8',
      ],
      notes: ['1 organisations have neither an ASN nor a network of their own: they are no operators'],
    });
  });

  test('says what is kept by hand, where automatic organisations say otherwise', async () => {
    await contacts(
      database,
      `INSERT INTO organisation VALUES (1, 'Alpha by hand', 'ORG-A1-RIPE');
       INSERT INTO organisation_automatic VALUES (1, 'Alpha', 'ORG-A1-RIPE', '', ${automatic}), (2, 'Beta', 'ORG-B1-RIPE', '', ${automatic});
       INSERT INTO organisation_to_asn VALUES (1, 64496);
       INSERT INTO organisation_to_asn_automatic VALUES (2, 64496, ${automatic}), (1, 64497, ${automatic});
       INSERT INTO network VALUES (1, '192.0.2.0/24');
       INSERT INTO network_automatic VALUES (5, '192.0.2.0/24', '', ${automatic}), (6, '192.0.2.0/25', '', ${automatic});
       INSERT INTO organisation_to_network VALUES (1, 1);
       INSERT INTO organisation_to_network_automatic VALUES (2, 5, ${automatic}), (2, 6, ${automatic});`
    );
    expect(await read()).toEqual({
      operators: ['ORG-A1-RIPE: Alpha by hand', 'ORG-B1-RIPE: Beta'],
      claims: ['AS64496 ORG-A1-RIPE', 'AS64497 ORG-A1-RIPE', '192.0.2.0/24 ORG-A1-RIPE', '192.0.2.0/25 ORG-B1-RIPE'],
      notes: ['2 ASNs and networks are kept by hand: automatic organisations do not get them'],
    });
  });

  test('may have conflicts, which stay, and nonsense, which is told', async () => {
    await contacts(
      database,
      `INSERT INTO organisation VALUES (1, 'Alpha', ''), (2, 'Beta', 'ORG-B1'), (3, 'Beta again', 'ORG-B1');
       INSERT INTO organisation_to_asn VALUES (1, 64496), (2, 64496), (1, 0), (3, 64497);
       INSERT INTO network VALUES (1, '192.0.2.0/24'), (2, '192.0.2.0/24'), (3, '0.0.0.0/0');
       INSERT INTO organisation_to_network VALUES (1, 1), (2, 2), (2, 3);`
    );
    expect(await read()).toEqual({
      operators: ['ORG-B1: Beta', 'organisation-1: Alpha'],
      claims: [
        'AS64496 ORG-B1',
        'AS64496 organisation-1',
        'AS64497 ORG-B1',
        '192.0.2.0/24 ORG-B1',
        '192.0.2.0/24 organisation-1',
      ],
      notes: [
        '2 organisations have the handle ORG-B1: they are one operator',
        'left out: "0" is not an ASN: a number from 1 to 4294967295',
        "left out: 0.0.0.0/0 is no operator's network",
      ],
    });
  });
});

test('The docs ask for exactly the rights that reading needs', async () => {
  const docs = await readFile(join(__dirname, '../../../docs/operators.md'), 'utf8');
  for (const grant of contactGrants.trim().split('\n')) {
    expect(docs).toContain(grant.trim());
  }
});
