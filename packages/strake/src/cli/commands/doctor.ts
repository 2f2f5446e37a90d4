import { diskError, makeDirectories } from '@strake/oci/node';
import {
  type DriverReport,
  type Finding,
  probeDrivers,
  type PromiseName,
  PROMISES,
  type SandboxReport,
  type Tier,
} from '@strake/sandbox';
import { defaultHome } from '../../home.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { visible } from '../render/visible.ts';
import type { Terminal } from '../terminal.ts';

export const doctorCommand: Command = {
  spec: {
    name: 'doctor',
    summary: 'Say what this machine can do for RUN, and for each thing missing what mends it.',
    usage: '[OPTIONS]',
    positionals: { min: 0, max: 0 },
    flags: [
      { name: 'json', type: 'boolean', help: 'Print the report as JSON on standard output' },
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [
      { command: 'strake doctor', does: 'Try every way to isolate a RUN, for real' },
      { command: 'strake doctor --json', does: 'The same for scripts: exit code 5 when no RUN works' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, { terminal, env, signal }: CommandContext): Promise<number> {
  const home = defaultHome(env);
  const report = await probedIn(home, signal);
  if (options.boolean('json')) terminal.out(`${JSON.stringify({ ...report, does: TIERS[report.tier] }, null, 2)}\n`);
  else terminal.out(describeReport(report, terminal));
  return report.tier === 'T0' ? ExitCode.sandbox : ExitCode.ok;
}

/** Throws `STORE_FAILED` where nothing can be kept: no build works there either. */
async function probedIn(home: string, signal: AbortSignal): Promise<SandboxReport> {
  try {
    makeDirectories(home, 0o700);
    return await probeDrivers({ directory: home, signal });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw diskError(`use the store "${home}"`, error);
    throw error;
  }
}

const TIERS: Readonly<Record<Tier, string>> = {
  T0: 'builds without RUN',
  T1: 'RUN with the single uid 0: no USER, no chown to others (--driver single-uid feigns it)',
  T2: 'RUN as an ordinary user with subordinate ids',
  T3: 'RUN as root, with every id',
};

function describeReport(report: SandboxReport, terminal: Terminal): string {
  const { tier, drivers, findings } = report;
  const title = (text: string): string => terminal.style('bold', text);
  const shared = sharedNotes(drivers);
  const driver = (each: DriverReport): string => driverLines(each, shared, tier, terminal);
  const notes = [...shared].map(([note, names]) => `  note on ${names.join(', ')}: ${visible(note)}`);
  return [
    `${title(tier)}: ${TIERS[tier]}`,
    `${title('What builds can do')}\n${Object.keys(TIERS)
      .map((name) => tierLine(name as Tier, report, terminal))
      .join('\n')}`,
    `${title('Ways to isolate a RUN, best first')}\n${[...drivers.map(driver), ...notes].join('\n')}`,
    `${title('This machine')}\n${findings.map((finding) => findingLines(finding, terminal)).join('\n')}`,
    '',
  ].join('\n\n');
}

/** What each tier lacks, by the subjects of findings. */
const STEPS: Readonly<Record<Tier, readonly string[]>> = {
  T0: [],
  T1: ['linux', 'kernel', 'util-linux', 'user namespaces'],
  T2: ['set-user-id programs', 'newuidmap', 'subordinate ids'],
  T3: [],
};

function tierLine(name: Tier, report: SandboxReport, terminal: Terminal): string {
  if (name <= report.tier) return line('green', name, TIERS[name], terminal);
  const steps = stepsTo(name, report).map((fix) => `    fix: ${visible(fix)}`);
  return [line('yellow', name, TIERS[name], terminal), ...steps].join('\n');
}

/** What leads from the tier below to this one. */
function stepsTo(name: Tier, { findings, drivers }: SandboxReport): readonly string[] {
  if (name === 'T3') return process.geteuid?.() === 0 ? [] : ['run strake as root'];
  const fixes = findings.flatMap(({ subject, ok, fix }) => (!ok && STEPS[name].includes(subject) && fix ? [fix] : []));
  if (fixes.length > 0 || name !== 'T1') return fixes;
  const simplest = drivers.find(({ driver }) => driver === 'unshare')?.fix;
  return simplest === undefined ? [] : [simplest];
}

/** Notes that several drivers have, with their names: said of each, they would hide what is its own. */
function sharedNotes(drivers: readonly DriverReport[]): ReadonlyMap<string, readonly string[]> {
  const all = drivers.flatMap(({ notes, driver }) => notes.map((note) => [note, driver] as const));
  const byNote = Map.groupBy(all, ([note]) => note);
  const named = [...byNote].map(([note, pairs]) => [note, pairs.map(([, driver]) => driver)] as const);
  return new Map(named.filter(([, names]) => names.length > 1));
}

function driverLines(
  report: DriverReport,
  shared: ReadonlyMap<string, unknown>,
  tier: Tier,
  terminal: Terminal,
): string {
  const { driver, optIn, ok, version, ids, notes, promises, reason, fix } = report;
  const about = ok
    ? `works${optIn ? ` on request (--driver ${driver})` : ''}, ids: ${ids}`
    : (reason ?? 'does not work');
  const name = version === undefined ? driver : `${driver} ${version}`;
  const lost = Object.entries(PROMISES).filter(([promise]) => !promises.includes(promise as PromiseName));
  const more = [
    ...(lost.length === 0 ? [] : [`not promised: ${lost.map(([, meaning]) => meaning).join('; ')}`]),
    ...notes.filter((note) => !shared.has(note)).map((note) => `note: ${note}`),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
  ];
  const colour = ok ? 'green' : optIn || tier !== 'T0' ? 'yellow' : 'red';
  return [line(colour, name, about, terminal), ...more.map((text) => `    ${visible(text)}`)].join('\n');
}

function findingLines({ subject, ok, required, detail, fix }: Finding, terminal: Terminal): string {
  const colour = ok ? 'green' : required ? 'red' : 'yellow';
  return [
    line(colour, subject, detail, terminal),
    ...(ok || fix === undefined ? [] : [`    fix: ${visible(fix)}`]),
  ].join('\n');
}

const MARKS = { green: 'ok     ', yellow: 'missing', red: 'broken ' } as const;

function line(colour: keyof typeof MARKS, name: string, about: string, terminal: Terminal): string {
  return `  ${terminal.style(colour, MARKS[colour])} ${name}: ${visible(about)}`;
}
