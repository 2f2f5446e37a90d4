import { createToken, type IToken, type TokenType } from 'chevrotain';
import type { InstructionName } from '../ast/nodes.ts';

/** One token type per keyword. */
export const KEYWORD_TOKENS: Readonly<Record<InstructionName, TokenType>> = {
  add: createToken({ name: 'Add' }),
  arg: createToken({ name: 'Arg' }),
  cmd: createToken({ name: 'Cmd' }),
  copy: createToken({ name: 'Copy' }),
  entrypoint: createToken({ name: 'Entrypoint' }),
  env: createToken({ name: 'Env' }),
  expose: createToken({ name: 'Expose' }),
  from: createToken({ name: 'From' }),
  healthcheck: createToken({ name: 'Healthcheck' }),
  label: createToken({ name: 'Label' }),
  maintainer: createToken({ name: 'Maintainer' }),
  onbuild: createToken({ name: 'Onbuild' }),
  run: createToken({ name: 'Run' }),
  shell: createToken({ name: 'Shell' }),
  stopsignal: createToken({ name: 'Stopsignal' }),
  user: createToken({ name: 'User' }),
  volume: createToken({ name: 'Volume' }),
  workdir: createToken({ name: 'Workdir' }),
};

/** A keyword that names no instruction. */
export const UnknownKeyword: TokenType = createToken({ name: 'UnknownKeyword' });
export const FlagToken: TokenType = createToken({ name: 'Flag' });
/** A whitespace-delimited word. */
export const WordToken: TokenType = createToken({ name: 'Word' });
/** The second of three words of FROM, when it is `AS`. */
export const AsToken: TokenType = createToken({ name: 'As' });
/** A shell-like word with `=` in it. */
export const AssignmentToken: TokenType = createToken({ name: 'Assignment' });
/** A shell-like word without `=`. */
export const NameToken: TokenType = createToken({ name: 'Name' });
/** The rest of the logical line. */
export const RestToken: TokenType = createToken({ name: 'Rest' });
export const ArrayOpen: TokenType = createToken({ name: 'ArrayOpen' });
export const StringToken: TokenType = createToken({ name: 'String' });
export const ArrayClose: TokenType = createToken({ name: 'ArrayClose' });
/** The type words of HEALTHCHECK. */
export const CheckCmd: TokenType = createToken({ name: 'CheckCmd' });
export const CheckNone: TokenType = createToken({ name: 'CheckNone' });
/** A heredoc: its redirection word's place, with the body in the payload. */
export const HeredocToken: TokenType = createToken({ name: 'Heredoc' });

export const TOKEN_TYPES: readonly TokenType[] = [
  ...Object.values(KEYWORD_TOKENS),
  UnknownKeyword,
  FlagToken,
  WordToken,
  AsToken,
  AssignmentToken,
  NameToken,
  RestToken,
  ArrayOpen,
  StringToken,
  ArrayClose,
  CheckCmd,
  CheckNone,
  HeredocToken,
];

/** A token: a place in the source and what the lexer found out about it. */
export class SourceToken<P = unknown> implements IToken {
  readonly image = '';
  readonly startOffset: number;
  /** Inclusive, as everywhere in chevrotain; `end` is exclusive. */
  readonly endOffset: number;
  readonly tokenTypeIdx: number;
  readonly tokenType: TokenType;
  readonly payload: P;

  constructor(type: TokenType, start: number, end: number, payload: P) {
    this.startOffset = start;
    this.endOffset = end - 1;
    this.tokenTypeIdx = type.tokenTypeIdx ?? 0;
    this.tokenType = type;
    this.payload = payload;
  }

  get end(): number {
    return this.endOffset + 1;
  }
}
