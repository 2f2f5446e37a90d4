import type { CommandSpec } from '../options/spec.ts';

const FORMATS = ['pretty', 'json', 'sarif', 'github', 'junit', 'checkstyle', 'gitlab', 'hadolint'];

export const lintSpec: CommandSpec = {
  name: 'lint',
  summary: "Check Dockerfiles with BuildKit's checks, hadolint's rules and our own, and repair them.",
  usage: '[OPTIONS] [FILE | DIRECTORY | GLOB | -]...',
  positionals: { min: 0, max: Infinity, completes: 'file' },
  flags: [
    { name: 'format', short: 'f', type: 'string', value: 'FORMAT', help: 'Report (default pretty)', choices: FORMATS },
    { name: 'json', type: 'boolean', help: '--format json' },
    { name: 'fix', type: 'boolean', help: 'Repair what can be repaired, in the files' },
    { name: 'fix-dry-run', type: 'boolean', help: 'Print as a diff what --fix would change' },
    {
      name: 'config',
      short: 'c',
      type: 'string',
      value: 'FILE',
      help: 'Configuration (default .strakelint.yaml|json, .hadolint.yaml of this or a directory above)',
      completes: 'file',
    },
    { name: 'no-config', type: 'boolean', help: 'Read no configuration' },
    {
      name: 'preset',
      type: 'list',
      value: 'NAME',
      help: 'recommended (default), buildkit, hadolint, strict or none; later ones win',
    },
    { name: 'rule', type: 'list', value: 'NAME=LEVEL', help: 'Level of a rule: error, warning, info, hint or off' },
    { name: 'ignore', type: 'list', value: 'NAME', help: 'Turn a rule off' },
    {
      name: 'fail-on',
      type: 'string',
      value: 'LEVEL',
      help: 'Lowest severity that gives exit code 1 (default warning; off never); errors of the syntax give 3',
      choices: ['error', 'warning', 'info', 'hint', 'off'],
    },
    { name: 'max-warnings', type: 'string', value: 'N', help: 'Allow this many warnings' },
    { name: 'no-fail', type: 'boolean', help: '--fail-on off' },
    {
      name: 'baseline',
      type: 'string',
      value: 'FILE',
      help: 'Leave out the findings of a baseline',
      completes: 'file',
    },
    {
      name: 'write-baseline',
      type: 'string',
      value: 'FILE',
      help: 'Write all findings to a baseline and report none',
      completes: 'file',
    },
    {
      name: 'context',
      type: 'string',
      value: 'DIR',
      help: 'Build context, for the rules that look at its files and its ignore file',
      completes: 'directory',
    },
    {
      name: 'last-build',
      type: 'boolean',
      help: 'Use what builds left on this machine: base images in the store, times and sizes of the last build',
    },
    { name: 'no-shellcheck', type: 'boolean', help: 'Do not ask shellcheck, even where it is installed' },
    { name: 'list-rules', type: 'boolean', help: 'Print all rules' },
    { name: 'explain', type: 'string', value: 'RULE', help: 'Print what a rule means, with examples' },
    { name: 'print-schema', type: 'boolean', help: 'Print the JSON schema of the configuration file' },
    { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    { name: 'no-color', type: 'boolean', help: 'Accepted', hidden: true },
  ],
  examples: [
    { command: 'strake lint', does: 'Check every Dockerfile below the working directory' },
    { command: 'strake lint --fix Dockerfile', does: 'Repair what can be repaired' },
    { command: 'strake lint --format sarif . > lint.sarif', does: 'For code scanning' },
    {
      command: 'strake lint --write-baseline lint.json . && strake lint --baseline lint.json .',
      does: 'Report new findings only',
    },
    { command: 'strake lint - < Dockerfile', does: 'From standard input' },
  ],
};
