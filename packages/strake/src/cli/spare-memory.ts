import type { Digest, EventSink } from '@strake/core';
import type { BuildEvent } from '@strake/executor';
import { collectEarly, collectLate, keepYoungSpace } from './young-space.ts';

/** Milliseconds after which garbage is collected early: that would take a short build a tenth of its time. */
const LONG = 100;
/** The same, from where a command starts: meanwhile this process makes little. */
const LONGER = 200;

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
        collectAfter(LONG);
      } else if (event.type === 'started' && commands.has(event.vertex)) {
        commands = new Set();
        collectLate();
        collectAfter(LONGER);
      }
    },
  };
}

/** Label of a RUN: `[ 2/5] RUN make`. */
const COMMAND = /^\[[^\]]*\] RUN /;
