import { rules } from '@strake/lint';
import type { CompletionItem } from 'vscode-languageserver';
import { directives } from '../../knowledge/values.ts';
import type { CompletionRequest } from './completion.ts';
import { isAtTop } from './keyword-items.ts';
import { item, tail } from './items.ts';

/** Directives at the top of a file, and the names of rules wherever a comment switches rules off. */
export function commentItems(request: CompletionRequest): readonly CompletionItem[] {
  const { before } = request.cursor;
  const named =
    /#\s*(?:check\s*=.*skip=|hadolint\s+(?:global\s+)?ignore=|strake-ignore\s+)(?:[^;]*[,\s])?([\w-]*)$/i.exec(before);
  if (named) return ruleItems(request, named[1] ?? '', /hadolint/i.test(before));
  const value = /^\s*#\s*(\w+)\s*=\s*(\S*)$/.exec(before);
  if (value && isAtTop(request.state, request.cursor.offset))
    return directiveValues(request, value[1] ?? '', value[2] ?? '');
  const name = /^\s*#\s*([\w ]*)$/.exec(before);
  return name ? commentNames(request, name[1] ?? '') : [];
}

function ruleItems(request: CompletionRequest, typed: string, isHadolint: boolean): readonly CompletionItem[] {
  return rules.flatMap(({ name, aliases, origin, docs }) => {
    const names = isHadolint ? [name, ...aliases].filter((known) => /^(?:DL|SC)\d+$/.test(known)) : [name];
    const order = origin === 'buildkit' || isHadolint ? 0 : 1;
    return names.map((label) =>
      item(request, label, tail(request, typed.length), { kind: 'enumMember', detail: docs.summary, order }),
    );
  });
}

function directiveValues(request: CompletionRequest, name: string, typed: string): readonly CompletionItem[] {
  const directive = directives.find((known) => known.name === name.toLowerCase());
  const span = tail(request, typed.length);
  return (directive?.values ?? []).map((value) => item(request, value, span, { kind: 'value' }));
}

function commentNames(request: CompletionRequest, typed: string): readonly CompletionItem[] {
  const span = tail(request, typed.length);
  const pragmas = ['hadolint ignore=', 'check=skip='].map((text) =>
    item(request, text, span, {
      kind: 'property',
      detail: 'Skip rules for the next instruction',
      continues: true,
      order: 1,
    }),
  );
  if (!isAtTop(request.state, request.cursor.offset)) return pragmas;
  const known = directives.map(({ name, doc }) =>
    item(request, `${name}=`, span, { kind: 'property', doc, continues: true, order: 0 }),
  );
  return [...known, ...pragmas];
}
