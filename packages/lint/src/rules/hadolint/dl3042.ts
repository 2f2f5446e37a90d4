import type { Rule } from '../../rule.ts';
import { insertAfterWord } from '../../fix/shell-words.ts';
import { hasFlag } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { isPipInstall } from '../../shell/package-installs.ts';
import { lineage } from '../../shell/variables.ts';

export const dl3042: Rule = {
  name: 'DL3042',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: true,
  commands: ['pip', 'python'],
  about: 'size',
  docs: {
    summary: 'pip install keeps no cache.',
    rationale: 'Its wheels are of use to nobody in an image.',
    bad: [
      {
        text: 'FROM debian:12\nRUN pip install flask==3.0.0\n',
        fixed: 'FROM debian:12\nRUN pip install --no-cache-dir flask==3.0.0\n',
      },
    ],
    good: [
      { text: 'FROM debian:12\nRUN pip install --no-cache-dir flask==3.0.0\n' },
      { text: 'FROM debian:12\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask==3.0.0\n' },
      { text: 'FROM debian:12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.0.0\n' },
    ],
  },
  check(file, report) {
    const switches = file
      .of('env', true)
      .filter(({ node }) => node.entries.some(({ key, value }) => key.text === NAME && isOn(value.text)));
    for (const run of file.of('run', true)) {
      if (hasScratchMount(run.node, '/root/.cache/pip')) continue;
      if (switches.length > 0) {
        const line = lineage(run.stage);
        if (switches.some(({ node, stage }) => node.start < run.node.start && line.includes(stage))) continue;
      }
      const { commands } = file.shell(run.node);
      if (commands.some(({ name, args }) => name === 'export' && args.some(({ value }) => isSwitchedOff(value))))
        continue;
      const keeping = commands.filter(
        (command) =>
          isPipInstall(command) &&
          command.name !== 'pipx' &&
          !hasFlag(command, 'no-cache-dir') &&
          !command.assignments.some((text) => isSwitchedOff(text)),
      );
      const [first] = keeping;
      if (first === undefined) continue;
      report(run.top, 'Keep no cache in the layer: pip install --no-cache-dir', {
        focus: first,
        fix: insertAfterWord(keeping, 'install', '--no-cache-dir'),
      });
    }
  },
};

const NAME = 'PIP_NO_CACHE_DIR';

/** pip reads any other value as yes. */
function isOn(value: string): boolean {
  return !/^["']?(?:0|no|off|false|n|f)?["']?$/i.test(value);
}

function isSwitchedOff(assignment: string): boolean {
  return assignment.startsWith(`${NAME}=`) && isOn(assignment.slice(NAME.length + 1));
}
