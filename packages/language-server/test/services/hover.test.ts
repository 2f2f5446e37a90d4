import { describe, expect, test } from 'vitest';
import { hover } from '../../src/services/hover/hover.ts';
import { signatureHelp } from '../../src/services/signature-help.ts';
import { fakeSources } from '../support/fake-sources.ts';
import { marked } from '../support/marked.ts';

describe('hover', () => {
  const check = async ({ text, says }: { text: string; says: readonly RegExp[] | undefined }): Promise<void> => {
    const { state, offset } = marked(text);
    const found = await hover(state, offset, fakeSources);
    if (says === undefined) return expect(found).toBeUndefined();
    const value = (found?.contents as { value: string } | undefined)?.value;
    for (const pattern of says) expect(value).toMatch(pattern);
  };
  test.each([
    { name: 'an instruction', text: 'FROM a\nEX|POSE 80', says: [/EXPOSE <port>/, /listens/] },
    {
      name: 'an instruction with what the last build measured',
      text: 'FROM a\nR|UN make',
      says: [/1\.2 MB · 2\.3 s · cached/],
    },
    { name: 'an instruction that has changed since', text: 'FROM a\nR|UN make all', says: [/^(?![^]*MB)/] },
    { name: 'a trigger', text: 'FROM a\nONBUILD CO|PY a b', says: [/COPY \[--from/] },
    { name: 'a flag with its version', text: 'FROM a\nCOPY --li|nk a b', says: [/own/, /docker\/dockerfile:1\.4/] },
    {
      name: 'a key of a mount',
      text: 'FROM a\nRUN --mount=type=cache,sha|ring=locked,target=/x ls',
      says: [/one after the other/],
    },
    {
      name: 'another spelling of a key',
      text: 'FROM a\nRUN --mount=type=cache,ds|t=/x ls',
      says: [/target/, /destination/],
    },
    { name: 'a type of mount', text: 'FROM a\nRUN --mount=type=se|cret,id=x ls', says: [/--secret/] },
    {
      name: 'a variable with its value and where it is set',
      text: 'FROM a\nARG A=1\nENV B=${A}2\nRUN echo $|B',
      says: [/ENV B=12/, /line 3, in stage `0`/, /Written as `\$\{A\}2`/],
    },
    {
      name: 'a variable of a parent stage',
      text: 'FROM a AS p\nENV B=1\nFROM p\nWORKDIR $|B',
      says: [/line 2, in stage `p`/],
    },
    {
      name: 'an argument from in front of the stages',
      text: '# V the version\nARG V=9\nFROM a\nARG |V',
      says: [/ARG V=9/, /value of line 2/],
    },
    { name: 'what a comment says of an argument', text: '# V the version\nARG |V=9\nFROM a', says: [/the version/] },
    { name: 'an argument of the builder', text: 'FROM a\nARG TARGETARCH\nRUN echo $TARGET|ARCH', says: [/arm64/] },
    { name: 'what nothing sets', text: 'FROM a\nWORKDIR $|X', says: [/Not set/] },
    {
      name: 'a stage',
      text: '# b builds it\nFROM a AS b\nFROM c AS d\nCOPY --from=|b x y',
      says: [/FROM a AS b/, /builds it/, /Used by `d`/],
    },
    {
      name: 'an image',
      text: 'FROM node|:22',
      says: [/hub\.docker\.com\/_\/node/, /sha256:abab/, /41\.3 MB/, /linux\/arm64/, /\["node"\]/],
    },
    { name: 'an image behind an argument', text: 'ARG V=22\nFROM |node:$V', says: [/`node:22`/] },
    { name: 'the empty image', text: 'FROM scr|atch', says: [/empty/] },
    { name: 'a directive', text: '# syn|tax=docker/dockerfile:1\nFROM a', says: [/version of the language/] },
    {
      name: 'a rule that is switched off',
      text: '# check=skip=Maintainer|Deprecated\nFROM a',
      says: [/MaintainerDeprecated/],
    },
    { name: 'nothing', text: 'FROM a\n\n|\nRUN b', says: undefined },
  ])('explains $name', check);
});

describe('signature help', () => {
  const check = ({ text, label, active }: { text: string; label: RegExp; active: string }): void => {
    const { state, offset } = marked(text);
    const help = signatureHelp(state, offset);
    const signature = help?.signatures[help.activeSignature ?? 0];
    expect(signature?.label).toMatch(label);
    const parameter = signature?.parameters?.[help?.activeParameter ?? 0]?.label;
    const [start = 0, end = 0] = Array.isArray(parameter) ? parameter : [];
    expect(signature?.label.slice(start, end)).toBe(active);
  };
  test.each([
    { name: 'the image of FROM', text: 'FROM |', label: /^FROM/, active: '<image>' },
    { name: 'the destination of COPY', text: 'FROM a\nCOPY x |', label: /^COPY/, active: '<destination>' },
    { name: 'a flag', text: 'FROM a\nCOPY --fr|', label: /^COPY/, active: '[--from=<stage>]' },
    { name: 'the JSON form', text: 'FROM a\nCMD ["|', label: /^CMD \[/, active: '["<program>", "<argument>", ...]' },
    {
      name: 'the key of a mount',
      text: 'FROM a\nRUN --mount=type=cache,target=|',
      label: /sharing=<sharing>/,
      active: 'target=<target>',
    },
  ])('shows $name', check);

  test('is not given in comments or keywords', () => {
    for (const text of ['# |', 'FR|', 'FROM a\nRUN <<E\n|\nE']) {
      const { state, offset } = marked(text);
      expect(signatureHelp(state, offset)).toBeUndefined();
    }
  });
});
