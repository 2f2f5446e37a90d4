import type { Flag, Instruction, MountField } from '@strake/parser';
import type { Span } from '../document/places.ts';
import { type Layout, type Stage, stageNamed } from './layout.ts';
import type { Name, NameTable } from './names.ts';

/** A place that takes something from a stage, an image or a named context. */
export interface StageUse extends Span {
  readonly text: string;
  readonly via: 'from' | 'copy' | 'mount';
  readonly user: Stage;
  readonly node: Instruction;
  /** Undefined for an image or a named context. */
  readonly stage: Stage | undefined;
}

export interface StageFacts {
  readonly uses: readonly StageUse[];
  identityOf(stage: Stage): Name | undefined;
}

/** Finds where stages are named and used, and the images that come from outside. */
export function stageNamesOf(layout: Layout, names: NameTable): StageFacts {
  const identities = new Map<Stage, Name>();
  for (const stage of layout.stages) {
    const { alias } = stage.from;
    if (alias === undefined) continue;
    const identity = names.fresh('stage', alias.text);
    identities.set(stage, identity);
    names.note(identity, alias, 'definition');
  }
  const uses = layout.stages.flatMap((stage) => usesOf(stage, layout));
  for (const use of uses) noteUse(use, identities, names);
  return { uses, identityOf: (stage) => identities.get(stage) };
}

function noteUse(use: StageUse, identities: ReadonlyMap<Stage, Name>, names: NameTable): void {
  if (use.stage === undefined) {
    if (use.text !== '' && use.text !== 'scratch') names.note(names.name('image', use.text), use, 'use');
    return;
  }
  const identity = identities.get(use.stage);
  if (identity) names.note(identity, use, 'use', use.text.toLowerCase() === use.stage.name);
}

function usesOf(stage: Stage, layout: Layout): readonly StageUse[] {
  const { image } = stage.from;
  const base = {
    text: image.text,
    start: image.start,
    end: image.end,
    via: 'from',
    user: stage,
    node: stage.from,
  } as const;
  const copies = stage.instructions.flatMap((node) =>
    fromsOf(node).map(({ text, start, end, via }) => ({
      ...{ text, start, end, via, user: stage, node },
      stage: stageNamed(layout, text),
    })),
  );
  return [{ ...base, stage: stage.base }, ...copies];
}

interface FromPlace extends Span {
  readonly text: string;
  readonly via: 'copy' | 'mount';
}

const NO_PLACES: readonly FromPlace[] = [];

function fromsOf(node: Instruction): readonly FromPlace[] {
  if (node.flags.length === 0) return NO_PLACES;
  if (node.kind === 'copy')
    return node.flags.filter(({ name }) => name === 'from').map((flag) => placeOf(flag, 'copy'));
  if (node.kind !== 'run') return [];
  const fields = node.mounts.flatMap((mount) => mount.fields.filter(({ key }) => key === 'from'));
  return fields.map((field) => placeOf(field, 'mount'));
}

function placeOf({ value, valueStart, valueEnd }: Flag | MountField, via: FromPlace['via']): FromPlace {
  return { text: value ?? '', start: valueStart, end: valueEnd, via };
}
