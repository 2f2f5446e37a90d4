import { shortDigest } from '@strake/core';
import type { PushProgress } from '@strake/registry';
import { formatSize } from '../render/size.ts';
import type { Terminal } from '../terminal.ts';

const STATES: Readonly<Record<Exclude<PushProgress['state'], 'sending'>, string>> = {
  there: 'is there already',
  mounted: 'mounted from another repository',
  done: 'sent',
};

/** One line for each blob that has arrived. */
export function transferProgress(terminal: Terminal): (progress: PushProgress) => void {
  return ({ descriptor, state }) => {
    if (state === 'sending') return;
    terminal.err(`${shortDigest(descriptor.digest)} ${formatSize(descriptor.size).padStart(9)}  ${STATES[state]}\n`);
  };
}
