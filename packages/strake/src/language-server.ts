/** For editors that start a language server in a process of their own: what `strake lsp` tells it. */
export { type ServerInput, serverOptions } from './cli/lsp/server-options.ts';
