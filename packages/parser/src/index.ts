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
export { type Fault, type FaultCode, stopsLineParser } from './fault.ts';
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
export { type CheckOptions, parseCheck } from './check-directive.ts';
export { FLAGS, flagSpec, type FlagSpec } from './check/flag-table.ts';
export { INSTRUCTION_NAMES, instructionName } from './keywords.ts';
export { children } from './ast/children.ts';
export { visit, type VisitAnswer, type Visitor } from './ast/visit.ts';
export { createParents, nodeAt, pathAt } from './ast/locate.ts';
export { describeName, docLines } from './ast/docs.ts';
export { sourceOffsets } from './ast/source-offsets.ts';
export { type ValueOffsets, valueOffsets } from './ast/value-offsets.ts';
export { heredocsOf } from './ast/heredocs-of.ts';
export { isTrivia, type Token, type TokenKind, tokens } from './tokens.ts';
export { print } from './print.ts';
export {
  type Expandable,
  expandedParts,
  findReferences,
  references,
  type VariableReference,
} from './words/references.ts';
export { type MountFault, type MountSharing, type MountSpec, type MountType, readMount } from './mount/read-mount.ts';
export { type DeviceOption, parseDevice } from './mount/device.ts';
export { format } from './format/format.ts';
export type { FormatOptions } from './format/options.ts';
export { toJson, type JsonDump, type JsonValue } from './dump/json.ts';
export { applyEdits, type TextEdit } from './edit/text-edit.ts';
export { type ImageParts, setDigest, setImage, setTag, splitImage } from './edit/image.ts';
export {
  insertAfter,
  insertBefore,
  removeFlag,
  removeInstruction,
  replaceArgument,
  setFlag,
  setStageName,
  setValue,
} from './edit/edits.ts';
