/** Types and modifiers in the order of their numbers. Predefined ones only, so that every theme has colours for them. */
export const TOKEN_TYPES = [
  'comment',
  'macro',
  'keyword',
  'parameter',
  'string',
  'namespace',
  'class',
  'property',
  'variable',
  'operator',
  'function',
  'number',
  'enumMember',
] as const;

export const TOKEN_MODIFIERS = ['declaration', 'readonly', 'defaultLibrary', 'deprecated'] as const;

export type TokenType = (typeof TOKEN_TYPES)[number];
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];
