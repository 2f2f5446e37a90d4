import type { FlagSpec } from '../options/spec.ts';

export const JSON_FLAG: FlagSpec = { name: 'json', type: 'boolean', help: 'Print the result as JSON' };
export const HELP_FLAG: FlagSpec = { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' };
export const CA_FLAG: FlagSpec = {
  name: 'ca',
  type: 'list',
  value: 'FILE',
  help: 'Certificates (PEM) for registries to trust too',
  completes: 'file',
};
