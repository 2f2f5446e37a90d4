/** Measures one parser in this process and prints a JSON line: `node --expose-gc measure.ts SUBJECT PEERS [DIRECTORY]`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ParseResult, visit } from '../../../packages/parser/src/index.ts';
import { makeDockerfiles } from './made-up.ts';

export interface Measured {
  readonly filesPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Milliseconds per file. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Held by the results of all files, their texts not counted. */
  readonly heapMB: number;
  /** Milliseconds to import, and for the first file. */
  readonly importMs: number;
  readonly rounds: number;
}

type Parse = (text: string) => unknown;

const ROUNDS = 7;

const [subject = '', peers = '', directory] = process.argv.slice(2);
const texts = directory === undefined ? makeDockerfiles(4000) : readDirectory(directory);
const started = performance.now();
const parse = await load(subject, peers);
parse('FROM scratch\n');
const importMs = round(performance.now() - started, 1);
process.stdout.write(JSON.stringify({ ...measure(parse), heapMB: heapOf(parse), importMs, rounds: ROUNDS }));

function readDirectory(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'));
}

async function load(name: string, folder: string): Promise<Parse> {
  const require = createRequire(path.join(folder, 'package.json'));
  if (name.startsWith('strake')) {
    const strake = await import('../../../packages/parser/src/index.ts');
    return name === 'strake' ? strake.parse : (text) => readAll(strake, strake.parse(text));
  }
  if (name === 'docker-file-parser') {
    const peer = require('docker-file-parser') as { parse(text: string, options: object): unknown };
    return (text) => peer.parse(text, { includeComments: true });
  }
  interface PeerInstruction {
    getArguments(): unknown;
  }
  interface PeerParser {
    readonly DockerfileParser: { parse(text: string): { getInstructions(): readonly PeerInstruction[] } };
  }
  const { DockerfileParser } = require('dockerfile-ast') as PeerParser;
  if (name === 'dockerfile-ast') return (text) => DockerfileParser.parse(text);
  return (text) =>
    DockerfileParser.parse(text)
      .getInstructions()
      .map((instruction) => instruction.getArguments());
}

/** Reads every node and text of a result. */
function readAll(strake: { readonly visit: typeof visit }, result: ParseResult): ParseResult {
  let length = 0;
  strake.visit(result.ast, { enter: (node) => void (length += 'text' in node ? node.text.length : 0) });
  if (length < 0) throw new Error('a text of negative length');
  return result;
}

/** The best round: others' work on the machine only ever slows one down. */
function measure(parse: Parse): Omit<Measured, 'heapMB' | 'importMs' | 'rounds'> {
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  let best: { total: number; each: number[] } | undefined;
  for (let i = 0; i < ROUNDS; i++) {
    const each: number[] = [];
    const start = performance.now();
    for (const text of texts) {
      const before = performance.now();
      parse(text);
      each.push(performance.now() - before);
    }
    const total = performance.now() - start;
    if (best === undefined || total < best.total) best = { total, each };
  }
  const { total, each } = best ?? { total: 1, each: [] };
  each.sort((a, b) => a - b);
  const at = (share: number): number => round(each[Math.floor((each.length - 1) * share)] ?? 0, 4);
  return {
    filesPerSecond: Math.round((texts.length / total) * 1000),
    megabytesPerSecond: round(bytes / total / 1000, 1),
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  };
}

function heapOf(parse: Parse): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const results = texts.map((text) => parse(text));
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed;
  return results.length === 0 ? 0 : round((after - before) / 1e6, 1);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
