import type { Range, TextEdit } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { isBuiltInArgument } from '../knowledge/built-in-arguments.ts';
import { type FileModel, occurrenceAt } from '../model/file-model.ts';
import type { Name } from '../model/names.ts';

/** Why a name cannot be changed so; `problem` is for people. */
export interface RenameProblem {
  readonly problem: string;
}

/** What a rename would change at the cursor; undefined where there is no name of the file's own. */
export function prepareRename(
  { model, places }: DocumentState,
  offset: number,
): { readonly range: Range; readonly placeholder: string } | RenameProblem | undefined {
  const occurrence = occurrenceAt(model, offset);
  if (occurrence === undefined || occurrence.name.kind === 'image') return undefined;
  if (!occurrence.isWritten) return { problem: 'This is the index of a stage: give the stage a name with AS.' };
  const problem = fixedName(occurrence.name);
  if (problem) return problem;
  return { range: places.rangeOf(occurrence), placeholder: occurrence.name.text };
}

/** Edits that give the name under the cursor another text at all its places, in every stage. */
export function rename(
  { model, places }: DocumentState,
  offset: number,
  newName: string,
): readonly TextEdit[] | RenameProblem {
  const name = occurrenceAt(model, offset)?.name;
  if (name === undefined || name.kind === 'image') return { problem: 'There is no stage, ARG or ENV here.' };
  const problem = fixedName(name) ?? badName(name, newName) ?? conflict(model, name, newName);
  if (problem) return problem;
  const written = name.occurrences.filter(({ isWritten }) => isWritten);
  return written.map((occurrence) => ({ range: places.rangeOf(occurrence), newText: newName }));
}

function fixedName({ kind, text }: Name): RenameProblem | undefined {
  if (kind !== 'argument' || !isBuiltInArgument(text)) return undefined;
  return { problem: `${text} is set by the builder: its name cannot change.` };
}

function badName({ kind }: Name, text: string): RenameProblem | undefined {
  if (kind === 'stage') {
    if (/^[a-z][a-z0-9_.-]*$/i.test(text) && text.toLowerCase() !== 'scratch') return undefined;
    return { problem: `${text} cannot name a stage: a letter first, then letters, digits, "-", "_" and ".".` };
  }
  if (/^[a-z_]\w*$/i.test(text)) return undefined;
  return { problem: `${text} cannot name a variable: letters, digits and "_", no digit first.` };
}

function conflict(model: FileModel, renamed: Name, text: string): RenameProblem | undefined {
  if (renamed.kind === 'stage') {
    const lower = text.toLowerCase();
    const taken = model.names.some(
      (name) =>
        name !== renamed && (name.kind === 'stage' || name.kind === 'image') && name.text.toLowerCase() === lower,
    );
    return taken ? { problem: `${text} already names a stage or an image of this file.` } : undefined;
  }
  const taken = model.names.some(
    (name) =>
      name !== renamed &&
      (name.kind === 'argument' || name.kind === 'environment') &&
      name.text === text &&
      (name.occurrences.length > 0 || isBuiltInArgument(text)),
  );
  return taken ? { problem: `${text} is already a variable of this file.` } : undefined;
}
