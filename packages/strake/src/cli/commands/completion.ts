import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { CommandSpec, ParsedOptions } from '../options/spec.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const SPEC: CommandSpec = {
  name: 'completion',
  summary: 'Print a completion script for your shell.',
  usage: 'bash|zsh|fish',
  // The scripts ask by `images`, and by `stages` with the line that is typed.
  positionals: { min: 1, max: Number.POSITIVE_INFINITY, suggests: SHELLS },
  passesOn: true,
  flags: [{ name: 'help', short: 'h', type: 'boolean', help: 'Show this help' }],
  examples: [
    { command: 'source <(strake completion bash)', does: 'Complete in this shell; in ~/.bashrc in every one' },
    { command: 'source <(strake completion zsh)', does: 'The same for zsh, in ~/.zshrc after compinit' },
    { command: 'strake completion fish > ~/.config/fish/completions/strake.fish', does: 'Complete in every fish' },
  ],
};

/** `specs` gives those of all commands, this one among them. */
export function createCompletion(specs: () => Promise<readonly CommandSpec[]>): Command {
  return { spec: SPEC, run: (options, context) => run(options, context, specs) };
}

async function run(
  options: ParsedOptions,
  context: CommandContext,
  specs: () => Promise<readonly CommandSpec[]>,
): Promise<number> {
  const [what, ...line] = options.positionals;
  const { terminal } = context;
  if (what === 'images' || what === 'stages') {
    const { imageNames, stageNames } = await import('../completion/words.ts');
    const words = what === 'images' ? await imageNames(context) : stageNames(line, context);
    terminal.out(words.map((word) => `${word}\n`).join(''));
    return ExitCode.ok;
  }
  const shell = SHELLS.find((name) => name === what);
  if (!shell || line.length > 0) {
    const { UsageError } = await import('../usage-error.ts');
    throw new UsageError(
      `no completion for ${options.positionals.map((word) => JSON.stringify(word)).join(' ')}`,
      `there is one for ${SHELLS.join(', ')}`,
    );
  }
  const all = await specs();
  terminal.out(shell === 'fish' ? fishScript(all) : bashScript(all, shell));
  return ExitCode.ok;
}
