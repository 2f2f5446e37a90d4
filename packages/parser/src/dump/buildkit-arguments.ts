import type * as Ast from '../ast/nodes.ts';
import { readJsonArray } from '../lexer/json-array.ts';
import { splitShellWords } from '../lexer/shell-words.ts';

/** The arguments as BuildKit's line parser lists them. */
export function nodeArguments(node: Ast.Instruction, escape: '\\' | '`'): readonly string[] {
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
      return splitBlanks(node.text);
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
      return [node.trigger.keyword.text, ...nodeArguments(node.trigger, escape)];
    case 'invalid':
      return invalidArguments(node, escape);
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
  const json = text.startsWith('[') ? readJsonArray(text, 0, text.length) : undefined;
  if (typeof json === 'object') return json.strings.map((string) => string.value);
  return splitBlanks(text);
}

function splitBlanks(text: string): readonly string[] {
  return text === '' ? [] : text.split(/[\t\v\f\r ]+/);
}

function invalidArguments(node: Ast.InvalidNode, escape: '\\' | '`'): readonly string[] {
  const args = node.args.map((arg) => (arg.kind === 'string' ? arg.value : arg.text));
  // The arguments of an unknown instruction are one empty node.
  if (node.of === undefined) return [''];
  if (node.of !== 'env' && node.of !== 'label') return args;
  const [first = '', second = ''] = args;
  const words = splitShellWords(node.text, 0, node.text.length, escape.charCodeAt(0));
  if (words[0] !== undefined && words[0].equals < 0) return [first, second, ''];
  return args.flatMap((arg) => {
    const equals = arg.indexOf('=');
    return [arg.slice(0, equals), arg.slice(equals + 1), '='];
  });
}
