import { INSTRUCTION_NAMES, type InstructionName } from '@strake/parser';
import type { CompletionItem } from 'vscode-languageserver';
import type { DocumentState } from '../../document/document-state.ts';
import { directives } from '../../knowledge/values.ts';
import { instructionDocs } from '../../knowledge/instructions.ts';
import type { CompletionRequest } from './completion.ts';
import { item } from './items.ts';

const TRIGGERS: ReadonlySet<InstructionName> = new Set<InstructionName>(['from', 'maintainer', 'onbuild']);

/** Instructions, those that can stand here. */
export function keywordItems(request: CompletionRequest): readonly CompletionItem[] {
  const { cursor, state } = request;
  const isBeforeFrom = !cursor.isTrigger && (state.model.stages[0]?.start ?? Infinity) >= cursor.span.start;
  const isLower = keywordsAreLower(state);
  const names = INSTRUCTION_NAMES.filter((name) => !cursor.isTrigger || !TRIGGERS.has(name));
  const items = names.map((name) => instructionItem(request, name, { isBeforeFrom, isLower }));
  return isAtTop(state, cursor.span.start) && !cursor.isTrigger ? [...items, ...directiveItems(request)] : items;
}

function instructionItem(
  request: CompletionRequest,
  name: InstructionName,
  { isBeforeFrom, isLower }: { readonly isBeforeFrom: boolean; readonly isLower: boolean },
): CompletionItem {
  const { summary, detail, snippet } = instructionDocs[name];
  const keyword = isLower ? name : name.toUpperCase();
  const fits = !isBeforeFrom || name === 'from' || name === 'arg';
  return item(request, keyword, request.cursor.span, {
    kind: 'keyword',
    detail: summary,
    doc: detail,
    order: fits ? 0 : 1,
    isDeprecated: name === 'maintainer',
    ...(request.snippets ? { insert: `${keyword} ${snippet}`, isSnippet: true } : { insert: keyword }),
  });
}

/** Whether the file writes its keywords in lower case. */
function keywordsAreLower({ parse }: DocumentState): boolean {
  const { instructions } = parse.ast;
  const lower = instructions.filter(({ keyword }) => keyword.text === keyword.text.toLowerCase()).length;
  return lower * 2 > instructions.length;
}

/** Whether only directives stand above. */
export function isAtTop({ text }: DocumentState, offset: number): boolean {
  return /^\uFEFF?(?:#[ \t]*(?:syntax|escape|check)[ \t]*=.*\r?\n)*[^\n]*$/i.test(text.slice(0, offset));
}

function directiveItems(request: CompletionRequest): readonly CompletionItem[] {
  const given = new Set(request.state.parse.ast.directives.map(({ name }) => name as string));
  return directives
    .filter(({ name }) => !given.has(name))
    .map(({ name, doc, values }) =>
      item(request, `# ${name}=`, request.cursor.span, {
        kind: 'property',
        doc,
        insert: name === 'check' ? `# ${name}=` : `# ${name}=${values[0] ?? ''}`,
        order: 2,
      }),
    );
}
