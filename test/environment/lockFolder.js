/** One of several processes that want the same folder: asks for its lock on the first line of input, keeps it until the end of input. */
async function main(folder) {
  const { lockFolder } = await import('../../aggregator/src/database/folder-lock.ts');
  process.stdout.write('ready\n');
  process.stdin.once('data', () => {
    lockFolder(folder).then(
      () => process.stdout.write('locked\n'),
      (error) => process.stdout.write(`${error.name}\n`)
    );
  });
}

void main(process.argv[2]);
