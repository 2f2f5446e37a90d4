import type { SandboxErrorCode } from '../error.ts';

/** USER and what `id` says of it, or the error: measured on Docker 28.5. */
export const USER_CASES: readonly {
  readonly user: string;
  readonly id?: string;
  readonly home?: string;
  readonly error?: SandboxErrorCode;
  readonly message?: string;
}[] = [
  { user: '', id: 'uid=0(root) gid=0(root) groups=0(root),10(wheel)', home: '/root' },
  { user: 'root', id: 'uid=0(root) gid=0(root) groups=0(root),10(wheel)', home: '/root' },
  { user: 'www-data', id: 'uid=33(www-data) gid=33(www-data) groups=33(www-data),50(extra)', home: '/var/www' },
  { user: '33', id: 'uid=33(www-data) gid=33(www-data) groups=33(www-data),50(extra)', home: '/var/www' },
  { user: '33:44', id: 'uid=33(www-data) gid=44 groups=44', home: '/var/www' },
  { user: 'www-data:extra', id: 'uid=33(www-data) gid=50(extra) groups=50(extra)', home: '/var/www' },
  { user: '99:extra', id: 'uid=99 gid=50(extra) groups=50(extra)', home: '/' },
  { user: '9999', id: 'uid=9999 gid=0(root) groups=0(root)', home: '/' },
  {
    user: 'nosuch',
    error: 'RUN_USER_NOT_FOUND',
    message: 'unable to find user nosuch: no matching entries in passwd file',
  },
  {
    user: 'root:nosuch',
    error: 'RUN_GROUP_NOT_FOUND',
    message: 'unable to find group nosuch: no matching entries in group file',
  },
  {
    user: '1:2:3',
    error: 'RUN_GROUP_NOT_FOUND',
    message: 'unable to find group 2:3: no matching entries in group file',
  },
  { user: '4294967296', error: 'RUN_USER_INVALID', message: 'uids and gids must be in range 0-2147483647' },
  { user: '-1', error: 'RUN_USER_INVALID', message: 'uids and gids must be in range 0-2147483647' },
];
