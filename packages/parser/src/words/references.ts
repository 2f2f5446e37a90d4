import type { Offset } from '@strake/core';
import type { Flag, Heredoc, Instruction, MountField, StringLiteral, Word } from '../ast/nodes.ts';
import { type ValueOffsets, valueOffsets } from '../ast/value-offsets.ts';
import { fieldOffsets } from '../mount/field-offsets.ts';
import type { ParseResult } from '../parse-result.ts';
import { settingsOf } from './expand.ts';
import { Expander, type FoundReference } from './expander.ts';
import type { ExpandOptions, Scope } from './scope.ts';

/** A use of a variable, e.g. `${NAME:-word}`. References inside its words are references of their own. */
export interface VariableReference {
  readonly name: string;
  /** `''`, or one of `:-` `-` `:+` `+` `:?` `?` `#` `%` `/` `//` (`##` and `%%` begin with `#` and `%`). */
  readonly operator: string;
  /** From `$` to the end. */
  readonly start: Offset;
  readonly end: Offset;
  readonly nameStart: Offset;
  readonly nameEnd: Offset;
}

// Every variable is set, so that no `:?` ends the search.
const ANYTHING: Scope = { get: () => 'x' };

/** The variable references of a text in order; offsets into it. Ends at the first fault. */
export function findReferences(text: string, options: ExpandOptions = {}): readonly VariableReference[] {
  if (!text.includes('$')) return [];
  const found: FoundReference[] = [];
  new Expander(text, ANYTHING, { ...settingsOf(options), onReference: (reference) => found.push(reference) }).run();
  return found
    .map(({ name, operator, start, end, nameStart }) => ({
      name,
      operator,
      start,
      end,
      nameStart,
      nameEnd: nameStart + name.length,
    }))
    .sort((a, b) => a.start - b.start);
}

/** What holds text that can be expanded. */
export type Expandable = Word | StringLiteral | Flag | MountField | Heredoc;

/** The variable references of a node's text or value with their places in the file. */
export function references(result: ParseResult, node: Expandable): readonly VariableReference[] {
  const text = textOf(node);
  if (!text.includes('$')) return NONE;
  const at = offsetsOf(result, node);
  // Heredoc bodies always escape with a backslash.
  const options = node.kind === 'heredoc' ? { raw: true } : { escape: result.ast.escape };
  const last = (offset: number): Offset => (offset === 0 ? at(0) : at(offset - 1) + 1);
  return findReferences(text, options).map(({ name, operator, start, end, nameStart, nameEnd }) => ({
    name,
    operator,
    start: at(start),
    end: last(end),
    nameStart: at(nameStart),
    nameEnd: nameEnd > nameStart ? last(nameEnd) : at(nameStart),
  }));
}

const NONE: readonly VariableReference[] = [];

function textOf(node: Expandable): string {
  switch (node.kind) {
    case 'word':
      return node.text;
    case 'heredoc':
      return node.content;
    case 'string':
    case 'flag':
    case 'mount-field':
      return node.value ?? '';
  }
}

function offsetsOf(result: ParseResult, node: Expandable): ValueOffsets {
  switch (node.kind) {
    case 'heredoc':
      return (offset) => node.bodyStart + offset;
    case 'mount-field':
      return fieldOffsets(result, node);
    case 'word':
    case 'string':
    case 'flag':
      return valueOffsets({ text: result.text, escape: result.ast.escape }, node);
  }
}

/** The parts of an instruction that BuildKit expands when it builds: all others keep their variables for the shell. */
export function expandedParts(node: Instruction): readonly Expandable[] {
  switch (node.kind) {
    case 'from':
      return [...flagsNamed(node, ['platform']), node.image];
    case 'run':
      return node.mounts.flatMap((mount) => mount.fields.filter((field) => field.key !== 'from'));
    case 'copy':
    case 'add': {
      const flags = flagsNamed(node, node.kind === 'add' ? ['chown', 'chmod', 'checksum'] : ['chown', 'chmod']);
      return [...flags, ...node.sources, node.destination, ...node.heredocs.filter((heredoc) => heredoc.expand)];
    }
    case 'env':
    case 'label':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'arg':
      return node.declarations.flatMap(({ key, value }) => (value === undefined ? [key] : [key, value]));
    case 'expose':
      return node.ports;
    case 'volume':
      return node.paths;
    case 'user':
      return [node.user];
    case 'workdir':
      return [node.path];
    case 'stopsignal':
      return [node.signal];
    default:
      return [];
  }
}

function flagsNamed(node: Instruction, names: readonly string[]): readonly Flag[] {
  return node.flags.filter((flag) => names.includes(flag.name));
}
