/** A session of an editor with `strake lsp` in a process of its own: what its user waits for after each key. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import { startLsp } from '../../e2e/support/lsp-client.ts';

const STRAKE = join(import.meta.dirname, '../../../packages/strake/bin/strake.js');
const URI = 'file:///project/Dockerfile';

interface Press {
  readonly line: number;
  readonly character: number;
  readonly lines: number;
}

/** What an editor asks at once after a key press. */
const ASKED: Readonly<Record<string, (press: Press) => object>> = {
  'textDocument/completion': ({ line, character }) => ({ position: { line, character } }),
  'textDocument/signatureHelp': ({ line, character }) => ({ position: { line, character } }),
  'textDocument/diagnostic': () => ({}),
  'textDocument/semanticTokens/full': () => ({}),
  'textDocument/codeAction': ({ line, character }) => ({
    range: { start: { line, character }, end: { line, character } },
    context: { diagnostics: [] },
  }),
  'textDocument/inlayHint': ({ lines }) => ({ range: whole(lines) }),
  'textDocument/codeLens': () => ({}),
  'textDocument/documentLink': () => ({}),
  'textDocument/foldingRange': () => ({}),
  'textDocument/documentSymbol': () => ({}),
  'textDocument/documentHighlight': ({ line, character }) => ({ position: { line, character } }),
  'textDocument/linkedEditingRange': ({ line, character }) => ({ position: { line, character } }),
  'textDocument/hover': ({ line, character }) => ({ position: { line, character } }),
};

/** Types a character, and takes it back in the next round. */
export async function measureSession(text: string, rounds: number): Promise<Readonly<Record<string, object>>> {
  await using client = await startLsp([process.execPath, STRAKE, 'lsp'], {
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { codeLens: true },
  });
  // What a user takes to look at the file that was opened.
  await setTimeout(1000);
  await client.open(URI, text);
  const lines = text.split('\n');
  const alone = new Map<string, number[]>();
  const together = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    const line = (round * 7919) % lines.length;
    const press = { line, character: Math.floor((lines[line]?.length ?? 0) / 2), lines: lines.length };
    const times = round % 2 === 0 ? together : alone;
    await change(client.connection, press, 2 * round + 2, 'x');
    if (times === together)
      await Promise.all(Object.keys(ASKED).map((name) => ask(client.connection, name, press, times)));
    // One request a key press: each is the first to see the new text.
    else await ask(client.connection, Object.keys(ASKED)[round % Object.keys(ASKED).length] ?? '', press, times);
    await change(client.connection, press, 2 * round + 3, '');
  }
  const row = (name: string): [string, object] => [
    name.replace('textDocument/', ''),
    { ...spread('first to ask', alone.get(name) ?? []), ...spread('all at once', together.get(name) ?? []) },
  ];
  const every = {
    ...spread('first to ask', [...alone.values()].flat()),
    ...spread('all at once', [...together.values()].flat()),
  };
  return { ...Object.fromEntries(Object.keys(ASKED).map(row)), 'all of them': every };
}

async function change(
  connection: ProtocolConnection,
  { line, character }: Press,
  version: number,
  text: string,
): Promise<void> {
  const end = { line, character: character + (text === '' ? 1 : 0) };
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: URI, version },
    contentChanges: [{ range: { start: { line, character }, end }, text }],
  });
}

async function ask(
  connection: ProtocolConnection,
  method: string,
  press: Press,
  times: Map<string, number[]>,
): Promise<void> {
  const params = ASKED[method]?.(press);
  const start = performance.now();
  await connection.sendRequest(method, { textDocument: { uri: URI }, ...params });
  const taken = performance.now() - start;
  const known = times.get(method);
  if (known === undefined) times.set(method, [taken]);
  else known.push(taken);
}

function whole(lines: number): object {
  return { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
}

function spread(name: string, times: readonly number[]): object {
  return { [`${name}, p50`]: at(times, 0.5), [`${name}, p99`]: at(times, 0.99), [`${name}, most`]: at(times, 1) };
}

/** Milliseconds that a share of the requests stays below. */
export function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2));
}
