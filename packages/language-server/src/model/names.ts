import type { Span } from '../document/places.ts';

/** What a name in a Dockerfile can stand for. An `image` is an image or a named context: only the build can tell. */
export type NameKind = 'stage' | 'argument' | 'environment' | 'image';

/** A place where a name stands. */
export interface Occurrence extends Span {
  readonly name: Name;
  readonly role: 'definition' | 'use';
  /** Whether renaming changes it: an index like `--from=0` names a stage, but not by its name. */
  readonly isWritten: boolean;
}

/** A name and all its places in the file. Arguments are one name in the whole file, as `--build-arg` sees them. */
export interface Name {
  readonly kind: NameKind;
  readonly text: string;
  readonly occurrences: readonly Occurrence[];
}

/** Collects occurrences while a file is read. */
export interface NameTable {
  /** The one name of this kind and text in the file. */
  name(kind: NameKind, text: string): Name;
  /** A name of its own, whatever else is called so. */
  fresh(kind: NameKind, text: string): Name;
  note(name: Name, span: Span, role: Occurrence['role'], isWritten?: boolean): void;
  all(): readonly Name[];
}

export function createNameTable(): NameTable {
  const all: DraftName[] = [];
  const byKey = new Map<string, Name>();
  const fresh = (kind: NameKind, text: string): DraftName => {
    const name: DraftName = { kind, text, occurrences: [] };
    all.push(name);
    return name;
  };
  return {
    fresh,
    name(kind, text) {
      const key = `${kind} ${text}`;
      const name = byKey.get(key) ?? fresh(kind, text);
      byKey.set(key, name);
      return name;
    },
    note(name, { start, end }, role, isWritten = true) {
      (name as DraftName).occurrences.push({ name, start, end, role, isWritten });
    },
    all: () => {
      for (const name of all) name.occurrences.sort((a, b) => a.start - b.start);
      return all;
    },
  };
}

interface DraftName extends Name {
  readonly occurrences: Occurrence[];
}
