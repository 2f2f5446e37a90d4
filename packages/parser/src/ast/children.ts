import type { Argument, Instruction, InstructionBase, MountOption, Node } from './nodes.ts';

/**
 * A node's children in the order of their start. They lie within their parent. Two kinds share their place with a
 * sibling: a heredoc's redirection word is also part of its command's text, and a mount is also a flag.
 */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'dockerfile':
      return [...node.directives, ...node.instructions, ...node.comments].sort(byStart);
    case 'exec-form':
      return node.args;
    case 'key-value':
      return [node.key, node.value];
    case 'arg-declaration':
      return node.value === undefined ? [node.key] : [node.key, node.value];
    case 'mount':
      return node.fields;
    case 'directive':
    case 'comment':
    case 'word':
    case 'flag':
    case 'string':
    case 'heredoc':
    case 'shell-form':
    case 'mount-field':
      return [];
    default:
      return instructionChildren(node);
  }
}

function instructionChildren(node: Instruction): readonly Node[] {
  switch (node.kind) {
    case 'from':
      return [...head(node), node.image, ...(node.alias === undefined ? [] : [node.alias])];
    case 'run':
      return [...head(node, node.mounts), ...[node.command, ...node.heredocs].sort(byStart)];
    case 'cmd':
    case 'entrypoint':
    case 'shell':
      return [...head(node), node.command];
    case 'copy':
    case 'add':
      return [...head(node), ...[...node.sources, ...node.heredocs, node.destination].sort(byStart)];
    case 'env':
    case 'label':
      return [...head(node), ...node.entries];
    case 'arg':
      return [...head(node), ...node.declarations];
    case 'expose':
      return [...head(node), ...node.ports];
    case 'volume':
      return [...head(node), ...node.paths];
    case 'healthcheck':
      return node.command === undefined ? head(node) : [...head(node), node.command];
    case 'onbuild':
      return [...head(node), node.trigger];
    case 'invalid':
      return [...head(node), ...[...node.args, ...node.heredocs].sort(byStart)];
    default:
      return [...head(node), singleArgument(node)];
  }
}

function singleArgument(
  node: Extract<Instruction, { kind: 'user' | 'workdir' | 'stopsignal' | 'maintainer' }>,
): Argument {
  switch (node.kind) {
    case 'user':
      return node.user;
    case 'workdir':
      return node.path;
    case 'stopsignal':
      return node.signal;
    case 'maintainer':
      return node.name;
  }
}

function head(node: InstructionBase, mounts: readonly MountOption[] = []): readonly Node[] {
  if (node.flags.length === 0) return [node.keyword];
  return [node.keyword, ...node.flags, ...mounts].sort(byStart);
}

/** A stable sort keeps a container before what starts where it starts. */
function byStart(a: Node, b: Node): number {
  return a.start - b.start;
}
