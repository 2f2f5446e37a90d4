import type { Range } from '@strake/core';
import { expand } from '@strake/parser';
import type { Platform } from '@strake/oci/model';
import { formatPlatform, normalizePlatform, parsePlatform } from '@strake/oci/model';
import type { Origin } from '../graph/vertex.ts';
import { formatWithVersion } from './build-args.ts';
import type { Variables, WordSyntax } from './expand.ts';
import type { StagePlan, Step } from './stage-plan.ts';

/** The stage's name, or `stage-N`. */
export function stageTitle({ stage: { name, index } }: StagePlan): string {
  return name ?? `stage-${index}`;
}

/** How the steps of one stage are called and counted: `[build 2/5] RUN make`. */
export interface Titles {
  /** The next step's origin. */
  next(step: Step, text: string, variables: Variables): Origin;
  /** Origin of the stage's base image. */
  base(text: string, range: Range): Origin;
}

export interface TitleOptions {
  /** The file has but one stage and takes files from no other tree: no need to name it. */
  readonly alone: boolean;
  readonly showPlatform: boolean;
  readonly ignoreCache: boolean;
  readonly platform: Platform;
}

export function createTitles(plan: StagePlan, options: TitleOptions): Titles {
  const total = stepCount(plan);
  const width = String(total).length;
  const { name, index } = plan.stage;
  const stage = name ?? String(index);
  const shownName = options.alone ? '' : `${stageTitle(plan)} `;
  let number = 0;
  const prefix = (variables: Variables): string => {
    number++;
    const platform = options.showPlatform ? `${platformTitle(options.platform, variables)} ` : '';
    return total === 0 ? '' : `[${platform}${shownName}${String(number).padStart(width)}/${total}] `;
  };
  return {
    base: (text, range) => ({ label: prefix(new Map()) + text, stage, range }),
    next({ instruction, source, onBuild }, text, variables) {
      const label = `${prefix(variables)}${onBuild ? 'ONBUILD ' : ''}${text}`;
      const cached = instruction.kind === 'workdir' || !options.ignoreCache;
      return { label, stage, range: source.rangeOf(instruction), ...(cached ? {} : { ignoreCache: true }) };
    },
  };
}

const COUNTED: ReadonlySet<string> = new Set(['run', 'copy', 'add', 'workdir']);

/** What the titles of a stage count: its base image, the steps that make layers, and every trigger. */
function stepCount({ base, steps }: StagePlan): number {
  const counted = steps.filter(({ instruction, onBuild }) => onBuild || COUNTED.has(instruction.kind)).length;
  return counted + (base.kind === 'tree' && base.name !== 'scratch' ? 1 : 0);
}

/** `linux/amd64`, and where the step says that it builds for another platform, `linux/amd64->arm64`. */
function platformTitle(platform: Platform, variables: Variables): string {
  const shown = formatWithVersion(platform);
  const target = targetOf(platform, variables);
  if (!target) return shown;
  if (target.os !== platform.os) return `${shown}->${formatPlatform(target)}`;
  const { architecture, variant } = target;
  return architecture === platform.architecture ? shown : `${shown}->${architecture}${variant ? `/${variant}` : ''}`;
}

function targetOf(platform: Platform, variables: Variables): Platform | undefined {
  const whole = parsePlatform(variables.get('TARGETPLATFORM') ?? '', platform);
  if (variables.has('TARGETPLATFORM') && whole.ok) return whole.value;
  const os = variables.get('TARGETOS');
  const architecture = variables.get('TARGETARCH');
  const variant = variables.get('TARGETVARIANT');
  if (os === undefined && architecture === undefined && variant === undefined) return undefined;
  return normalizePlatform({
    os: os || platform.os,
    architecture: architecture || platform.architecture,
    ...(variant ? { variant } : {}),
  });
}

/** The instruction on one line, as written, keyword in capitals. */
function stepText({ instruction, source }: Step): string {
  const flags = instruction.flags.map(({ start, end }) => source.text.slice(start, end));
  return [instruction.keyword.text.toUpperCase(), ...flags, instruction.text]
    .filter((part) => part !== '')
    .join(' ')
    .trim();
}

/** The instruction with its variables replaced, as far as that goes. */
export function expandedText(step: Step, variables: Variables, syntax: WordSyntax): string {
  const text = stepText(step);
  const { value, fault } = expand(text, variables, syntax);
  return fault ? text : value;
}

/** A command and the first line of its heredoc with the variables that are set: the shell's own and quoted ones stay. */
export function commandText(step: Step, summary: string, variables: Variables): string {
  return (stepText(step) + summary).replace(
    /'[^']*'|\\.|\$(?:\{(\w+)\}|(\w+))/gs,
    (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      return (name === undefined ? undefined : variables.get(name)) ?? whole;
    },
  );
}

/** Label of a vertex that belongs to no stage. */
export function sourceOrigin(label: string): Origin {
  return { label };
}
