import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'ids',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:6 a /n/m/',
    expect: `
      d 755 5:6 now n
      d 755 5:6 now n/m
      f 640 5:6 100 n/m/a = hello
    `,
  },
  {
    name: 'a user id gives the group id',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5 a /n/m/',
    expect: `
      d 755 5:5 now n
      d 755 5:5 now n/m
      f 640 5:5 100 n/m/a = hello
    `,
  },
  {
    name: 'a user name gives its group',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin a /n',
    expect: `
      f 640 2:3 100 n = hello
    `,
  },
  {
    name: 'a user name and a group id',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin:77 a /n',
    expect: `
      f 640 2:77 100 n = hello
    `,
  },
  {
    name: 'a user name and a group name',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin:wheel a /n',
    expect: `
      f 640 2:10 100 n = hello
    `,
  },
  {
    name: 'a user id and a group name',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=8:wheel a /n',
    expect: `
      f 640 8:10 100 n = hello
    `,
  },
  {
    name: 'only a group',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=:wheel a /n',
    expect: `
      f 640 0:10 100 n = hello
    `,
  },
  {
    name: 'root needs no file',
    base: `

    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=root:root a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'an unknown user',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=nobody a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'an unknown group',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin:nobody a /n',
    expect: `
      f 640 2:3 100 n = hello
    `,
  },
  {
    name: 'names without a passwd file',
    base: `
      d 755 0:0 5 usr
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin:wheel a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'names on scratch',
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin:wheel a /n',
    error: 'NO_USERS',
  },
  {
    name: 'group name on scratch',
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:wheel a /n',
    error: 'NO_USERS',
  },
  {
    name: 'root on scratch',
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=root a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'ids on scratch',
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:6 a /n/',
    expect: `
      d 755 5:6 now n
      f 640 5:6 100 n/a = hello
    `,
  },
  {
    name: 'the first of two lines',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bin:dup a /n',
    expect: `
      f 640 2:30 100 n = hello
    `,
  },
  {
    name: 'a short line',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=short a /n',
    expect: `
      f 640 77:0 100 n = hello
    `,
  },
  {
    name: 'a line without numbers',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=bad a /n',
    expect: `
      f 640 0:12 100 n = hello
    `,
  },
  {
    name: 'blanks before a name',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=blank a /n',
    expect: `
      f 640 21:22 100 n = hello
    `,
  },
  {
    name: 'a commented user',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=#hash a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a commented group',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=1:#hash a /n',
    expect: `
      f 640 1:1 100 n = hello
    `,
  },
  {
    name: 'a number is an id even when a name',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=1234 a /n',
    expect: `
      f 640 1234:1234 100 n = hello
    `,
  },
  {
    name: 'an id beyond 32 bits',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=4294967296 a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a large id',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=2147483647:2147483647 a /n',
    expect: `
      f 640 2147483647:2147483647 100 n = hello
    `,
  },
  {
    name: 'a negative id',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=-5:6 a /n',
    expect: `
      f 640 4294967291:6 100 n = hello
    `,
  },
  {
    name: 'an id with a sign',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=+5:6 a /n',
    expect: `
      f 640 5:6 100 n = hello
    `,
  },
  {
    name: 'more colons',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:6:7 a /n',
    expect: `
      f 640 5:5 100 n = hello
    `,
  },
  {
    name: 'a passwd file behind a link',
    base: `
      d 755 0:0 5 etc
      l 777 0:0 5 etc/passwd -> ../../../lib/p
      d 755 0:0 5 lib
      f 644 0:0 5 lib/p = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=usr a /n',
    expect: `
      f 640 41:42 100 n = hello
    `,
  },
  {
    name: 'a passwd file that is a directory',
    base: `
      d 755 0:0 5 etc
      d 755 0:0 5 etc/passwd
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=usr a /n',
    error: 'INVALID_USERS_FILE',
  },
  {
    name: 'a passwd file that dangles',
    base: `
      d 755 0:0 5 etc
      l 777 0:0 5 etc/passwd -> gone
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=usr a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'etc is a file',
    base: `
      f 755 0:0 5 etc = e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=usr a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a directory and its new parents',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:6 d /n/m/k',
    expect: `
      d 755 5:6 now n
      d 755 5:6 now n/m
      d 755 5:6 102 n/m/k
      d 500 5:6 104 n/m/k/e
      f 600 5:6 105 n/m/k/e/y = y
      l 777 5:6 106 n/m/k/l -> x
      f 644 5:6 103 n/m/k/x = x
    `,
  },
  {
    name: 'a directory into an existing one',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:6 d /app',
    expect: `
      d 750 3:4 102 app
      d 500 5:6 104 app/e
      f 600 5:6 105 app/e/y = y
      l 777 5:6 106 app/l -> x
      f 644 5:6 103 app/x = x
    `,
  },
  {
    name: 'the source image has other users',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    src: `
      d 755 0:0 5 etc
      f 644 0:0 5 etc/passwd = bin:x:88:89::/:
      f 644 1:1 6 a = a
    `,
    run: 'COPY --from=src --chown=bin a /n',
    expect: `
      f 644 2:3 6 n = a
    `,
  },
  {
    name: 'an image file with an owner',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    src: `
      f 4755 1:1 6 a = a
    `,
    run: 'COPY --from=src --chown=5:6 a /n',
    expect: `
      f 4755 5:6 6 n = a
    `,
  },
  {
    name: 'names in the file that the same step copies',
    base: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "root:x:0:0::/root:/bin/sh\\n# comment:x:1:1\\n  blank:x:21:22:::\\nbin:x:2:3::/:\\nbin:x:9:9::/:\\nshort:x:77\\nbad:x:abc:12\\n\\n1234:x:55:56::\\n"
      f 644 0:0 6 etc/group = "root:x:0:\\nwheel:x:10:root,bin\\n#hash:x:12:\\ndup:x:30:\\ndup:x:31:\\n"
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      d 755 0:0 5 etc
      f 644 0:0 5 etc/passwd = new:x:61:62::/:
      f 644 1:1 6 a = a
    `,
    run: 'COPY --chown=new etc/passwd a /etc/',
    expect: `
      d 755 0:0 now etc
      f 644 0:0 6 etc/a = a
      f 644 0:0 5 etc/passwd = new:x:61:62::/:
    `,
  },
];
