import type { CommandSpec } from './options/spec.ts';
import { version } from '../build-facts/version.ts';
import { wrapped } from './render/wrapped.ts';
import type { Terminal } from './terminal.ts';

/** Columns before the summaries, and what those are not narrowed below with them. */
const INDENT = 15;
const NARROWEST = 40;

/** What `strake` alone prints. */
export function overview(specs: readonly CommandSpec[], terminal: Terminal): string {
  const width = terminal.isTTY ? Math.max(NARROWEST, terminal.columns()) - INDENT : Infinity;
  const list = specs.map(({ name, summary }) => `  ${name.padEnd(12)} ${wrapped(summary, width, INDENT)}`).join('\n');
  return `${terminal.style('bold', 'strake')} ${version()}: Docker's build without a daemon and without root

${terminal.style('bold', 'Usage:')} strake COMMAND [OPTIONS]

${terminal.style('bold', 'Commands:')}
${list}

${terminal.style('bold', 'Environment:')}
  STRAKE_HOME             Where layers, images and the cache are kept
  STRAKE_REGISTRY_MIRROR  URL to ask before docker.io

strake COMMAND --help shows a command's options and examples.
`;
}
