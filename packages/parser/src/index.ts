export type * from './ast/nodes.ts';
export type { ParseResult } from './parse-result.ts';
export { type InstructionResult, parse, parseInstruction } from './parse.ts';
export type {
  ExpandOptions,
  Expansion,
  ExpansionFault,
  ExpansionFaultCode,
  ExpansionPiece,
  Scope,
  WordsExpansion,
} from './words/scope.ts';
export { expand, expandWords } from './words/expand.ts';
export { chompHeredoc } from './heredoc.ts';
export { parseMount } from './mount/mount-option.ts';
export type { Fault, FaultCode } from './fault.ts';
export { toBuildkit, type BuildkitDumpOptions } from './dump/buildkit.ts';
export type {
  BuildkitDump,
  BuildkitError,
  BuildkitHeredoc,
  BuildkitInstruction,
  BuildkitStage,
  BuildkitSub,
} from './dump/buildkit-shape.ts';
export { detectSyntax, type SyntaxDirective } from './detect-syntax.ts';
