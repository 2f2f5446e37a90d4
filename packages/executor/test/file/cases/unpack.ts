import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'a tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'a gzip tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar.gz
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'a zstd tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar.zst
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'a bzip2 tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar.bz2
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'an xz tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar.xz
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'a gzip file is copied',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @text.gz
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @text.gz
    `,
  },
  {
    name: 'a file is copied',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @not-a-tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @not-a-tar
    `,
  },
  {
    name: 'what only begins like gzip',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @gzip-magic
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @gzip-magic
    `,
  },
  {
    name: 'what only begins like bzip2',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @bzip2-magic
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @bzip2-magic
    `,
  },
  {
    name: 'an empty tar is copied',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @empty.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @empty.tar
    `,
  },
  {
    name: 'an empty file is copied',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x =
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x =
    `,
  },
  {
    name: 'a tar without a slash is unpacked below the name',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /n/m',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/m
      d 750 1:2 100 n/m/sub
      l 777 5:6 102 n/m/sub/link -> tool
      f 4755 3:4 101 n/m/sub/tool = tool
      f 640 7:8 103 n/m/top = top
    `,
  },
  {
    name: 'a tar into an existing directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 750 1:2 100 app/sub
      l 777 5:6 102 app/sub/link -> tool
      f 4755 3:4 101 app/sub/tool = tool
      f 640 7:8 103 app/top = top
    `,
  },
  {
    name: 'a tar into the root',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /',
    expect: `
      d 750 1:2 100 sub
      l 777 5:6 102 sub/link -> tool
      f 4755 3:4 101 sub/tool = tool
      f 640 7:8 103 top = top
    `,
  },
  {
    name: 'a tar onto a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /app/old',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a tar through a link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /app/s',
    expect: `
      d 750 3:4 5 app
      d 750 1:1 now app/real
      d 750 1:2 100 app/real/sub
      l 777 5:6 102 app/real/sub/link -> tool
      f 4755 3:4 101 app/real/sub/tool = tool
      f 640 7:8 103 app/real/top = top
    `,
  },
  {
    name: 'a tar with an owner',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD --chown=7:8 x /n/',
    expect: `
      d 755 7:8 now n
      d 750 7:8 100 n/sub
      l 777 7:8 102 n/sub/link -> tool
      f 4755 7:8 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'a tar with an owner by name',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD --chown=usr x /n/m',
    expect: `
      d 755 41:42 now n
      d 755 41:42 now n/m
      d 750 41:42 100 n/m/sub
      l 777 41:42 102 n/m/sub/link -> tool
      f 4755 41:42 101 n/m/sub/tool = tool
      f 640 41:42 103 n/m/top = top
    `,
  },
  {
    name: 'a tar with a mode',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD --chmod=700 x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'a tar that is not to be unpacked',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD --unpack=false x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @plain.tar
    `,
  },
  {
    name: 'a tar that is to be unpacked',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD --unpack=true x /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'no tar that is to be unpacked',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @not-a-tar
    `,
    run: 'ADD --unpack=true x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @not-a-tar
    `,
  },
  {
    name: 'COPY of a tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'COPY x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 50 n/x @plain.tar
    `,
  },
  {
    name: 'COPY --from with ADD-like content',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    src: `
      f 644 0:0 50 x @plain.tar.gz
    `,
    run: 'COPY --from=src x /n',
    expect: `
      f 644 0:0 50 n @plain.tar.gz
    `,
  },
  {
    name: 'a link to a tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @plain.tar
      l 777 0:0 51 y -> x
    `,
    run: 'ADD y /n/',
    expect: `
      d 755 0:0 now n
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
    `,
  },
  {
    name: 'tars by a wildcard beside a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x1 @plain.tar
      f 600 0:0 50 x2 = file
      f 644 0:0 50 x3 @hardlinks.tar
    `,
    run: 'ADD x* /n/',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/dir
      f 600 3:4 200 n/dir/three = body
      h 600 3:4 200 n/one -> n/dir/three
      d 750 1:2 100 n/sub
      l 777 5:6 102 n/sub/link -> tool
      f 4755 3:4 101 n/sub/tool = tool
      f 640 7:8 103 n/top = top
      h 600 3:4 200 n/two -> n/dir/three
      f 600 0:0 50 n/x2 = file
    `,
  },
  {
    name: 'two tars, the second wins',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 a @plain.tar
      f 600 0:0 50 b @duplicate.tar
      f 644 0:0 50 c @over.tar
    `,
    run: 'ADD a b c /app/',
    expect: `
      d 750 3:4 now app
      f 600 3:4 200 app/a = two
      d 700 5:5 100 app/d
      f 600 5:5 100 app/f = new
      l 777 5:5 100 app/s -> new
      d 750 1:2 100 app/sub
      l 777 5:6 102 app/sub/link -> tool
      f 4755 3:4 101 app/sub/tool = tool
      f 640 7:8 103 app/top = top
    `,
  },
  {
    name: 'a tar in a directory is not unpacked',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      d 755 0:0 40 d
      f 644 0:0 50 d/x @plain.tar
    `,
    src: `
      d 755 0:0 40 d
      f 644 0:0 50 d/x @plain.tar
    `,
    run: 'ADD d /n/',
    expect: `
      d 755 0:0 40 n
      f 644 0:0 50 n/x @plain.tar
    `,
  },
  {
    name: 'missing parents',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @implied.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/a
      d 755 0:0 now n/a/b
      f 644 1:2 100 n/a/b/c = deep
    `,
  },
  {
    name: 'missing parents with an owner',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @implied.tar
    `,
    run: 'ADD --chown=7:8 x /n/',
    expect: `
      d 755 7:8 now n
      d 755 0:0 now n/a
      d 755 0:0 now n/a/b
      f 644 7:8 100 n/a/b/c = deep
    `,
  },
  {
    name: 'dots in names',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dotted.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 750 3:4 100 n/x
      f 644 1:2 100 n/x/z = z
      f 644 1:2 100 n/y = y
    `,
  },
  {
    name: 'dots in names over an existing directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dotted.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 750 3:4 100 app/x
      f 644 1:2 100 app/x/z = z
      f 644 1:2 100 app/y = y
    `,
  },
  {
    name: 'absolute names',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @absolute.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/abs
      f 644 1:2 100 n/abs/file = abs
    `,
  },
  {
    name: 'names that escape',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @escaping.tar
    `,
    run: 'ADD x /app/d',
    error: 'UNSAFE_ARCHIVE',
  },
  {
    name: 'names that escape deep inside',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @deep-escape.tar
    `,
    run: 'ADD x /app/d',
    error: 'UNSAFE_ARCHIVE',
  },
  {
    name: 'a file through a link of the archive',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @link-then-file.tar
    `,
    run: 'ADD x /app/d',
    expect: `
      d 750 3:4 5 app
      d 711 1:1 now app/d
      d 755 0:0 now app/d/etc
      f 644 1:2 100 app/d/etc/passwd = bad
      l 777 0:0 100 app/d/ln -> /etc
    `,
  },
  {
    name: 'a file through a link of the archive into the root',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @link-then-file.tar
    `,
    run: 'ADD x /',
    expect: `
      d 755 0:0 now etc
      f 644 1:2 100 etc/passwd = bad
      l 777 0:0 100 ln -> /etc
    `,
  },
  {
    name: 'a file through a relative link of the archive',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @relative-link-then-file.tar
    `,
    run: 'ADD x /app/d',
    error: 'UNSAFE_ARCHIVE',
  },
  {
    name: 'a name twice',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @duplicate.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 600 3:4 200 n/a = two
    `,
  },
  {
    name: 'a directory that becomes a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dir-then-file.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 600 3:4 100 n/a = file
    `,
  },
  {
    name: 'a file that becomes a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @file-then-dir.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 755 1:2 100 n/a
      f 644 1:2 100 n/a/b = b
    `,
  },
  {
    name: 'hard links',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlinks.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/dir
      f 600 3:4 200 n/dir/three = body
      h 600 3:4 200 n/one -> n/dir/three
      h 600 3:4 200 n/two -> n/dir/three
    `,
  },
  {
    name: 'hard links over existing files',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlinks.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/dir
      f 600 3:4 200 app/dir/three = body
      h 600 3:4 200 app/one -> app/dir/three
      h 600 3:4 200 app/two -> app/dir/three
    `,
  },
  {
    name: 'hard links with an owner',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlinks.tar
    `,
    run: 'ADD --chown=7:8 x /n/',
    expect: `
      d 755 7:8 now n
      d 755 0:0 now n/dir
      f 600 7:8 200 n/dir/three = body
      h 600 7:8 200 n/one -> n/dir/three
      h 600 7:8 200 n/two -> n/dir/three
    `,
  },
  {
    name: 'an absolute hard link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlink-absolute.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 1:2 100 n/one = body
      h 644 1:2 100 n/two -> n/one
    `,
  },
  {
    name: 'a hard link that escapes',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlink-escape.tar
    `,
    run: 'ADD x /n/',
    error: 'UNSAFE_ARCHIVE',
  },
  {
    name: 'a hard link that escapes to what exists',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlink-escape.tar
    `,
    run: 'ADD x /',
    error: 'UNSAFE_ARCHIVE',
  },
  {
    name: 'a hard link to nowhere',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlink-missing.tar
    `,
    run: 'ADD x /n/',
    error: '??? ',
  },
  {
    name: 'a hard link to a symlink',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlink-to-symlink.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 644 1:2 100 n/one = body
      l 777 1:2 100 n/s -> one
      h 777 1:2 100 n/t -> n/s
    `,
  },
  {
    name: 'a hard link to a file of the base',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @hardlink-to-base.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      f 640 9:9 300 app/again = old
      h 640 9:9 300 app/old -> app/again
    `,
  },
  {
    name: 'over existing entries of the same kind',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @over.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 700 5:5 100 app/d
      f 600 5:5 100 app/f = new
      l 777 5:5 100 app/s -> new
    `,
  },
  {
    name: 'devices and pipes',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @special.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      b 660 1:2 100 n/blk 8:0
      c 620 1:2 100 n/chr 5:1
      p 600 1:2 100 n/fifo
    `,
  },
  {
    name: 'capabilities',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @xattr.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      f 755 1:2 100 n/ping = ping {security.capability=0100000202200000000000000000000000000000}
    `,
  },
  {
    name: 'capabilities with an owner',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @xattr.tar
    `,
    run: 'ADD --chown=7:8 x /n/',
    expect: `
      d 755 7:8 now n
      f 755 7:8 100 n/ping = ping {security.capability=0100000202200000000000000000000000000000}
    `,
  },
  {
    name: 'names like whiteouts',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @whiteout.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      w app/gone
      f 644 0:0 100 app/kept = kept
    `,
  },
  {
    name: 'names like whiteouts over a file',
    base: `
      d 755 0:0 1 app
      f 644 0:0 2 app/gone = g
    `,
    ctx: `
      f 644 0:0 50 x @whiteout.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 755 0:0 now app
      w app/gone
      f 644 0:0 100 app/kept = kept
    `,
  },
  {
    name: 'a directory over a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @merge-dir.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 700 5:6 100 app/d
      f 644 5:6 100 app/d/new = new
    `,
  },
  {
    name: 'a directory over a link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dir-over-symlink.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 755 1:1 100 app/s
      f 644 1:1 100 app/s/x = x
    `,
  },
  {
    name: 'a file through a link of the base',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @through-base-link.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 750 1:1 now app/real
      f 644 1:1 100 app/real/x = x
    `,
  },
  {
    name: 'a file through a link of the base that leaves the destination',
    base: `
      d 755 0:0 1 app
      l 777 0:0 2 app/s -> /etc
      d 755 0:0 1 etc
    `,
    ctx: `
      f 644 0:0 50 x @through-base-link.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 755 0:0 now app
      d 755 0:0 now app/etc
      f 644 1:1 100 app/etc/x = x
    `,
  },
  {
    name: 'a file through a link of the base that exists below the destination',
    base: `
      d 755 0:0 1 app
      l 777 0:0 2 app/s -> /etc
      d 755 0:0 1 etc
      d 755 0:0 1 app/etc
    `,
    ctx: `
      f 644 0:0 50 x @through-base-link.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 755 0:0 now app
      d 755 0:0 now app/etc
      f 644 1:1 100 app/etc/x = x
    `,
  },
  {
    name: 'a file over a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @file-over-dir.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      f 644 1:1 100 app/d = file
    `,
  },
  {
    name: 'a file below a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @file-as-parent.tar
    `,
    run: 'ADD x /app',
    error: '??? ',
  },
  {
    name: 'directories only',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dirs-only.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 1777 0:0 100 n/tmp
      d 2755 1:2 100 n/tmp/a
    `,
  },
  {
    name: 'names beside directories',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @names.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/b
      f 644 0:0 100 n/b-c = 1
      f 644 0:0 100 n/b.c = 3
      f 644 0:0 100 n/b/c = 2
    `,
  },
  {
    name: 'a directory twice',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dir-twice.tar
    `,
    run: 'ADD x /n/',
    expect: `
      d 755 0:0 now n
      d 700 2:2 200 n/d
      f 644 1:1 100 n/d/x = x
    `,
  },
  {
    name: 'a directory twice over an existing one',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @dir-twice.tar
    `,
    run: 'ADD x /app',
    expect: `
      d 750 3:4 now app
      d 700 2:2 200 app/d
      f 644 1:1 100 app/d/x = x
    `,
  },
  {
    name: 'a truncated tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @truncated.tar
    `,
    run: 'ADD x /n/',
    error: 'BAD_ARCHIVE',
  },
  {
    name: 'a garbled tar',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      f 644 3:4 6 app/f = f
      d 711 1:1 7 app/d
      f 600 1:1 8 app/d/keep = keep
      d 750 1:1 7 app/real
      l 777 2:2 9 app/s -> real
      l 777 2:2 9 app/out -> /etc
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 50 x @garbled.tar
    `,
    run: 'ADD x /n/',
    error: 'BAD_ARCHIVE',
  },
  {
    name: 'scratch: a tar into the root',
    ctx: `
      f 644 0:0 50 x @plain.tar
    `,
    run: 'ADD x /',
    expect: `
      d 750 1:2 100 sub
      l 777 5:6 102 sub/link -> tool
      f 4755 3:4 101 sub/tool = tool
      f 640 7:8 103 top = top
    `,
  },
];
