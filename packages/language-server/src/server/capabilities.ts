import type { ServerCapabilities } from 'vscode-languageserver';
import { FIX_ALL, QUICK_FIX, REWRITE } from '../services/code-actions/code-actions.ts';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../services/semantic-tokens/legend.ts';
import type { ResolvedSettings } from './settings.ts';

const INCREMENTAL = 2;

/** All that the server offers. */
export function capabilitiesFor({ codeLens, inlayHints }: ResolvedSettings): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: INCREMENTAL },
    completionProvider: { triggerCharacters: ['-', '=', ',', ':', '/', '$', '{', '@', '!', '#', ' '] },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: [' ', '-', '=', ','], retriggerCharacters: [' ', ','] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    codeActionProvider: { codeActionKinds: [QUICK_FIX, FIX_ALL, REWRITE] },
    documentLinkProvider: {},
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n' },
    renameProvider: { prepareProvider: true },
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    callHierarchyProvider: true,
    linkedEditingRangeProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: { delta: true },
      range: true,
    },
    diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false, identifier: 'strake' },
    ...(inlayHints ? { inlayHintProvider: true } : {}),
    ...(codeLens ? { codeLensProvider: {} } : {}),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
