import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { separateComplaint } from '../../src/runtime/own-complaint.ts';

const FORM = {
  starts: ['tool: no '],
  translate: (said: string) => (said.includes('file') ? 'words' : undefined),
};

interface Case {
  readonly name: string;
  readonly chunks: readonly string[];
  readonly code: number;
  readonly shown: string;
  readonly complaint?: string;
}

async function check({ chunks, code, shown, complaint }: Case): Promise<void> {
  const stderr = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const separated = separateComplaint(stderr, Promise.resolve(code), FORM);
  expect(await text(separated.readable)).toBe(shown);
  expect(await separated.complaint).toBe(complaint);
}

test.each<Case>([
  { name: 'a complaint', chunks: ['tool: no file\n'], code: 1, shown: '', complaint: 'words' },
  { name: 'in parts', chunks: ['to', 'ol: n', 'o file', '\n'], code: 1, shown: '', complaint: 'words' },
  { name: 'about something else', chunks: ['tool: no space\n'], code: 1, shown: 'tool: no space\n' },
  {
    name: 'a command that says the same, and goes on',
    chunks: ['tool: no file\n', 'x'],
    code: 1,
    shown: 'tool: no file\nx',
  },
  { name: 'a command that ends otherwise', chunks: ['tool: no file\n'], code: 0, shown: 'tool: no file\n' },
  { name: 'a command that begins alike', chunks: ['tool: ', 'now\n'], code: 1, shown: 'tool: now\n' },
  { name: 'a command that says nothing', chunks: [], code: 1, shown: '' },
  {
    name: 'one line without an end',
    chunks: ['tool: no ', 'x'.repeat(40_000)],
    code: 1,
    shown: `tool: no ${'x'.repeat(40_000)}`,
  },
])('$name', check);

test('what is no complaint is not kept until the end', async () => {
  const { promise } = Promise.withResolvers<number>();
  const stderr = new Readable({ read() {} });
  const { readable } = separateComplaint(stderr, promise, FORM);
  stderr.push('tool: on\n');
  for await (const chunk of readable) {
    expect(String(chunk)).toBe('tool: on\n');
    break;
  }
});
