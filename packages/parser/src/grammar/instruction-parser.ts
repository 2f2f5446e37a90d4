import { EmbeddedActionsParser, type IParserErrorMessageProvider, type ParserMethod, type TokenType } from 'chevrotain';
import type {
  Argument,
  ArgDeclaration,
  Command,
  ExecForm,
  Heredoc,
  Instruction,
  KeyValue,
  StringLiteral,
  Word,
} from '../ast/nodes.ts';
import type { InstructionHead } from '../lexer/tokenize.ts';
import {
  ArrayClose,
  ArrayOpen,
  AsToken,
  AssignmentToken,
  CheckCmd,
  CheckNone,
  FlagToken,
  HeredocToken,
  KEYWORD_TOKENS,
  NameToken,
  RestToken,
  type SourceToken,
  StringToken,
  TOKEN_TYPES,
  WordToken,
} from '../lexer/token-types.ts';
import { lazyLookahead } from './lazy-lookahead.ts';
import { type Assignment, NodeBuilder } from './node-builder.ts';
import { recordQuickly } from './quick-recording.ts';

const NO_MESSAGE = (): string => '';

/** A mismatch becomes an `InvalidNode` with BuildKit's message, so chevrotain's own texts are never made. */
const SILENT: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: NO_MESSAGE,
  buildNotAllInputParsedMessage: NO_MESSAGE,
  buildNoViableAltMessage: NO_MESSAGE,
  buildEarlyExitMessage: NO_MESSAGE,
};

const NO_HEREDOCS: readonly Heredoc[] = [];

const IDLE = new NodeBuilder({ text: '', escape: '\\' });

/** A copy without the spare room that growing left: most lists have one or two elements, and an AST has many lists. */
function exact<T>(list: readonly T[]): T[] {
  return list.slice();
}

type Rule<T> = ParserMethod<[], T>;

/**
 * The grammar of one instruction. Its rules build nodes directly; there is no concrete syntax tree. The lexer has
 * already decided what depends on more than the next token: JSON or shell form, old or new style of ENV, heredocs.
 */
export class InstructionParser extends EmbeddedActionsParser {
  builder: NodeBuilder = IDLE;

  /** chevrotain's checks of the grammar take most of its start-up time and say the same each time: a test runs them. */
  constructor(options: { readonly checkGrammar?: boolean } = {}) {
    super([...TOKEN_TYPES], {
      lookaheadStrategy: lazyLookahead(1),
      recoveryEnabled: false,
      skipValidations: options.checkGrammar !== true,
      errorMessageProvider: SILENT,
      nodeLocationTracking: 'none',
    });
    recordQuickly(this);
    this.performSelfAnalysis();
  }

  readonly #flags: Rule<void> = this.RULE('flags', () => {
    this.MANY(() => this.CONSUME(FlagToken));
  });

  readonly #words: Rule<Word[]> = this.RULE('words', () => {
    const words: Word[] = [];
    this.AT_LEAST_ONE(() => {
      const token = this.CONSUME(WordToken) as SourceToken;
      this.ACTION(() => words.push(this.builder.word(token)));
    });
    return exact(words);
  });

  readonly #array: Rule<ExecForm> = this.RULE('array', () => {
    const open = this.CONSUME(ArrayOpen) as SourceToken;
    const strings: StringLiteral[] = [];
    this.MANY(() => {
      const token = this.CONSUME(StringToken) as SourceToken;
      this.ACTION(() => strings.push(this.builder.string(token)));
    });
    const close = this.CONSUME(ArrayClose) as SourceToken;
    return this.ACTION(() => this.builder.execForm(open, exact(strings), close));
  });

  readonly #heredocs: Rule<readonly Heredoc[]> = this.RULE('heredocs', () => {
    const found: Heredoc[] = [];
    this.MANY(() => {
      const token = this.CONSUME(HeredocToken) as SourceToken<Heredoc>;
      found.push(token.payload);
    });
    return found.length === 0 ? NO_HEREDOCS : exact(found);
  });

  /** A command in exec form; undefined is shell form, whose text the node knows. */
  readonly #command: Rule<ExecForm | undefined> = this.RULE('command', () =>
    this.OR([
      { ALT: () => this.SUBRULE(this.#array) },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(RestToken));
          return undefined;
        },
      },
    ]),
  );

  /** JSON strings or words. */
  readonly #paths: Rule<readonly Argument[]> = this.RULE('paths', () =>
    this.OR([{ ALT: () => this.SUBRULE(this.#array)?.args }, { ALT: () => this.SUBRULE(this.#words) }]),
  );

  readonly #pair: Rule<KeyValue> = this.RULE('pair', () => {
    const token = this.CONSUME(AssignmentToken) as SourceToken<Assignment>;
    return this.ACTION(() => this.builder.keyValue(token));
  });

  readonly #pairs: Rule<readonly KeyValue[]> = this.RULE('pairs', () =>
    this.OR([
      {
        ALT: () => {
          const pairs: KeyValue[] = [];
          this.AT_LEAST_ONE(() => pairs.push(this.SUBRULE(this.#pair)));
          return exact(pairs);
        },
      },
      {
        ALT: () => {
          const key = this.CONSUME(NameToken) as SourceToken;
          const value = this.CONSUME(RestToken) as SourceToken;
          return this.ACTION(() => [this.builder.legacyKeyValue(key, value)]);
        },
      },
    ]),
  );

  readonly #from: Rule<Instruction> = this.RULE('from', () => {
    const head = this.#keyword(KEYWORD_TOKENS.from);
    const image = this.CONSUME(WordToken) as SourceToken;
    const alias = this.OPTION(() => {
      this.CONSUME(AsToken);
      return this.CONSUME2(WordToken) as SourceToken;
    });
    return this.ACTION(() => this.builder.from(head, this.builder.word(image), alias && this.builder.word(alias)));
  });

  readonly #run: Rule<Instruction> = this.RULE('run', () => {
    const head = this.#keyword(KEYWORD_TOKENS.run);
    const exec = this.SUBRULE(this.#command);
    const heredocs = this.SUBRULE(this.#heredocs);
    return this.ACTION(() => this.builder.run(head, exec, heredocs));
  });

  readonly #cmd: Rule<Instruction> = this.RULE('cmd', () => {
    const head = this.#keyword(KEYWORD_TOKENS.cmd);
    const exec = this.SUBRULE(this.#command);
    return this.ACTION(() => this.builder.cmd(head, exec));
  });

  readonly #entrypoint: Rule<Instruction> = this.RULE('entrypoint', () => {
    const head = this.#keyword(KEYWORD_TOKENS.entrypoint);
    const exec = this.SUBRULE(this.#command);
    return this.ACTION(() => this.builder.entrypoint(head, exec));
  });

  readonly #shell: Rule<Instruction> = this.RULE('shell', () => {
    const head = this.#keyword(KEYWORD_TOKENS.shell);
    const command = this.SUBRULE(this.#array);
    return this.ACTION(() => this.builder.shell(head, command));
  });

  readonly #copy: Rule<Instruction> = this.RULE('copy', () => {
    const head = this.#keyword(KEYWORD_TOKENS.copy);
    const args = this.SUBRULE(this.#paths);
    const bodies = this.SUBRULE(this.#heredocs);
    return this.ACTION(() => this.builder.copy('copy', head, args, bodies));
  });

  readonly #add: Rule<Instruction> = this.RULE('add', () => {
    const head = this.#keyword(KEYWORD_TOKENS.add);
    const args = this.SUBRULE(this.#paths);
    const bodies = this.SUBRULE(this.#heredocs);
    return this.ACTION(() => this.builder.copy('add', head, args, bodies));
  });

  readonly #env: Rule<Instruction> = this.RULE('env', () => {
    const head = this.#keyword(KEYWORD_TOKENS.env);
    const entries = this.SUBRULE(this.#pairs);
    return this.ACTION(() => this.builder.pairs('env', head, entries));
  });

  readonly #label: Rule<Instruction> = this.RULE('label', () => {
    const head = this.#keyword(KEYWORD_TOKENS.label);
    const entries = this.SUBRULE(this.#pairs);
    return this.ACTION(() => this.builder.pairs('label', head, entries));
  });

  readonly #arg: Rule<Instruction> = this.RULE('arg', () => {
    const head = this.#keyword(KEYWORD_TOKENS.arg);
    const declarations: ArgDeclaration[] = [];
    this.AT_LEAST_ONE(() => declarations.push(this.SUBRULE(this.#declaration)));
    return this.ACTION(() => this.builder.arg(head, exact(declarations)));
  });

  readonly #declaration: Rule<ArgDeclaration> = this.RULE('declaration', () =>
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(NameToken) as SourceToken;
          return this.ACTION(() => this.builder.bareDeclaration(token));
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(AssignmentToken) as SourceToken<Assignment>;
          return this.ACTION(() => this.builder.declaration(token));
        },
      },
    ]),
  );

  readonly #expose: Rule<Instruction> = this.RULE('expose', () => {
    const head = this.#keyword(KEYWORD_TOKENS.expose);
    const ports = this.SUBRULE(this.#words);
    return this.ACTION(() => this.builder.expose(head, ports));
  });

  readonly #volume: Rule<Instruction> = this.RULE('volume', () => {
    const head = this.#keyword(KEYWORD_TOKENS.volume);
    const paths = this.SUBRULE(this.#paths);
    return this.ACTION(() => this.builder.volume(head, paths));
  });

  readonly #user: Rule<Instruction> = this.RULE('user', () => {
    const head = this.#keyword(KEYWORD_TOKENS.user);
    const rest = this.CONSUME(RestToken) as SourceToken;
    return this.ACTION(() => this.builder.user(head, this.builder.word(rest)));
  });

  readonly #workdir: Rule<Instruction> = this.RULE('workdir', () => {
    const head = this.#keyword(KEYWORD_TOKENS.workdir);
    const rest = this.CONSUME(RestToken) as SourceToken;
    return this.ACTION(() => this.builder.workdir(head, this.builder.word(rest)));
  });

  readonly #stopsignal: Rule<Instruction> = this.RULE('stopsignal', () => {
    const head = this.#keyword(KEYWORD_TOKENS.stopsignal);
    const rest = this.CONSUME(RestToken) as SourceToken;
    return this.ACTION(() => this.builder.stopsignal(head, this.builder.word(rest)));
  });

  readonly #maintainer: Rule<Instruction> = this.RULE('maintainer', () => {
    const head = this.#keyword(KEYWORD_TOKENS.maintainer);
    const rest = this.CONSUME(RestToken) as SourceToken;
    return this.ACTION(() => this.builder.maintainer(head, this.builder.word(rest)));
  });

  readonly #healthcheck: Rule<Instruction> = this.RULE('healthcheck', () => {
    const head = this.#keyword(KEYWORD_TOKENS.healthcheck);
    const command = this.OR([
      {
        ALT: () => {
          this.CONSUME(CheckNone);
          // An empty array is no argument.
          this.OPTION(() => {
            this.CONSUME(ArrayOpen);
            this.CONSUME(ArrayClose);
          });
          return undefined;
        },
      },
      { ALT: () => this.SUBRULE(this.#check) },
    ]);
    return this.ACTION(() => this.builder.healthcheck(head, command));
  });

  readonly #check: Rule<Command> = this.RULE('check', () => {
    this.CONSUME(CheckCmd);
    return this.OR([
      { ALT: () => this.SUBRULE(this.#array) },
      {
        ALT: () => {
          const rest = this.CONSUME(RestToken) as SourceToken;
          return this.ACTION(() => this.builder.shellForm(rest));
        },
      },
    ]);
  });

  readonly #onbuild: Rule<Instruction> = this.RULE('onbuild', () => {
    const head = this.#keyword(KEYWORD_TOKENS.onbuild);
    const trigger = this.SUBRULE(this.#trigger);
    return this.ACTION(() => this.builder.onbuild(head, trigger));
  });

  #triggers: { ALT: () => Instruction }[] | undefined;

  /** What ONBUILD may hold: anything but ONBUILD, FROM and MAINTAINER. */
  readonly #trigger: Rule<Instruction> = this.RULE('trigger', () => {
    this.#triggers ??= [
      { ALT: () => this.SUBRULE(this.#run) },
      { ALT: () => this.SUBRULE(this.#copy) },
      { ALT: () => this.SUBRULE(this.#env) },
      { ALT: () => this.SUBRULE(this.#arg) },
      { ALT: () => this.SUBRULE(this.#workdir) },
      { ALT: () => this.SUBRULE(this.#cmd) },
      { ALT: () => this.SUBRULE(this.#entrypoint) },
      { ALT: () => this.SUBRULE(this.#expose) },
      { ALT: () => this.SUBRULE(this.#label) },
      { ALT: () => this.SUBRULE(this.#user) },
      { ALT: () => this.SUBRULE(this.#add) },
      { ALT: () => this.SUBRULE(this.#shell) },
      { ALT: () => this.SUBRULE(this.#volume) },
      { ALT: () => this.SUBRULE(this.#healthcheck) },
      { ALT: () => this.SUBRULE(this.#stopsignal) },
    ];
    return this.OR(this.#triggers);
  });

  #instructions: { ALT: () => Instruction }[] | undefined;

  /** The start rule: one instruction. Undefined, or errors in `errors`, when the tokens do not fit. */
  readonly instruction: Rule<Instruction> = this.RULE('instruction', () => {
    this.#instructions ??= [
      { ALT: () => this.SUBRULE(this.#trigger) },
      { ALT: () => this.SUBRULE(this.#from) },
      { ALT: () => this.SUBRULE(this.#onbuild) },
      { ALT: () => this.SUBRULE(this.#maintainer) },
    ];
    return this.OR(this.#instructions);
  });

  /** Lets go of the file that was parsed. */
  release(): void {
    this.input = [];
    this.builder = IDLE;
  }

  #keyword(type: TokenType): InstructionHead {
    const token = this.CONSUME(type) as SourceToken<InstructionHead>;
    this.SUBRULE(this.#flags);
    return token.payload;
  }
}
