import { createChance } from './chance.ts';
import { createSteps, type Reachable } from './made-up-steps.ts';
import { NAMES, PIECES } from './names.ts';

/** A context, its ignore file and a Dockerfile: lines, any of which may be left out. */
export interface FilesCase {
  /** Commands of a shell, for which `inside PATH` fails where links lead out of the context; those that fail count for nothing. */
  readonly setup: readonly string[];
  readonly dockerignore: readonly string[];
  readonly dockerfile: readonly string[];
}

const MODES = ['644', '755', '600', '4755', '2755', '1777', '000', '640'];

/** Makes cases up: COPY, ADD, WORKDIR and ignore rules, with links, archives, downloads, stages and images. */
export function createMaker(random: () => number, reachable: Reachable): () => FilesCase {
  const { pick, one, maybe, some } = createChance(random);
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
  const steps = createSteps(random, reachable, { path, pattern });

  return () => {
    const there = some(14, path);
    return {
      setup: there
        .flatMap((at) => [[at, setup(at)], ...(random() < 0.1 ? [[at, `chmod ${one(MODES)} ${quoted(at)}`]] : [])])
        .map(([at = '', command]) => `inside ${quoted(at)} && { ${command}; }`),
      dockerignore: random() < 0.4 ? some(5, pattern) : [],
      dockerfile: steps(there),
    };
  };
}
