import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lineTable } from '@strake/core';
import { type Finding, type LintConfig, type ShellText, shellTexts, withoutSilenced } from '@strake/lint';
import { parse } from '@strake/parser';

/** Asks ShellCheck about every RUN of a text. */
export type CheckShell = (text: string, config: LintConfig, signal: AbortSignal) => Promise<readonly Finding[]>;

interface Comment {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly code: number;
  readonly message: string;
}

/** Scripts whose findings are remembered: an editor asks about a file again after each change. */
const REMEMBERED = 200;

/** As many run at a time. */
const PROCESSES = 4;

// What makes no sense for a text that is not a file of its own.
const EXCLUDED = 'SC2187,SC1090,SC1091,SC2148';

/** Output of more characters, of a text that is hardly shell, is not read. */
const OUTPUT_LIMIT = 10_000_000;
const SHELLS = ['sh', 'bash', 'dash', 'ksh', 'ash', 'busybox'];

/** Undefined where `shellcheck` is not on the PATH. */
export function shellcheckOf(env: NodeJS.ProcessEnv): CheckShell | undefined {
  const program = (env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'shellcheck'))
    .find((path) => existsSync(path));
  if (program === undefined) return undefined;
  const known = new Map<string, readonly Comment[]>();
  const comments = async (script: ShellText, signal: AbortSignal): Promise<readonly Comment[]> => {
    const input = `${prelude(script)}${script.text}\n`;
    const last = known.get(input);
    const answer = last ?? (await ask(program, input, env, signal));
    known.delete(input);
    known.set(input, answer);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    return answer;
  };
  return async (text, config, signal) => {
    const result = parse(text);
    const scripts = shellTexts(result).filter(({ shell }) => SHELLS.includes(shell));
    const found: Finding[][] = scripts.map(() => []);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < scripts.length; i = next++) {
        const script = scripts[i];
        if (script !== undefined) found[i] = [...toFindings(script, await comments(script, signal), text)];
      }
    };
    await Promise.all(Array.from({ length: PROCESSES }, work));
    return withoutSilenced(result, config, found.flat());
  };
}

/** Lines before the script: they name the shell and the variables that are set. */
function prelude({ shell, variables }: ShellText): string {
  const names = variables.filter((name) => /^[A-Za-z_]\w*$/.test(name));
  const exports = names.map((name) => `export ${name}=1\n`).join('');
  return `#!/bin/${shell === 'ash' || shell === 'busybox' ? 'sh' : shell}\n${exports}`;
}

function ask(program: string, input: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<readonly Comment[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Comment[]>();
  const child = spawn(program, ['--format=json1', '--norc', `--exclude=${EXCLUDED}`, '-'], {
    env,
    signal,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (output.length < OUTPUT_LIMIT) output += chunk;
  });
  child.on('error', reject);
  child.stdin.on('error', () => undefined);
  child.on('close', () => resolve(commentsOf(output)));
  child.stdin.end(input);
  return promise;
}

function commentsOf(output: string): readonly Comment[] {
  try {
    return (JSON.parse(output) as { readonly comments: readonly Comment[] }).comments;
  } catch {
    return [];
  }
}

function toFindings(script: ShellText, comments: readonly Comment[], source: string): readonly Finding[] {
  const before = prelude(script).split('\n').length - 1;
  const inner = lineTable(script.text);
  const outer = lineTable(source);
  const offset = (line: number, column: number): number => {
    const start = inner.lineStart(line - before - 1);
    return script.at(Math.min(start + column - 1, Math.max(script.text.length - 1, 0)));
  };
  return comments.flatMap((comment): Finding[] => {
    const rule = `SC${comment.code}`;
    if (comment.line <= before) return [];
    const start = offset(comment.line, comment.column);
    const end = Math.max(start + 1, offset(comment.endLine, comment.endColumn));
    return [
      {
        rule,
        aliases: [],
        severity: comment.level === 'style' ? 'hint' : comment.level,
        message: comment.message,
        range: outer.rangeOf({ start: script.top.start, end: script.top.end }),
        focus: outer.rangeOf({ start, end }),
        url: `https://www.shellcheck.net/wiki/${rule}`,
        fixable: false,
      },
    ];
  });
}
