import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { BadInputError, ConfigurationError } from '../errors.ts';
import { type Line, splitLines, unpacked } from './lines.ts';

/** The name that stands for standard input. */
const standardInput = '-';

/** A ConfigurationError names every file that cannot be read. Called before anything is changed. */
export async function checkFiles(files: readonly string[]): Promise<void> {
  const faults = await Promise.all(files.filter((file) => file !== standardInput).map(faultOf));
  if (files.filter((file) => file === standardInput).length > 1) {
    faults.push('standard input (-) is named more than once');
  }
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0) {
    throw new ConfigurationError(`cannot read the input: ${found.join('; ')}`, { advice: 'Nothing was loaded.' });
  }
}

async function faultOf(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    await access(file, constants.R_OK);
    return found.isDirectory() ? `${file} is a folder` : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The lines of a file or of standard input, unpacked if need be. A damaged gzip file is a BadInputError. */
export async function* linesOf(file: string, stdin: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const source = file === standardInput ? stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
  try {
    yield* splitLines(unpacked(source));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) {
      throw new BadInputError(`${file}: damaged gzip data: ${message}`, { cause: error });
    }
    throw error;
  }
}
