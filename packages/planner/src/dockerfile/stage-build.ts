import type { Digest } from '@strake/core';
import type { Instruction } from '@strake/parser';
import type { Platform } from '@strake/oci/model';
import type { ImageDraft } from '../config/image-draft.ts';
import type { Source, StageTable } from './dependencies.ts';
import type { Setting } from './setting.ts';
import type { StagePlan, Step } from './stage-plan.ts';
import type { Titles } from './title.ts';
import type { Vertices } from './vertices.ts';

/** A stage while its steps are lowered, one after the other. */
export interface StageBuild {
  readonly plan: StagePlan;
  readonly setting: Setting;
  readonly table: StageTable;
  readonly vertices: Vertices;
  readonly sources: Sources;
  readonly titles: Titles;
  readonly platform: Platform;
  readonly image: ImageDraft;
  /** What words expand with and RUN sees: image environment, ENV and ARG, latest set last. */
  readonly variables: Map<string, string>;
  /** ARGs in scope by first declaration. */
  readonly args: Map<string, string | undefined>;
  /** The file system so far. */
  root: Digest;
  /** Whether this stage had a CMD: ENTRYPOINT drops one that is inherited. */
  commandSet: boolean;
}

/** Vertices of what COPY and RUN take files from. */
export interface Sources {
  context(): Digest;
  of(source: Source): Digest;
}

/** Carries one kind of instruction over into graph and configuration. Faults are thrown. */
export type Lower<I extends Instruction> = (node: I, step: Step, build: StageBuild) => void;

/** Sets a variable as the latest. */
export function setVariable(build: StageBuild, name: string, value: string): void {
  build.variables.delete(name);
  build.variables.set(name, value);
}

/** Where relative paths start: absolute, cleaned. */
export function workingDirectory({ image }: StageBuild): string {
  return image.workingDir === '' ? '/' : image.workingDir;
}
