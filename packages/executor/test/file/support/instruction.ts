import { confinePath } from '@strake/oci';
import type { CopyAction, FileAction, FileOp, Owner, WriteAction } from '@strake/planner/graph';

/** Inputs of the ops made here: the base, the build context, and what `--from=src` names. */
export const INPUTS = { base: 0, context: 1, src: 2 } as const;

/**
 * The op of one COPY, ADD or WORKDIR, for tests: flags of the kind `--name=value` and `--name`, words or a JSON array,
 * heredocs without expansion. `user` is that of the stage.
 */
export function fileOp(text: string, user?: string): FileOp {
  const [line = '', ...body] = text.split('\n');
  const [instruction = '', ...words] = split(line);
  if (instruction === 'WORKDIR') return workdir(words[0] ?? '', user);
  const flags = words.filter((word) => word.startsWith('--'));
  const args = words.filter((word) => !word.startsWith('--'));
  const destination = destinationOf(args.pop() ?? '');
  const common = { ...commonOf(flags), destination };
  const sources = args.filter((word) => !isHeredoc(word));
  const actions = [
    ...sources.map((source) => copy(source, instruction, flags, common)),
    ...args.filter(isHeredoc).map((word) => write(word.slice(2), body, common)),
  ];
  return { kind: 'file', link: flags.includes('--link') && common.mode === undefined, actions };
}

function isHeredoc(word: string): boolean {
  return word.startsWith('<<');
}

function split(line: string): string[] {
  const json = line.indexOf('[');
  if (json > 0 && /^\S+( --\S+)* \["/.test(line)) {
    return [...line.slice(0, json).trim().split(' '), ...(JSON.parse(line.slice(json)) as string[])];
  }
  return (line.match(/(?:"[^"]*"|\S)+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

function workdir(path: string, user: string | undefined): FileOp {
  const owner = user === undefined ? {} : { owner: ownerOf(user) };
  const action: FileAction = { kind: 'mkdir', path: `/${confinePath(path)}`, mode: 0o755, ...owner };
  return { kind: 'file', link: false, actions: [action] };
}

type Common = Pick<CopyAction, 'destination' | 'owner' | 'mode'>;

function commonOf(flags: readonly string[]): Omit<Common, 'destination'> {
  const chown = valueOf(flags, 'chown');
  const chmod = valueOf(flags, 'chmod');
  return {
    ...(chown === undefined ? {} : { owner: ownerOf(chown) }),
    ...(chmod === undefined ? {} : { mode: chmod }),
  };
}

function valueOf(flags: readonly string[], name: string): string | undefined {
  return flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** As the frontend reads `--chown`: a decimal of 32 bits is an id. */
export function ownerOf(text: string): Owner {
  const colon = text.indexOf(':');
  const user = idOrName(colon === -1 ? text : text.slice(0, colon));
  return colon === -1 ? { user } : { user, group: idOrName(text.slice(colon + 1)) };
}

function idOrName(text: string): string | number {
  const id = /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(id) < 2 ** 31 ? id : text;
}

function destinationOf(text: string): string {
  const clean = confinePath(text);
  const directory = /(?:^|\/)\.?$/.test(text) && clean !== '';
  return `/${clean}${directory ? '/' : ''}`;
}

function copy(source: string, instruction: string, flags: readonly string[], common: Common): CopyAction {
  const parents = flags.includes('--parents');
  const plain = source.replace(/\\(.)/g, '$1');
  return {
    kind: 'copy',
    input: flags.includes('--from=src') ? INPUTS.src : INPUTS.context,
    source: parents ? pivoted(plain) : confinePath(plain),
    wildcard: true,
    exclude: flags.filter((flag) => flag.startsWith('--exclude=')).map((flag) => flag.slice('--exclude='.length)),
    parents,
    unpack: instruction === 'COPY' || flags.includes('--unpack=false') ? 'never' : 'auto',
    ...common,
  };
}

function pivoted(source: string): string {
  const pivot = source.indexOf('/./');
  if (pivot === -1) return confinePath(source);
  return `${confinePath(source.slice(0, pivot))}/./${confinePath(source.slice(pivot + 3))}`;
}

function write(name: string, body: string[], common: Common): WriteAction {
  const end = body.indexOf(name);
  const lines = body.splice(0, end + 1).slice(0, -1);
  return { kind: 'write', name, data: lines.map((line) => `${line}\n`).join(''), ...common };
}
