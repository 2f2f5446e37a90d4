import type { CommandSpec } from './options/spec.ts';
import { version } from '../build-facts/version.ts';
import type { Terminal } from './terminal.ts';

/** What `strake` alone prints. */
export function overview(specs: readonly CommandSpec[], terminal: Terminal): string {
  const list = specs.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n');
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
