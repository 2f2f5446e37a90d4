import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { findFiles } from '../files/find-files.ts';
import { readText } from '../files/read-text.ts';
import type { ParsedOptions } from '../options/spec.ts';

export const astCommand: Command = {
  spec: {
    name: 'ast',
    summary: 'Print what the parser reads in Dockerfiles, one line of JSON per file.',
    usage: '[OPTIONS] [FILE | DIRECTORY | GLOB | -]...',
    positionals: { min: 0, max: Infinity, completes: 'file' },
    flags: [
      {
        name: 'format',
        type: 'string',
        value: 'FORMAT',
        help: "json: the tree with places; buildkit: what BuildKit's parser says (default json)",
        choices: ['json', 'buildkit'],
      },
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [
      { command: "strake ast Dockerfile | jq '.ast.instructions[].kind'", does: 'The instructions of a file' },
      { command: 'strake ast --format buildkit .', does: 'Every Dockerfile below, as BuildKit reads it' },
      { command: "echo 'FROM a' | strake ast -", does: 'From standard input' },
    ],
  },
  run,
};

/** Errors of a file are part of its answer, so that the exit code is 0 for any file that can be read. */
async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const names = await findFiles(options.positionals.length === 0 ? ['-'] : options.positionals, context.cwd);
  const { parse, toBuildkit, toJson } = await import('@strake/parser');
  for (const name of names) {
    context.signal.throwIfAborted();
    const { text, utf8 } = await readText(name, context);
    const result = parse(text);
    const dump =
      options.string('format') === 'buildkit'
        ? toBuildkit(result, { file: name, utf8 })
        : toJson(result, { file: name });
    context.terminal.out(`${JSON.stringify(dump)}\n`);
  }
  return ExitCode.ok;
}
