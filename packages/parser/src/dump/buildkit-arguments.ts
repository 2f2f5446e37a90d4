import type * as Ast from '../ast/nodes.ts';
import { readJsonArray } from '../lexer/json-array.ts';

/** The arguments as BuildKit's line parser lists them. */
export function nodeArguments(node: Ast.Instruction): readonly string[] {
  switch (node.kind) {
    case 'env':
    case 'label':
      return node.entries.flatMap((entry) => [entry.key.text, entry.value.text, entry.legacy ? '' : '=']);
    case 'arg':
      return node.declarations.map(({ key, value }) => (value === undefined ? key.text : `${key.text}=${value.text}`));
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'shell':
      return commandArguments(node.command);
    case 'healthcheck':
      return healthcheckArguments(node);
    case 'from':
    case 'expose':
    case 'copy':
    case 'add':
    case 'volume':
      return wordsOf(node.text);
    case 'user':
    case 'workdir':
    case 'stopsignal':
    case 'maintainer':
      return [node.text];
    case 'onbuild':
      return [node.trigger.keyword.text, ...nodeArguments(node.trigger)];
    case 'invalid':
      return invalidArguments(node);
  }
}

function commandArguments(command: Ast.Command): readonly string[] {
  if (command.kind === 'exec-form') return command.args.map((arg) => arg.value);
  return command.text === '' ? [] : [command.text];
}

function healthcheckArguments(node: Ast.HealthcheckNode): readonly string[] {
  const type = /^\S+/.exec(node.text)?.[0] ?? '';
  return node.command === undefined ? [type] : [type, ...commandArguments(node.command)];
}

function wordsOf(text: string): readonly string[] {
  if (text === '') return [];
  const json = text.startsWith('[') ? readJsonArray(text, 0, text.length) : undefined;
  if (typeof json === 'object') return json.strings.map((string) => string.value);
  return text.split(/[\t\v\f\r ]+/);
}

function invalidArguments(node: Ast.InvalidNode): readonly string[] {
  const args = node.args.map((arg) => (arg.kind === 'string' ? arg.value : arg.text));
  // The arguments of an unknown instruction are one empty node.
  if (node.of === undefined) return [''];
  if (node.of !== 'env' && node.of !== 'label') return args;
  const [first = '', second = ''] = args;
  if (args.length > 0 && !first.includes('=')) return [first, second, ''];
  return args.flatMap((arg) => {
    const equals = arg.indexOf('=');
    return [arg.slice(0, equals), arg.slice(equals + 1), '='];
  });
}
