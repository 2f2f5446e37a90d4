/** A file system as the plainest thing that works: what the copy engine is compared with. */
export interface Node {
  readonly type: 'f' | 'd' | 'l';
  mode: number;
  uid: number;
  /** Content of a file, target of a link. */
  readonly text: string;
  readonly children: Map<string, Node>;
}

export function directory(mode = 0o755, uid = 0): Node {
  return { type: 'd', mode, uid, text: '', children: new Map() };
}

/** Where a path leads: names without links, or undefined where it cannot be walked. Missing ends are kept. */
export function walk(root: Node, path: string, hops = 0): string[] | undefined {
  const at: string[] = [];
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  for (const [i, name] of names.entries()) {
    if (name === '..') {
      at.pop();
      continue;
    }
    const here = find(root, at);
    if (here && here.type !== 'd') return undefined;
    const node = here?.children.get(name);
    if (node?.type === 'l') {
      if (hops > 40) return undefined;
      const prefix = node.text.startsWith('/') ? '' : at.join('/');
      return walk(root, [prefix, node.text, ...names.slice(i + 1)].join('/'), hops + 1);
    }
    at.push(name);
  }
  const last = find(root, at.slice(0, -1));
  return at.length > 0 && last && last.type !== 'd' ? undefined : at;
}

export function find(root: Node, names: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const name of names) node = node?.children.get(name);
  return node;
}

class Refused extends Error {}

/** `COPY source destination` between two such trees: changes `base`. False when it cannot be done. */
export function naiveCopy(base: Node, from: Node, source: string, destination: string, uid?: number): boolean {
  try {
    copyInto(base, from, source, destination, uid);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function copyInto(base: Node, from: Node, source: string, destination: string, uid: number | undefined): void {
  const origin = must(walk(from, source));
  const node = must(find(from, origin));
  const clean = lexical(destination);
  const slash = destination.endsWith('/');
  mkdirs(base, must(walk(base, slash ? clean : clean.replace(/\/?[^/]*$/, ''))), uid);
  const place = must(walk(base, clean));
  const there = find(base, place);
  if (node.type === 'd') {
    if (!there) mkdirs(base, place, uid);
    const target = must(find(base, place));
    if (target.type !== 'd') throw new Refused();
    for (const [name, child] of node.children) copyNode(target, name, child, uid);
  } else if (there?.type === 'd') {
    copyNode(there, source.split('/').pop() ?? '', node, uid);
  } else {
    mkdirs(base, place.slice(0, -1), uid);
    copyNode(must(find(base, place.slice(0, -1))), place.at(-1) ?? '', node, uid);
  }
}

function copyNode(parent: Node, name: string, node: Node, owner: number | undefined): void {
  const uid = owner ?? node.uid;
  const there = parent.children.get(name);
  if (node.type !== 'd') {
    if (there?.type === 'd') throw new Refused();
    parent.children.set(name, { ...node, uid, mode: node.type === 'l' ? 0o777 : node.mode });
    return;
  }
  if (there && there.type !== 'd') throw new Refused();
  const target = there ?? directory();
  Object.assign(target, { mode: node.mode, uid });
  parent.children.set(name, target);
  for (const [below, child] of node.children) copyNode(target, below, child, owner);
}

function mkdirs(root: Node, names: readonly string[], uid = 0): void {
  let node = root;
  for (const name of names) {
    const next = node.children.get(name) ?? directory(0o755, uid);
    if (next.type !== 'd') throw new Refused();
    node.children.set(name, next);
    node = next;
  }
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Refused();
  return value;
}

function lexical(path: string): string {
  const kept: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') kept.pop();
    else if (name !== '' && name !== '.') kept.push(name);
  }
  return kept.join('/');
}

/** All below a node, as lines of a listing without times. */
export function listNode(node: Node, prefix = ''): string[] {
  return [...node.children].flatMap(([name, child]) => {
    const text = child.type === 'd' ? '' : child.type === 'l' ? ` -> ${child.text}` : ` = ${child.text}`;
    const path = prefix + name;
    const line = `${child.type} ${child.mode.toString(8)} ${child.uid}:${child.uid} 5 ${path}${text}`;
    return [line, ...listNode(child, `${path}/`)];
  });
}
