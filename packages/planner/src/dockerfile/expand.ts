import { expand, type ExpansionFault, expandWords, type Scope } from '@strake/parser';
import { fail, type Span } from './fault.ts';

/** Variables by name, oldest first. */
export type Variables = ReadonlyMap<string, string>;

/** How words of the file are expanded. */
export interface WordSyntax {
  readonly escape: '\\' | '`';
}

/** What variables add to one word is bounded: one that doubles itself forty times must not fill the memory. */
const LONGEST = 1 << 20;

/** `text` with its variables replaced and quotes removed. Faults at `span`. */
export function expandWord(text: string, variables: Variables, syntax: WordSyntax, span: Span): string {
  const { value, fault } = expand(text, boundedScope(variables, span), syntax);
  return fault ? failWith(fault, span) : value;
}

/** The body of a heredoc: variables are replaced, quotes stay. */
export function expandBody(text: string, variables: Variables, span: Span): string {
  const { value, fault } = expand(text, boundedScope(variables, span), { raw: true });
  return fault ? failWith(fault, span) : value;
}

/** `text` expanded, then split at white space that is not quoted. */
export function splitWords(text: string, variables: Variables, syntax: WordSyntax, span: Span): readonly string[] {
  const { words, fault } = expandWords(text, boundedScope(variables, span), syntax);
  return fault ? failWith(fault, span) : words;
}

const HINTS: Partial<Record<ExpansionFault['code'], string>> = {
  'unbalanced-quote': 'close the quote, or escape it',
  'unsupported-modifier': 'the modifiers are :- - :+ + :? ? # ## % %% / and //',
  'variable-required': 'set the variable with ENV, or with ARG and --build-arg',
};

/** BuildKit's messages show this where the text ends inside `${`. */
const END = '\ufffd';

function failWith({ code, message }: ExpansionFault, span: Span): never {
  if (message.includes(END)) fail(code, message, { span, hint: 'close the brace: ${NAME}' });
  return fail(code, message, {
    span,
    hint: HINTS[code] ?? 'write variables as $NAME or ${NAME}, a literal dollar sign as \\$',
  });
}

function boundedScope(variables: Variables, span: Span): Scope {
  let length = 0;
  return {
    get(name) {
      const value = variables.get(name);
      length += value?.length ?? 0;
      if (length > LONGEST)
        fail('value-too-long', `the value is longer than ${LONGEST} characters`, {
          span,
          hint: 'does the variable contain itself several times?',
        });
      return value;
    },
    names: () => variables.keys(),
  };
}
