/**
 * A second process on an embedded database: opens the folder given, commits one row after the other and prints the
 * number of each once it is committed, until it is killed.
 */
async function main(folder) {
  const { openEmbedded } = await import('../../aggregator/src/database/embedded.ts');
  const database = await openEmbedded(folder);
  await database.execute('CREATE TABLE IF NOT EXISTS numbers (number integer NOT NULL)');
  for (let number = 1; ; number++) {
    await database.query('INSERT INTO numbers VALUES ($1)', [number]);
    process.stdout.write(`${number}\n`);
  }
}

void main(process.argv[2]);
