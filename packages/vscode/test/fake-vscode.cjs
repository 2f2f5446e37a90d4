// What an editor gives its extensions: enough of it to start a language client. All that is not named here is a class
// that can be made, called and asked for anything.
'use strict';

const disposable = { dispose() {} };
const registered = [];

function anything() {
  const target = function () {};
  return new Proxy(target, {
    get(_target, key) {
      if (key === 'then' || key === Symbol.iterator || key === Symbol.asyncIterator) return undefined;
      if (key === Symbol.toPrimitive) return () => 'anything';
      if (key === 'prototype') return target.prototype;
      return typeof key === 'string' && /^(?:on[A-Z]|register|create)/.test(key) ? () => disposable : anything();
    },
    apply: () => disposable,
    construct: () => ({}),
  });
}

class EventEmitter {
  event = () => disposable;
  fire() {}
  dispose() {}
}
class Base {
  isFake = true;
}

function namespace(known) {
  return new Proxy(known, {
    get: (target, key) => {
      if (key in target) return target[key];
      if (/^(?:on[A-Z]|register|create)/.test(String(key))) return () => disposable;
      return anything();
    },
  });
}

const settings = { get: (_name, otherwise) => otherwise, has: () => false, inspect: () => undefined };
const channel = {
  name: 'x',
  append() {},
  appendLine(text) {
    module.exports.log.push(text);
  },
  clear() {},
  show() {},
  dispose() {},
  logLevel: 1,
  onDidChangeLogLevel: () => disposable,
};
for (const level of ['trace', 'debug', 'info', 'warn', 'error'])
  channel[level] = (text) => module.exports.log.push(String(text));

function uriOf(text) {
  return { fsPath: text.replace('file://', ''), toString: () => text };
}

const known = {
  log: [],
  registered,
  version: '1.101.0',
  EventEmitter,
  CancellationTokenSource: class {
    token = { isCancellationRequested: false, onCancellationRequested: () => disposable };
    cancel() {}
    dispose() {}
  },
  Disposable: class {
    constructor(call) {
      this.call = call;
    }
    dispose() {
      this.call?.();
    }
    static from() {
      return disposable;
    }
  },
  Uri: { parse: uriOf, file: (path) => uriOf(`file://${path}`) },
  commands: namespace({
    registerCommand(name) {
      registered.push(name);
      return disposable;
    },
    getCommands: async () => [],
    executeCommand: async () => undefined,
  }),
  workspace: namespace({
    isTrusted: true,
    workspaceFolders: [],
    textDocuments: [],
    notebookDocuments: [],
    getConfiguration: () => settings,
    getWorkspaceFolder: () => undefined,
  }),
  window: namespace({
    activeTextEditor: undefined,
    visibleTextEditors: [],
    tabGroups: { all: [], onDidChangeTabs: () => disposable, onDidChangeTabGroups: () => disposable },
    createOutputChannel: () => channel,
    showErrorMessage: async (text) => void module.exports.log.push(text),
  }),
  languages: namespace({
    createDiagnosticCollection: () => ({ set() {}, delete() {}, clear() {}, dispose() {} }),
    match: () => 0,
  }),
  env: namespace({
    appName: 'fake',
    language: 'en',
    isTelemetryEnabled: false,
    logLevel: 1,
    onDidChangeLogLevel: () => disposable,
  }),
  extensions: namespace({ all: [] }),
};

const CLASSES =
  'CodeAction NotebookCellKind CallHierarchyIncomingCall CallHierarchyItem CallHierarchyOutgoingCall CancellationError CodeActionTriggerKind CodeLens Color ColorInformation ColorPresentation CompletionItem CompletionItemKind CompletionItemTag CompletionList CompletionTriggerKind Diagnostic DiagnosticRelatedInformation DiagnosticSeverity DiagnosticTag DocumentHighlight DocumentHighlightKind DocumentLink DocumentSymbol FileType FoldingRange FoldingRangeKind Hover InlayHint InlayHintLabelPart InlineCompletionItem InlineCompletionList InlineCompletionTriggerKind InlineValueEvaluatableExpression InlineValueText InlineValueVariableLookup LinkedEditingRanges Location LogLevel MarkdownString ParameterInformation Position ProgressLocation Range RelativePattern SelectionRange SemanticTokens SemanticTokensEdit SemanticTokensEdits SignatureHelp SignatureHelpTriggerKind SignatureInformation SnippetString SnippetTextEdit SymbolInformation SymbolKind SymbolTag TabInputCustom TabInputNotebook TabInputText TabInputTextDiff TextDocumentSaveReason TextEdit TypeHierarchyItem WorkspaceEdit';
for (const name of CLASSES.split(' '))
  known[name] = new Proxy(class extends Base {}, { get: (target, key) => (key in target ? target[key] : anything()) });

const kind = (value) => ({ value, append: (part) => kind(`${value}.${part}`) });
known.CodeActionKind = { Empty: kind('') };

module.exports = known;
