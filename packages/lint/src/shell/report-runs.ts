import type { RunNode } from '@strake/parser';
import type { LintFile, Placed } from '../model/lint-file.ts';
import type { Place, Report, ReportDetails } from '../rule.ts';
import type { ShellCommand, ShellScript } from './script.ts';

/** Reports every RUN, in ONBUILD too, in which `find` finds a place. */
export function reportRuns(
  file: LintFile,
  report: Report,
  message: string,
  find: (script: ShellScript, run: Placed<RunNode>) => Place | undefined,
  details: (place: Place, script: ShellScript, run: Placed<RunNode>) => ReportDetails = () => ({}),
): void {
  for (const run of file.of('run', true)) {
    const script = file.shell(run.node);
    const place = find(script, run);
    if (place !== undefined) report(run.top, message, { focus: place, ...details(place, script, run) });
  }
}

/** The first command of a name. */
export function commandNamed(script: ShellScript, ...names: readonly string[]): ShellCommand | undefined {
  return script.commands.find(({ name }) => names.includes(name));
}
