import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { type ContextVerdict, explainContext, listContext } from '../../context/list-context.ts';
import type { ContextMetadata } from '../../input/context-input.ts';
import { registryOptions } from '../../input/registry-options.ts';
import { warnOn } from '../render/warnings.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { CommandSpec, ParsedOptions } from '../options/spec.ts';
import { renderContext, renderVerdict, verdictReport } from '../render/context-list.ts';
import { UsageError } from '../usage-error.ts';
import { METADATA_FLAG, placeOf } from './context-flags.ts';

const spec: CommandSpec = {
  name: 'context',
  summary: 'Show what goes into a build context, and which rule decided.',
  usage: 'ls [OPTIONS] [PATH | URL]',
  positionals: { min: 1, max: 2, verbs: ['ls'], completes: 'directory' },
  flags: [
    {
      name: 'file',
      short: 'f',
      type: 'string',
      value: 'FILE',
      help: 'Dockerfile, whose FILE.dockerignore counts if there is one',
      completes: 'file',
    },
    {
      name: 'why',
      type: 'list',
      value: 'PATH',
      help: 'Say which rule of which ignore file decides on PATH, and whether it is there; repeat it for several',
    },
    METADATA_FLAG,
    { name: 'sizes', type: 'boolean', help: 'Show bytes, the largest first' },
    { name: 'json', type: 'boolean', help: 'Print JSON' },
    { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
  ],
  examples: [
    { command: 'strake context ls', does: 'List what a build of this directory could copy' },
    { command: 'strake context ls --sizes . | head', does: 'Find what makes the context large' },
    { command: 'strake context ls --why src/debug.log', does: 'Say why a file is in the context or not' },
  ],
};

export const contextCommand: Command = { spec, run };

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal, cwd, env, signal } = context;
  const [verb, path = '.'] = options.positionals;
  if (verb !== 'ls') throw new UsageError(`strake context has no command ${JSON.stringify(verb)}`, 'strake context ls');
  const place = placeOf(path, options.string('file'), cwd);
  const why = options.list('why');
  const json = options.boolean('json') === true;
  if (why.length > 0) {
    const verdicts = why.map((asked) => explainContext(place, insideContext(asked, place.context, cwd)));
    terminal.out(json ? verdictsJson(verdicts) : verdicts.map(renderVerdict).join(''));
    return verdicts.every(({ exists }) => exists) ? ExitCode.ok : ExitCode.input;
  }
  const metadata = options.string('metadata') as ContextMetadata | undefined;
  const what = { ...place, ...(metadata === undefined ? {} : { metadata }) };
  const list = await listContext({ ...what, registry: await registryOptions(env, warnOn(terminal)), signal });
  if (json) terminal.out(`${JSON.stringify(list, null, 2)}\n`);
  else {
    const { lines, summary } = renderContext(list, options.boolean('sizes') === true);
    terminal.out(lines);
    terminal.err(summary);
  }
  return ExitCode.ok;
}

/** Of one path an object, of several a list. */
function verdictsJson(verdicts: readonly ContextVerdict[]): string {
  const reports = verdicts.map(verdictReport);
  return `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`;
}

/** A path as the rules see it: from the context's root. An absolute one, and one that begins with a dot, are of this machine. */
function insideContext(path: string, context: string, cwd: string): string {
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      `--why explains directories, and ${JSON.stringify(context)} is none`,
      'strake context ls lists it',
    );
  const host = isAbsolute(path) || /^\.{1,2}(?:\/|$)/.test(path);
  const inside = relative(context, resolve(host ? cwd : context, path));
  if (!/^\.\.(?:\/|$)/.test(inside) && inside !== '') return inside;
  throw new UsageError(`${JSON.stringify(path)} is not inside the context ${JSON.stringify(context)}`);
}
