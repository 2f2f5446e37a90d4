/** A context, its ignore file and a Dockerfile: lines, any of which may be left out. */
export interface FilesCase {
  /** Commands of a shell, for which `inside PATH` fails where links lead out of the context; those that fail count for nothing. */
  readonly setup: readonly string[];
  readonly dockerignore: readonly string[];
  readonly dockerfile: readonly string[];
}

/** Few names, so that they meet; some look like patterns. */
const NAMES = ['a', 'b', 'ab', 'c', 'd.x', '.h', 'é', 's p', '[a]', 'A'];
const MODES = ['644', '755', '600', '4755', '2755', '1777', '000', '640'];
const PIECES = [
  'a',
  'b',
  'ab',
  'c',
  'd.x',
  '.h',
  'é',
  '*',
  '**',
  '?',
  'a*',
  '*b',
  '[ab]',
  '[^a]',
  '[a-c]*',
  '\\*',
  '*.x',
];
/** Pieces of sources: there, two asterisks are as one. */
const WILD = PIECES.filter((piece) => piece !== '**');
const CHMODS = ['700', '0644', '4711', 'u+x', 'go-rwx', 'a=rX', 'u=rwX,go=rX', '+t'];
const OWNERS = ['1', '2:3', '0:7', '65534:65534'];

/** Makes cases up: COPY, ADD, WORKDIR and ignore rules, with links, archives and stages. */
export function createMaker(random: () => number): () => FilesCase {
  const pick = (count: number): number => Math.floor(random() * count);
  const one = (items: readonly string[]): string => items[pick(items.length)] ?? '';
  const maybe = (chance: number, text: string): string => (random() < chance ? text : '');
  const some = <T>(most: number, make: () => T): readonly T[] => Array.from({ length: 1 + pick(most) }, make);

  const path = (): string => some(3, () => one(NAMES)).join('/');
  const quoted = (text: string): string => `'${text}'`;
  const target = (): string =>
    maybe(0.3, '/') + some(3, () => (random() < 0.3 ? '..' : random() < 0.05 ? '.' : one(NAMES))).join('/');

  const setup = (at: string): string => {
    const parent = at.includes('/') ? `mkdir -p ${quoted(at.slice(0, at.lastIndexOf('/')))}; ` : '';
    const kind = random();
    if (kind < 0.35) return `${parent}[ -p ${quoted(at)} ] || echo ${pick(100)} > ${quoted(at)}`;
    if (kind < 0.5) return `mkdir -p ${quoted(at)}`;
    if (kind < 0.72) return `${parent}ln -s ${quoted(target())} ${quoted(at)}`;
    if (kind < 0.82) {
      const other = quoted(path());
      return `${parent}inside ${other} && ln ${other} ${quoted(at)}`;
    }
    if (kind < 0.86) return `${parent}mkfifo ${quoted(at)}`;
    return `${parent}[ -p ${quoted(at)} ] || tar -c${one(['', 'z', 'J', 'j'])}f ${quoted(at)} --sort=name ${quoted(path())} ${maybe(0.3, quoted(path()))}`;
  };

  const pattern = (): string =>
    maybe(0.35, '!') + maybe(0.15, '/') + some(3, () => one(PIECES)).join('/') + maybe(0.1, '/') + maybe(0.05, '/..');

  const word = (text: string): string => JSON.stringify(text);
  const source = (there: readonly string[]): string => {
    const kind = random();
    if (kind < 0.15) return '.';
    const known = random() < 0.85 ? one(there).split('/') : path().split('/');
    const pieces = known.slice(0, 1 + pick(known.length)).map((piece) => (random() < 0.25 ? one(WILD) : piece));
    return maybe(0.1, '/') + maybe(0.05, '../') + pieces.join('/') + maybe(0.1, '/') + maybe(0.05, '/.');
  };
  const destination = (): string => {
    const pieces = some(3, () => (random() < 0.08 ? '..' : one(NAMES)));
    return maybe(0.7, '/') + pieces.join('/') + maybe(0.5, '/') + maybe(0.03, '.');
  };
  const copy = (stages: number, there: readonly string[]): string => {
    const add = random() < 0.25;
    const flags = [
      maybe(0.12, ` --chmod=${one(CHMODS)}`),
      maybe(0.15, ` --chown=${one(OWNERS)}`),
      maybe(0.2, ' --link'),
      maybe(0.15, ` --exclude=${word(pattern().replaceAll('!', ''))}`),
      stages > 0 && !add ? maybe(0.5, ` --from=s${pick(stages)}`) : '',
    ];
    const from = random() < 0.75 ? [source(there)] : [source(there), source(there)];
    const to = from.length > 1 && random() < 0.9 ? destination().replace(/\/?$/, '/') : destination();
    return `${add ? 'ADD' : 'COPY'}${flags.join('')} ${JSON.stringify([...from, to])}`;
  };
  const step = (stages: number, there: readonly string[]): string => {
    const kind = random();
    if (kind < 0.12) return `WORKDIR ${word(destination())}`;
    if (kind < 0.18) return `COPY <<EOF ${destination().replaceAll(' ', '')}\nx\nEOF`;
    return copy(stages, there);
  };
  const stage = (index: number, there: readonly string[]): readonly string[] => [
    `FROM scratch AS s${index}`,
    ...some(4, () => step(index, there)),
  ];

  return () => {
    const there = some(14, path);
    return {
      setup: there
        .flatMap((at) => [[at, setup(at)], ...(random() < 0.1 ? [[at, `chmod ${one(MODES)} ${quoted(at)}`]] : [])])
        .map(([at = '', command]) => `inside ${quoted(at)} && { ${command}; }`),
      dockerignore: random() < 0.4 ? some(5, pattern) : [],
      dockerfile: Array.from({ length: 1 + pick(2) }, (_, i) => stage(i, there)).flat(),
    };
  };
}
