import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'a name at the top',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=a.txt d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a wildcard at the top',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=*.txt d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'double star',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=**/*.txt d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a directory',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a directory with a slash',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e/ d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a directory with a leading slash',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=/e d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a directory with a leading dot',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=./e d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a directory anywhere',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=**/node_modules d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      l 777 0:0 105 n/link.txt -> a.txt
    `,
  },
  {
    name: 'what is in a directory',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e/* d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'what is in a directory at any depth',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e/** d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'several patterns',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e --exclude=*.md d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'an exception',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=* --exclude=!e/a.txt d /n',
    expect: `
      d 755 0:0 102 n
      d 711 0:0 now n/e
      f 600 0:0 105 n/e/a.txt = ea
    `,
  },
  {
    name: 'an exception for a directory',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=* --exclude=!e d /n',
    expect: `
      d 755 0:0 102 n
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
    `,
  },
  {
    name: 'an exception deep in an excluded directory',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e --exclude=!e/f/deep.txt d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      d 711 0:0 now n/e
      d 750 0:0 now n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'an exception over existing directories',
    base: `
      d 750 3:4 7 app
      d 701 3:4 7 app/e
      f 600 1:1 7 app/e/old = old
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e --exclude=!e/f/deep.txt d /app',
    expect: `
      d 750 3:4 102 app
      f 644 0:0 103 app/a.txt = a
      f 644 0:0 103 app/b.md = b
      d 711 3:4 now app/e
      d 750 0:0 now app/e/f
      f 600 0:0 105 app/e/f/deep.txt = deep
      l 777 0:0 105 app/link.txt -> a.txt
      d 750 0:0 104 app/node_modules
      f 600 0:0 105 app/node_modules/m = m
    `,
  },
  {
    name: 'an exception with an owner and a mode',
    base: `
      d 750 3:4 7 app
      d 701 3:4 7 app/e
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --chown=5:6 --chmod=711 --exclude=e --exclude=!e/f/deep.txt d /app',
    expect: `
      d 750 3:4 102 app
      f 711 5:6 103 app/a.txt = a
      f 711 5:6 103 app/b.md = b
      d 711 3:4 now app/e
      d 711 5:6 now app/e/f
      f 711 5:6 105 app/e/f/deep.txt = deep
      l 777 5:6 105 app/link.txt -> a.txt
      d 711 5:6 104 app/node_modules
      f 711 5:6 105 app/node_modules/m = m
    `,
  },
  {
    name: 'the source itself is not matched',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=*.txt home.txt other.md /n/',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/home.txt = home
      f 640 0:0 100 n/other.md = o
    `,
  },
  {
    name: 'wildcard matches are not matched',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=*.txt hom* /n/',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/home.txt = home
    `,
  },
  {
    name: 'a source directory is not matched by its name',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=d d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'relative to each directory of a wildcard',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=a.txt d* /n/',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'relative to the context when that is the source',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=d/e --exclude=*.md . /n/',
    expect: `
      d 755 0:0 now n
      d 700 0:0 102 n/d
      f 644 0:0 103 n/d/a.txt = a
      f 644 0:0 103 n/d/b.md = b
      l 777 0:0 105 n/d/link.txt -> a.txt
      d 750 0:0 104 n/d/node_modules
      f 600 0:0 105 n/d/node_modules/m = m
      f 640 0:0 100 n/home.txt = home
    `,
  },
  {
    name: 'all',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=** d /n',
    expect: `
      d 755 0:0 102 n
    `,
  },
  {
    name: 'a star',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=* d /n',
    expect: `
      d 755 0:0 102 n
    `,
  },
  {
    name: 'blanks around a pattern',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude="  e  " d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/a.txt = a
      f 644 0:0 103 n/b.md = b
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'a question mark and a class',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=?.[tm]* d /n',
    expect: `
      d 755 0:0 102 n
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
  {
    name: 'into an existing directory',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e d /app',
    expect: `
      d 750 3:4 102 app
      f 644 0:0 103 app/a.txt = a
      f 644 0:0 103 app/b.md = b
      l 777 0:0 105 app/link.txt -> a.txt
      d 750 0:0 104 app/node_modules
      f 600 0:0 105 app/node_modules/m = m
    `,
  },
  {
    name: 'dots in a pattern',
    base: `
      d 750 3:4 7 app
    `,
    src: `
      f 640 0:0 100 home.txt = home
      f 640 0:0 100 other.md = o
      d 700 0:0 102 d
      f 644 0:0 103 d/a.txt = a
      f 644 0:0 103 d/b.md = b
      d 711 0:0 104 d/e
      f 600 0:0 105 d/e/a.txt = ea
      f 600 0:0 105 d/e/c.md = ec
      d 750 0:0 104 d/e/f
      f 600 0:0 105 d/e/f/deep.txt = deep
      d 750 0:0 104 d/node_modules
      f 600 0:0 105 d/node_modules/m = m
      d 755 0:0 106 d/e/node_modules
      f 600 0:0 105 d/e/node_modules/m = m
      l 777 0:0 105 d/link.txt -> a.txt
    `,
    run: 'COPY --from=src --exclude=e/../a.txt d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/b.md = b
      d 711 0:0 104 n/e
      f 600 0:0 105 n/e/a.txt = ea
      f 600 0:0 105 n/e/c.md = ec
      d 750 0:0 104 n/e/f
      f 600 0:0 105 n/e/f/deep.txt = deep
      d 755 0:0 106 n/e/node_modules
      f 600 0:0 105 n/e/node_modules/m = m
      l 777 0:0 105 n/link.txt -> a.txt
      d 750 0:0 104 n/node_modules
      f 600 0:0 105 n/node_modules/m = m
    `,
  },
];
