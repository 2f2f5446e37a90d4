import type { Digest, EventSink } from '@strake/core';
import type { BuildEvent } from '@strake/executor';
import { collectEarly, collectLate, keepYoungSpace } from './young-space.ts';

/**
 * Milliseconds after which garbage is collected early: that would take a short build a tenth of its time. A large context keeps
 * this thread busy before long, and a timer waiting; from where a command starts, this process makes little.
 */
const LONG = { withoutCommand: 30, untilCommand: 100, fromCommand: 200 };

/** Follows a build, and has its garbage collected when that is worth the time. `packs`: compressors come on top of it. */
export function spareMemory(packs: boolean): { readonly event: EventSink<BuildEvent> } {
  let commands: ReadonlySet<Digest> = new Set();
  let timer: NodeJS.Timeout | undefined;
  const collectAfter = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      commands = new Set();
      collectEarly();
    }, milliseconds).unref();
  };
  return {
    event(event) {
      if (event.type === 'plan') {
        keepYoungSpace();
        if (packs) return collectEarly();
        commands = new Set(event.vertices.filter(({ label }) => COMMAND.test(label)).map(({ digest }) => digest));
        collectAfter(commands.size > 0 ? LONG.untilCommand : LONG.withoutCommand);
      } else if (event.type === 'started' && commands.has(event.vertex)) {
        commands = new Set();
        collectLate();
        collectAfter(LONG.fromCommand);
      }
    },
  };
}

/** Label of a RUN: `[ 2/5] RUN make`. */
const COMMAND = /^\[[^\]]*\] RUN /;
