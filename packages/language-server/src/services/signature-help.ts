import { FLAGS, type InstructionName } from '@strake/parser';
import type { ParameterInformation, SignatureHelp, SignatureInformation } from 'vscode-languageserver';
import { type Cursor, cursorAt } from '../document/cursor.ts';
import type { DocumentState } from '../document/document-state.ts';
import { flagDoc } from '../knowledge/flags.ts';
import { instructionDocs } from '../knowledge/instructions.ts';
import { keysOfMount, mountKey } from '../knowledge/mount-keys.ts';

/** The ways to write the instruction under the cursor, with the part that is being written. */
export function signatureHelp(state: DocumentState, offset: number): SignatureHelp | undefined {
  const cursor = cursorAt(state, offset);
  const { instruction } = cursor;
  if (cursor.place !== 'arguments' || instruction === undefined) return undefined;
  if (instruction === 'run' && cursor.words.length === 0 && cursor.word.startsWith('--mount='))
    return mountHelp(cursor.word);
  const signatures = instructionDocs[instruction].forms.map((form) => signatureOf(form, instruction));
  const active = activeForm(cursor, signatures);
  const parameters = signatures[active]?.parameters ?? [];
  return { signatures: [...signatures], activeSignature: active, activeParameter: activeParameter(cursor, parameters) };
}

interface Signature extends SignatureInformation {
  readonly parameters: ParameterInformation[];
}

const PARAMETER =
  /\[--[\w-]+(?:=<[^>]+>)?\]|\["<[^\]]*\]|<[^>]+>(?:\[=<[^>]+>\])?(?:=<[^>]+>)?(?: \.\.\.)?|\[[^\]]*\]/g;

function signatureOf(form: string, instruction: InstructionName): Signature {
  const parameters = [...form.matchAll(PARAMETER)].map(({ index, 0: text }): ParameterInformation => {
    const flag = /^\[--([\w-]+)/.exec(text)?.[1];
    const doc = flag === undefined || !(flag in FLAGS[instruction]) ? undefined : flagDoc(instruction, flag)?.doc;
    return { label: [index, index + text.length], ...(doc === undefined ? {} : { documentation: doc }) };
  });
  return { label: form, documentation: instructionDocs[instruction].summary, parameters };
}

/** The JSON form once a bracket stands first, else the first form that is not it. */
function activeForm({ words, word }: Cursor, signatures: readonly Signature[]): number {
  const isJson = (words[0] ?? word).startsWith('[');
  const found = signatures.findIndex(({ label }) => label.includes('["') === isJson);
  return Math.max(found, 0);
}

function activeParameter({ words, word }: Cursor, parameters: readonly ParameterInformation[]): number {
  const labels = parameters.map(({ label }) => label);
  const isFlag = words.length === 0 && word.startsWith('--');
  const docs = parameters.map((parameter, index) => ({ index, isFlag: parameter.documentation !== undefined }));
  const flags = docs.filter((known) => known.isFlag);
  const others = docs.filter((known) => !known.isFlag);
  if (isFlag) return flags[0]?.index ?? 0;
  return others[Math.min(words.length, others.length - 1)]?.index ?? Math.max(labels.length - 1, 0);
}

/** Of a mount: the keys that its type takes, with the one that is being written. */
function mountHelp(word: string): SignatureHelp {
  const fields = word.slice('--mount='.length).split(',');
  const type = fields.find((field) => /^type=/i.test(field))?.slice('type='.length) ?? 'bind';
  const keys = keysOfMount(type);
  const current = mountKey(fields.at(-1)?.split('=')[0] ?? '');
  const texts = keys.map(({ name, isBare }) => (isBare === true ? `[${name}]` : `${name}=<${name}>`));
  const label = `--mount=${texts.join(',')}`;
  let at = '--mount='.length;
  const parameters = texts.map((text, index): ParameterInformation => {
    const start = at;
    at += text.length + 1;
    return { label: [start, start + text.length], documentation: keys[index]?.doc ?? '' };
  });
  const active = keys.findIndex(({ name }) => name === current?.name);
  const given = { signatures: [{ label, parameters }], activeSignature: 0 };
  return active < 0 ? given : { ...given, activeParameter: active };
}
