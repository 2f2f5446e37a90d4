import { expect, test } from 'vitest';
import { parseTemplate } from '../../../src/cli/format/template.ts';

const FIELDS = {
  Id: 'sha256:1',
  Size: 600,
  RepoTags: ['a:1', 'a:2'],
  Config: { Cmd: ['sh', '-c'], Labels: { b: '2', 'a.b': 'x y' }, Healthcheck: null, User: '' },
};

test.each([
  ['', ''],
  ['{{.Id}}', 'sha256:1'],
  ['{{ .Id }}: {{.Size}}}', 'sha256:1: 600}'],
  ['{{.RepoTags}}', '[a:1 a:2]'],
  ['{{.Config.Labels}}', 'map[a.b:x y b:2]'],
  ['{{.Config.Healthcheck}}', '<nil>'],
  ['<{{.Config.User}}>', '<>'],
  ['{{json .Config.Cmd}}', '["sh","-c"]'],
  ['{{json .Config.Healthcheck}}', 'null'],
  ['{{json .}}', JSON.stringify(FIELDS)],
  ['{{index .RepoTags 1}}', 'a:2'],
  ['{{index .Config.Labels "a.b"}}', 'x y'],
  ['{{index .Config "Cmd" 0}}', 'sh'],
  ['{{index .Config.Labels `b`}}', '2'],
  ['{{index .Config.Labels "toString"}}', ''],
])('%s', (format, text) => {
  expect(parseTemplate(format)(FIELDS)).toBe(text);
});

test.each([
  ['{{.Nothing}}', 'there is no .Nothing'],
  ['{{.Config.cmd}}', 'there is no .Config.cmd'],
  ['{{.toString}}', 'there is no .toString'],
  ['{{.Id.length}}', 'there is no .Id.length'],
  ['{{index .RepoTags 2}}', 'there is no element 2'],
  ['{{range .RepoTags}}{{.}}{{end}}', 'cannot take "{{range .RepoTags}}"'],
  ['{{if .Id}}', 'cannot take "{{if .Id}}"'],
  ['{{.Id | json}}', 'cannot take "{{.Id | json}}"'],
  ['{{len .RepoTags}}', 'cannot take "{{len .RepoTags}}"'],
  ['{{json}}', 'cannot take "{{json}}"'],
  ['{{}}', 'cannot take "{{}}"'],
  ['{{.Id', 'cannot take "{{.Id"'],
  ['{{index .RepoTags one}}', 'cannot take "{{index .RepoTags one}}"'],
])('%s is refused', (format, says) => {
  expect(() => parseTemplate(format)(FIELDS)).toThrow(says);
});
