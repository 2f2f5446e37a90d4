export { createDocumentState, type DocumentInput, type DocumentState } from './document/document-state.ts';
export type { Places, Span } from './document/places.ts';
export type { FileModel } from './model/file-model.ts';
export type { Layout, Stage } from './model/layout.ts';
export type { Name, NameKind, Occurrence } from './model/names.ts';
export type { Variables } from './model/scope.ts';
export type { Variable, VariableUse } from './model/variables.ts';
export type {
  BuildSource,
  FileEntry,
  FileSource,
  ImageDescription,
  ImageSource,
  ScriptSource,
  Sources,
  StepMeasure,
} from './sources/sources.ts';
export { type CacheOptions, cachedSources } from './sources/cached.ts';
export { complete, type CompletionOptions } from './services/completion/completion.ts';
export { hover } from './services/hover/hover.ts';
export { signatureHelp } from './services/signature-help.ts';
export { findDefinition } from './services/definition.ts';
export { findHighlights, findReferences } from './services/references.ts';
export { prepareRename, rename, type RenameProblem } from './services/rename.ts';
export { documentSymbols, workspaceSymbols } from './services/document-symbols.ts';
export { foldingRanges } from './services/folding.ts';
export { selectionRange } from './services/selection-ranges.ts';
export { linkedEditingRanges } from './services/linked-editing.ts';
export { incomingCalls, outgoingCalls, prepareCallHierarchy } from './services/call-hierarchy.ts';
export { inlayHints } from './services/inlay-hints.ts';
export { BUILD_STAGE, codeLenses } from './services/code-lens.ts';
export { documentLinks } from './services/document-links.ts';
export { formatDocument, formatOnType, formatRange } from './services/formatting.ts';
export {
  semanticTokens,
  semanticTokensEdits,
  semanticTokensInRange,
} from './services/semantic-tokens/semantic-tokens.ts';
export { TOKEN_MODIFIERS, TOKEN_TYPES } from './services/semantic-tokens/legend.ts';
export { diagnostics } from './services/diagnostics/diagnostics.ts';
export type { CheckOptions } from './services/diagnostics/findings.ts';
export { codeActions, type CodeActionOptions } from './services/code-actions/code-actions.ts';
export { createIgnoreState, type IgnoreInput, type IgnorePattern, type IgnoreState } from './ignore/ignore-state.ts';
export { ignoreDiagnostics } from './ignore/ignore-problems.ts';
export { completeIgnore, hoverIgnore, ignoreActions, ignoreTokens } from './ignore/ignore-services.ts';
