import { ruleNameOf, rules } from '@strake/lint';
import type { DocumentState } from '../../document/document-state.ts';
import { touches } from '../../document/places.ts';
import type { HoverText } from './hover.ts';

/** What a rule that a comment or directive names is about. */
export function ruleHover({ parse, text }: DocumentState, offset: number): HoverText | undefined {
  const { comments, directives } = parse.ast;
  const place = [...comments, ...directives].find((known) => touches(known, offset));
  if (place === undefined) return undefined;
  for (const { index, 0: word } of text.slice(place.start, place.end).matchAll(/[\w-]+/g)) {
    const span = { start: place.start + index, end: place.start + index + word.length };
    const rule = touches(span, offset) ? rules.find(({ name }) => name === ruleNameOf(word)) : undefined;
    if (rule) return { ...span, markdown: `**${rule.name}**\n\n${rule.docs.summary}\n\n${rule.docs.rationale}` };
  }
  return undefined;
}
