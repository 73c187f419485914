import { Option, type Command } from 'commander';
import { formats } from '../answer/table.ts';
import type { Program } from '../program.ts';

/** Declares a command: its name and arguments, what it is for, what it does, and below which other one it stands. */
export type Declare = (
  name: string,
  description: string,
  action: (program: Program, ...args: never[]) => Promise<void>,
  parent?: Command
) => Command;

export const format = (): Option =>
  new Option('--format <format>', 'form of the answer').choices(formats).default('table');

/** Of an option that may be repeated. */
export const several = (value: string, before: readonly string[] = []): string[] => [...before, value];
