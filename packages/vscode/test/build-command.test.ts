import { expect, test } from 'vitest';
import { buildCommand } from '../src/build-command.ts';

const check = (file: string, stage: string, platform: string, command: string): void => {
  expect(buildCommand(file, stage, platform)).toBe(command);
};

test.each([
  ['plain', '/p/Dockerfile', 'base', 'linux', 'strake build --target base --file /p/Dockerfile /p'],
  ['at the root', '/Dockerfile', 'b', 'linux', 'strake build --target b --file /Dockerfile /'],
  ['with blanks', '/my p/Dockerfile', 'b', 'darwin', "strake build --target b --file '/my p/Dockerfile' '/my p'"],
  ['with quotes', "/a'$(id)/D", 'b', 'linux', String.raw`strake build --target b --file '/a'\''$(id)/D' '/a'\''$(id)'`],
  ['with a line break', '/a\nid/D', 'b', 'linux', "strake build --target b --file '/aid/D' '/aid'"],
  [
    'on Windows',
    String.raw`C:\it's\D`,
    'b',
    'win32',
    String.raw`strake build --target b --file 'C:\it''s\D' 'C:\it''s'`,
  ],
])('builds a file %s', (_name, file, stage, platform, command) => check(file, stage, platform, command));
