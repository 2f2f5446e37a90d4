import { describeName, docLines } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import type { Stage } from '../../model/layout.ts';
import { stageLabel } from '../stage-text.ts';
import { code, fenced } from './markdown.ts';

/** What a stage is: its FROM, what its comments say, who uses it. */
export function stageHover({ parse, model, places }: DocumentState, stage: Stage): { readonly markdown: string } {
  const { from, image } = stage;
  const docs = docLines(parse, from);
  const described = describeName(docs, from.alias?.text ?? '') || docs.join('\n');
  const users = model.stageUses.uses.filter((use) => use.stage === stage).map(({ user }) => user);
  const line = places.positionAt(from.start).line + 1;
  const parts = [
    fenced(`${from.keyword.text} ${from.text}`),
    image === from.image.text ? '' : `Starts from ${code(image)} unless arguments say otherwise.`,
    described,
    `Stage ${stage.index}, line ${line}, ${stage.instructions.length} instructions.`,
    users.length === 0 ? '' : `Used by ${[...new Set(users)].map((user) => code(stageLabel(user))).join(', ')}.`,
  ];
  return { markdown: parts.filter((part) => part !== '').join('\n\n') };
}
