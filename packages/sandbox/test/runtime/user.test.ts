import { describe, expect, test } from 'vitest';
import { SandboxError } from '../../src/error.ts';
import { homeOf, resolveUser } from '../../src/runtime/user.ts';

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nme:x:1000:1001:me:/home/me:/bin/sh\n42:x:7:8::/home/digits:\n';
const GROUP = '7:x:55:\nroot:x:0:\nme:x:1001:\nwheel:x:10:root,me\nvideo:x:44:me\n';

function check(spec: string, { passwd, group } = { passwd: PASSWD, group: GROUP }): string {
  try {
    const { uid, gid, groups } = resolveUser(spec, { passwd: () => passwd, group: () => group });
    return `${uid}:${gid} [${groups.join()}] ${homeOf(passwd, uid)}`;
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
}

test.each([
  ['', '0:0 [0,10] /root'],
  ['root', '0:0 [0,10] /root'],
  ['0', '0:0 [0,10] /root'],
  ['me', '1000:1001 [1001,10,44] /home/me'],
  ['1000', '1000:1001 [1001,10,44] /home/me'],
  ['1000:1000', '1000:1000 [1000] /home/me'],
  ['me:wheel', '1000:10 [10] /home/me'],
  ['5:video', '5:44 [44] /'],
  ['5', '5:0 [0] /'],
  [':wheel', '0:10 [10] /root'],
  ['me:1001', '1000:1001 [1001] /home/me'],
  // Two numbers are never looked up.
  ['0:7', '0:7 [7] /root'],
  // Digits are an id and never a name, as Docker has it (CVE-2026-46680).
  ['42', '42:0 [0] /'],
  ['nobody', 'RUN_USER_NOT_FOUND: unable to find user nobody: no matching entries in passwd file'],
  ['me:nobody', 'RUN_GROUP_NOT_FOUND: unable to find group nobody: no matching entries in group file'],
  ['2147483648', 'RUN_USER_INVALID: uids and gids must be in range 0-2147483647'],
  ['-1', 'RUN_USER_INVALID: uids and gids must be in range 0-2147483647'],
  ['0:4294967296', 'RUN_USER_INVALID: uids and gids must be in range 0-2147483647'],
])('USER %j', (spec, expected) => {
  expect(check(spec)).toBe(expected);
});

describe('without accounts', () => {
  test.each([
    ['', '0:0 [0] /'],
    ['7:8', '7:8 [8] /'],
    ['root:8', '0:8 [8] /'],
    ['7:root', '7:0 [0] /'],
    ['root:root', '0:0 [0] /'],
    ['root', 'RUN_USER_NOT_FOUND: unable to find user root: no matching entries in passwd file'],
  ])('USER %j', (spec, expected) => {
    expect(check(spec, { passwd: '', group: '' })).toBe(expected);
  });
});

describe('accounts that cannot be read', () => {
  const bad = (file: string) => (): string => {
    throw new SandboxError('RUN_USER_INVALID', `no ${file}`);
  };
  const badGroup = { passwd: () => PASSWD, group: bad('group') };
  const badPasswd = { passwd: bad('passwd'), group: () => GROUP };
  test.each([
    ['', badPasswd, { uid: 0, gid: 0, groups: [0] }],
    ['', badGroup, { uid: 0, gid: 0, groups: [0] }],
    ['5:6', badPasswd, { uid: 5, gid: 6, groups: [6] }],
    ['root:6', badPasswd, { uid: 0, gid: 6, groups: [6] }],
    ['5:root', badGroup, { uid: 5, gid: 0, groups: [0] }],
    ['5', badGroup, { uid: 5, gid: 0, groups: [0] }],
  ])('USER %j needs none of them', (spec, accounts, user) => {
    expect(resolveUser(spec, accounts)).toEqual(user);
  });
  test.each([
    ['root', badPasswd, 'no passwd'],
    ['5', badPasswd, 'no passwd'],
    ['0:wheel', badPasswd, 'no passwd'],
    ['me', badGroup, 'no group'],
    ['0', badGroup, 'no group'],
    ['5:wheel', badGroup, 'no group'],
  ])('USER %j needs them', (spec, accounts, message) => {
    expect(() => resolveUser(spec, accounts)).toThrow(message);
  });
});

describe('hostile accounts', () => {
  test.each([
    ['ids that are no numbers do not become 0', 'evil:x:zero:zero:::', 'evil', /^RUN_USER_NOT_FOUND/],
    ['an id of 2^32', 'evil:x:4294967296:0:::', 'evil', /^RUN_USER_INVALID/],
    ['a negative id', 'evil:x:-1:0:::', 'evil', /^RUN_USER_INVALID/],
    ['an endless number', `evil:x:${'9'.repeat(400)}:0:::`, 'evil', /^RUN_USER_NOT_FOUND/],
    ['short lines, comments, blanks', '\n#evil:x:0:0\nevil\n  \n:::\n', 'evil', /^RUN_USER_NOT_FOUND/],
    ['the first of several', 'a:x:1:1::/1:\na:x:2:2::/2:', 'a', /^1:1 \[1\] \/1$/],
  ])('%s', (_, passwd, spec, expected) => {
    expect(check(spec, { passwd, group: '' })).toMatch(expected);
  });
});
