import { createChance } from './chance.ts';
import { NAMES, PIECES } from './names.ts';

/** What cases may name that is not in their context. */
export interface Reachable {
  /** Files to download, with their digests. */
  readonly downloads: readonly { readonly url: string; readonly digest: string }[];
  readonly repositories: readonly string[];
  /** Names of images, and paths in them. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** Whether Docker knows `--parents`. */
  readonly parents: boolean;
}

/** A named context: the directory `a` of the context. */
export const NAMED = 'n';

/** Pieces of sources: there, two asterisks are as one. */
const WILD = [
  '*',
  '*',
  '*',
  '?*',
  '[a-d]*',
  ...PIECES.filter((piece) => piece !== '**'),
  '[',
  'a[',
  '[]a]',
  '[a-',
  'a**',
  '\\a',
  '\\[a]',
  'l?f',
  '{a,b}',
];
/** What stands for names, or for nothing, once it is expanded. */
const VARIABLES = ['$v', '${v}', '${w:-b}', '${v:+ab}', '${v}b', '$w', '\\$v', '${v#a}', '${v/a/c}', '"$v"', "'$v'"];
const CHMODS = ['700', '0644', '4711', 'u+x', 'go-rwx', 'a=rX', 'u=rwX,go=rX', '+t'];
const OWNERS = ['1', '2:3', '0:7', '65534:65534'];
const HEREDOCS = ['<<EOF', '<<-"EOF"', "<<'EOF'"];

interface Makers {
  path(): string;
  /** Of an ignore file. */
  pattern(): string;
}
type Paths = readonly string[];

/** Makes stages up, for a context that has these paths. */
export function createSteps(
  random: () => number,
  reachable: Reachable,
  { path, pattern }: Makers,
): (there: Paths) => readonly string[] {
  const { pick, one, maybe, some } = createChance(random);
  const images = Object.keys(reachable.images);

  const word = (text: string): string => JSON.stringify(text);
  const source = (there: Paths): string => {
    const kind = random();
    if (kind < 0.15) return '.';
    const known = random() < 0.93 ? one(there).split('/') : path().split('/');
    const pieces = known.slice(0, 1 + pick(known.length)).map((piece) => {
      const other = random();
      return other < 0.03 ? one(VARIABLES) : other < 0.3 ? one(WILD) : piece;
    });
    const pivot = reachable.parents && random() < 0.15 ? pieces.splice(0, 1).concat('.') : [];
    return maybe(0.1, '/') + maybe(0.05, '../') + [...pivot, ...pieces].join('/') + maybe(0.1, '/') + maybe(0.05, '/.');
  };
  const destination = (): string => {
    const pieces = some(3, () => (random() < 0.08 ? '..' : random() < 0.05 ? one(VARIABLES) : one(NAMES)));
    return maybe(0.7, '/') + pieces.join('/') + maybe(0.5, '/') + maybe(0.03, '.');
  };
  const exclude = (): string => ` --exclude=${word(pattern().replaceAll('!', ''))}`;
  const stamps = (): string =>
    maybe(0.15, ` --chmod=${one(CHMODS)}`) + maybe(0.15, ` --chown=${one(OWNERS)}`) + maybe(0.2, ' --link');
  /** A flag, and paths that may be there. */
  const origin = (stages: readonly Paths[], there: Paths): readonly [flag: string, paths: Paths] => {
    const kind = random();
    const image = one(images);
    if (kind < 0.15) return [` --from=${image}`, reachable.images[image] ?? []];
    if (kind < 0.2) return [` --from=${NAMED}`, there.flatMap((at) => (at.startsWith('a/') ? [at.slice(2)] : []))];
    const stage = pick(stages.length);
    const made = random() < 0.5 ? stages[stage] : undefined;
    return made ? [` --from=s${stage}`, made] : ['', there];
  };
  const copy = (stages: readonly Paths[], there: Paths): string => {
    const add = random() < 0.25;
    const [from, paths] = add ? [maybe(0.1, ` --unpack=${one(['true', 'false'])}`), there] : origin(stages, there);
    const parents = reachable.parents && !add ? maybe(0.3, ' --parents') : '';
    const flags = stamps() + maybe(0.15, exclude()) + maybe(0.04, exclude()) + parents + from;
    const sources = random() < 0.75 ? [source(paths)] : [source(paths), source(paths)];
    const to = sources.length > 1 && random() < 0.9 ? destination().replace(/\/?$/, '/') : destination();
    return `${add ? 'ADD' : 'COPY'}${flags} ${JSON.stringify([...sources, to])}`;
  };
  const download = (): string => {
    const found = reachable.downloads[pick(reachable.downloads.length)];
    const check = maybe(0.3, ` --checksum=${found?.digest}`) + maybe(0.2, ' --unpack=true');
    return `ADD${stamps()}${check} ${JSON.stringify([found?.url, destination()])}`;
  };
  const clone = (): string =>
    `ADD${stamps()}${maybe(0.2, exclude())} ${JSON.stringify([one(reachable.repositories), destination()])}`;
  const heredoc = (): string => {
    const to = destination().replaceAll(/\s/g, '');
    const text = `${maybe(0.3, '\t')}$v \\$v "${path().replaceAll('\n', '')}"`;
    if (random() < 0.3) return `COPY${stamps()} <<a <<"b" ${to}/\n1 $v\na\n2 $v\nb`;
    return `${one(['COPY', 'COPY', 'ADD'])}${stamps()} ${one(HEREDOCS)} ${to}\n${text}\nEOF`;
  };
  const step = (stages: readonly Paths[], there: Paths): string => {
    const kind = random();
    if (kind < 0.12) return `WORKDIR ${word(destination())}`;
    if (kind < 0.2) return heredoc();
    if (kind < 0.25) return download();
    if (kind < 0.28) return clone();
    return copy(stages, there);
  };
  const base = (index: number): string => {
    const kind = random();
    if (kind < 0.2) return one(images);
    return index > 0 && kind < 0.5 ? `s${pick(index)}` : 'scratch';
  };
  return (there) => {
    const stages: Paths[] = [];
    return Array.from({ length: 1 + pick(3) }, (_, i) => {
      const steps = some(4, () => maybe(0.06, 'ONBUILD ') + step(stages, there));
      stages.push(steps.flatMap(madePaths));
      return [`FROM ${base(i)} AS s${i}`, 'ARG v=a w', ...steps];
    }).flat();
  };
}

/** Where a step puts something. */
function madePaths(step: string): Paths {
  const [, to = ''] = /"\/?([^"]+?)\/?"\]?$/.exec(step) ?? /<<\S+ \/?(\S+?)\/?\n/.exec(step) ?? [];
  return to === '' ? [] : [to];
}
