import type { Stage } from '../model/layout.ts';

/** `stage 2 from alpine:3.20`, with the image in force for the default arguments. */
export function stageTitle({ index, image }: Stage): string {
  return `stage ${index} from ${image}`;
}

/** What people call a stage: its name, else its index. */
export function stageLabel({ index, from }: Stage): string {
  return from.alias?.text ?? `${index}`;
}
