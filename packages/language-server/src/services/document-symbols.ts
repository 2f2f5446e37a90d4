import type { Instruction } from '@strake/parser';
import type { DocumentSymbol, SymbolInformation, SymbolKind } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import type { Span } from '../document/places.ts';
import { SymbolKinds } from '../lsp/kinds.ts';
import type { Stage } from '../model/layout.ts';
import type { NameKind } from '../model/names.ts';
import { stageTitle } from './stage-text.ts';

const LONGEST = 80;

/** The outline of a file: global arguments, then stages with their instructions. */
export function documentSymbols(state: DocumentState): readonly DocumentSymbol[] {
  const { globals, stages } = state.model;
  return [
    ...globals.flatMap((node) => instructionSymbols(state, node)),
    ...stages.map((stage) => stageSymbol(state, stage)),
  ];
}

/** Stages and variables of the open files whose names hold the query's letters in their order. */
export function workspaceSymbols(states: readonly DocumentState[], query: string): readonly SymbolInformation[] {
  return states.flatMap(({ uri, model, places }) =>
    model.names
      .filter(({ kind, text }) => kind !== 'image' && isSubsequence(query.toLowerCase(), text.toLowerCase()))
      .flatMap(({ kind, text, occurrences }) => {
        const definition = occurrences.find(({ role }) => role === 'definition');
        if (definition === undefined) return [];
        const range = places.rangeOf(definition);
        return [{ name: text, kind: KINDS[kind], location: { uri, range }, containerName: fileName(uri) }];
      }),
  );
}

const KINDS: Readonly<Record<NameKind, SymbolKind>> = {
  image: SymbolKinds.namespace,
  stage: SymbolKinds.class,
  argument: SymbolKinds.constant,
  environment: SymbolKinds.variable,
};

function stageSymbol(state: DocumentState, stage: Stage): DocumentSymbol {
  const { from } = stage;
  return {
    name: from.alias?.text ?? from.image.text,
    detail: from.alias === undefined ? `stage ${stage.index}` : stageTitle(stage),
    kind: SymbolKinds.class,
    range: state.places.rangeOf(stage),
    selectionRange: state.places.rangeOf(from.alias ?? from.image),
    children: stage.instructions.slice(1).flatMap((node) => instructionSymbols(state, node)),
  };
}

function instructionSymbols(state: DocumentState, node: Instruction): DocumentSymbol[] {
  const { places } = state;
  const range = places.rangeOf(node);
  const named = (key: Span & { readonly text: string }, detail: string, kind: SymbolKind): DocumentSymbol => ({
    ...{ name: key.text || '?', detail: shortened(detail), kind, range, selectionRange: places.rangeOf(key) },
  });
  if (node.kind === 'arg')
    return node.declarations.map(({ key, value }) => named(key, value?.text ?? '', SymbolKinds.constant));
  if (node.kind === 'env') return node.entries.map(({ key, value }) => named(key, value.text, SymbolKinds.variable));
  const kind = node.kind === 'run' ? SymbolKinds.method : SymbolKinds.field;
  const name = `${node.keyword.text.toUpperCase()} ${shortened(node.text)}`.trim();
  return [{ name, kind, range, selectionRange: places.rangeOf(node.keyword) }];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

function isSubsequence(query: string, text: string): boolean {
  let at = 0;
  for (const char of query) {
    at = text.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function fileName(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
