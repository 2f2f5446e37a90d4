import type { CmdNode, Command, EntrypointNode, ShellNode } from '@strake/parser';
import { goList, goQuoteList } from '../../config/go-format.ts';
import { withEmptyLayer } from '../../config/history.ts';
import type { ImageDraft } from '../../config/image-draft.ts';
import type { Lower } from '../stage-build.ts';

export const lowerCmd: Lower<CmdNode> = (node, _, build) => {
  const args = commandArgs(node.command, build.image);
  build.image.command = args;
  build.image.argsEscaped = true;
  build.commandSet = true;
  build.image.history = withEmptyLayer(build.image.history, `CMD ${goQuoteList(args)}`);
};

/** ENTRYPOINT: an inherited CMD was meant for another one and goes; one of this stage stays. */
export const lowerEntrypoint: Lower<EntrypointNode> = (node, _, build) => {
  const args = commandArgs(node.command, build.image);
  build.image.entrypoint = args;
  if (!build.commandSet) build.image.command = [];
  build.image.history = withEmptyLayer(build.image.history, `ENTRYPOINT ${goQuoteList(args)}`);
};

export const lowerShell: Lower<ShellNode> = (node, _, build) => {
  build.image.shell = node.command.args.map(({ value }) => value);
  build.image.history = withEmptyLayer(build.image.history, `SHELL ${goList(build.image.shell)}`);
};

/** The words of a command: exec form as it is, shell form as the one argument of the image's shell. */
export function commandArgs(command: Command, image: ImageDraft): readonly string[] {
  return command.kind === 'exec-form' ? command.args.map(({ value }) => value) : [...shellOf(image), command.text];
}

/** SHELL, or what the system has. */
export function shellOf({ shell, platform }: ImageDraft): readonly string[] {
  if (shell.length > 0) return shell;
  return platform.os === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
}
