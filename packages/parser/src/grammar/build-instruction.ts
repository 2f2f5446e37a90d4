import type { Instruction } from '../ast/nodes.ts';
import { logicalText, type Source } from '../ast/source.ts';
import { argumentFault } from '../check/argument-faults.ts';
import { trimSpace } from '../lexer/space.ts';
import type { InstructionHead, TokenizedLine } from '../lexer/tokenize.ts';
import type { SourceToken } from '../lexer/token-types.ts';
import { InstructionParser } from './instruction-parser.ts';
import { type FoundFault, NodeBuilder } from './node-builder.ts';

let shared: InstructionParser | undefined;

/** Builds the nodes of one file. */
export function createInstructionBuilder(source: Source): {
  readonly faults: readonly FoundFault[];
  build(line: TokenizedLine): Instruction;
  /** After the last line. */
  release(): void;
} {
  shared ??= new InstructionParser();
  const parser = shared;
  const builder = new NodeBuilder(source);
  return {
    faults: builder.faults,
    build: (line) => buildInstruction(parser, builder, source, line),
    release: () => parser.release(),
  };
}

function buildInstruction(
  parser: InstructionParser,
  builder: NodeBuilder,
  source: Source,
  line: TokenizedLine,
): Instruction {
  const head = line.heads[0] as InstructionHead;
  builder.tokens = line.tokens;
  parser.builder = builder;
  // The line parser's fault is on record already.
  if (line.fault !== undefined) return builder.invalid(head, undefined);
  const node = head.name === undefined ? undefined : match(parser, line.tokens);
  return node ?? rejected(parser, builder, source, line);
}

function match(parser: InstructionParser, tokens: SourceToken[]): Instruction | undefined {
  const { faults } = parser.builder;
  const known = faults.length;
  parser.input = tokens;
  const node = parser.instruction() as Instruction | undefined;
  if (node !== undefined && parser.errors.length === 0) return node;
  faults.length = known;
  return undefined;
}

/** The tokens do not fit the grammar. A trigger that does not fit leaves its ONBUILD whole. */
function rejected(parser: InstructionParser, builder: NodeBuilder, source: Source, line: TokenizedLine): Instruction {
  const [head, trigger] = line.heads as readonly [InstructionHead, InstructionHead?];
  if (head.name === 'onbuild' && trigger !== undefined && isAllowedTrigger(source, trigger)) {
    const tokens = line.tokens.filter((token) => token.startOffset >= trigger.start);
    const node = match(parser, tokens) ?? explain(builder, source, line, trigger);
    return builder.onbuild(head, node);
  }
  return explain(builder, source, line, head);
}

function isAllowedTrigger(source: Source, trigger: InstructionHead): boolean {
  return !FORBIDDEN_TRIGGERS.has(triggerName(source, trigger));
}

const FORBIDDEN_TRIGGERS: ReadonlySet<string> = new Set(['ONBUILD', 'FROM', 'MAINTAINER']);

function triggerName(source: Source, trigger: InstructionHead): string {
  return trimSpace(logicalText(source, trigger.start, trigger.keywordEnd)).toUpperCase();
}

function explain(builder: NodeBuilder, source: Source, line: TokenizedLine, head: InstructionHead): Instruction {
  const next = head.name === 'onbuild' ? line.heads[1] : undefined;
  const fault = argumentFault({
    head,
    keyword: logicalText(source, head.start, head.keywordEnd),
    args: builder.argumentsOf(head).map((arg) => ({
      start: arg.start,
      end: arg.end,
      text: arg.kind === 'string' ? arg.value : arg.text,
    })),
    isJson: line.isJson,
    trigger: next && { name: triggerName(source, next), start: next.start, end: next.keywordEnd },
  });
  return builder.invalid(head, fault);
}
