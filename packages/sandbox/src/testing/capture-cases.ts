import type { CommandCase } from './command-cases.ts';

/** What commands leave in the layer: measured on Docker 28.5. */
export const CAPTURE_CASES: readonly CommandCase[] = [
  { name: 'a new file', run: 'echo 1 >/a', layer: ['a file 644 0:0 2'] },
  {
    name: 'a file in a directory brings its parents',
    run: 'echo 1 >/var/www/a',
    layer: ['var directory 755 0:0', 'var/www directory 755 33:33', 'var/www/a file 644 0:0 2'],
  },
  { name: 'the same mode again', run: 'chmod 644 /etc/passwd', layer: [] },
  { name: 'a file that came and went', run: 'touch /etc/x && rm /etc/x', layer: [] },
  { name: 'a tree that came and went', run: 'mkdir -p /tmp/k/l && touch /tmp/k/l/f && rm -r /tmp/k', layer: [] },
  { name: "a directory's time alone", run: 'touch /etc', layer: [] },
  { name: "a file's time", run: 'touch /etc/passwd', layer: ['etc directory 755 0:0', 'etc/passwd file 644 0:0 71'] },
  { name: 'the same content and time', run: 'cp -p /etc/group /g; mv /g /etc/group', layer: [] },
  { name: 'a removed file', run: 'rm /full/file', layer: ['full directory 755 0:0', 'full/file whiteout'] },
  { name: 'a removed tree', run: 'rm -r /full', layer: ['full whiteout'] },
  { name: 'an empty directory made anew', run: 'rm -r /home; mkdir /home', layer: [] },
  {
    name: 'a directory made anew hides what it held',
    run: 'rm -r /full; mkdir /full; touch /full/new',
    layer: ['full directory 755 0:0', 'full/dir whiteout', 'full/file whiteout', 'full/new file 644 0:0 0'],
  },
  {
    name: 'a tree made anew hides what is deeper',
    run: 'rm -r /full; mkdir -p /full/dir; touch /full/dir/x',
    layer: [
      'full directory 755 0:0',
      'full/dir directory 755 0:0',
      'full/dir/deep whiteout',
      'full/dir/x file 644 0:0 0',
      'full/file whiteout',
    ],
  },
  {
    name: 'a directory for a file',
    run: 'rm /full/file; mkdir /full/file',
    layer: ['full directory 755 0:0', 'full/file directory 755 0:0'],
  },
  {
    name: 'a file for a directory',
    run: 'rm -r /full/dir; touch /full/dir',
    layer: ['full directory 755 0:0', 'full/dir file 644 0:0 0'],
  },
  {
    name: 'a renamed directory is copied',
    run: 'mv /full /moved',
    layer: [
      'full whiteout',
      'moved directory 755 0:0',
      'moved/dir directory 755 0:0',
      'moved/dir/deep file 644 0:0 4',
      'moved/file file 644 0:0 4',
    ],
  },
  {
    name: 'hard links',
    run: 'mkdir /l; echo 1 >/l/a; ln /l/a /l/b; ln /l/a /c',
    layer: ['c file 644 0:0 2', 'l directory 755 0:0', 'l/a hardlink 644 0:0 -> c', 'l/b hardlink 644 0:0 -> c'],
  },
  {
    name: 'a hard link to a file below',
    run: 'ln /etc/group /etc/g2',
    layer: ['etc directory 755 0:0', 'etc/g2 file 644 0:0 61'],
  },
  {
    name: 'several removed files are no hard links',
    run: 'rm /full/file /full/dir/deep',
    layer: ['full directory 755 0:0', 'full/dir directory 755 0:0', 'full/dir/deep whiteout', 'full/file whiteout'],
  },
  { name: 'links, fifos', run: 'ln -s ../x /s; mkfifo /p', layer: ['p fifo 644 0:0', 's symlink 777 0:0 -> ../x'] },
  {
    name: 'special modes',
    run: 'touch /f; chmod 6755 /f; mkdir /d; chmod 1777 /d',
    layer: ['d directory 1777 0:0', 'f file 6755 0:0 0'],
  },
  {
    name: 'a changed directory',
    run: 'chmod 700 /full/dir',
    layer: ['full directory 755 0:0', 'full/dir directory 700 0:0'],
  },
  {
    name: 'owners',
    run: 'touch /f; chown 33:50 /f; chown 33 /full',
    layer: ['f file 644 33:50 0', 'full directory 755 33:0'],
    manyIds: true,
  },
  {
    name: 'capabilities of a file',
    run: 'mv /capable /able',
    layer: ['able file 755 0:0 1 security.capability', 'capable whiteout'],
  },
  {
    name: 'recorded owners of a changed file',
    run: 'chmod 600 /var/www/page',
    layer: ['var directory 755 0:0', 'var/www directory 755 33:33', 'var/www/page file 600 33:33 4'],
  },
  {
    name: 'an odd name',
    run: 'touch "/a b" /ünï "/new\nline"',
    layer: ['a b file 644 0:0 0', 'new\nline file 644 0:0 0', 'ünï file 644 0:0 0'],
  },
  { name: 'a name that is no UTF-8', run: "touch /$(echo -ne '\\377')x", layer: ['\udcffx file 644 0:0 0'] },
  { name: 'the mode of the root', run: 'touch /a; chmod 755 /', layer: ['a file 644 0:0 0'] },
];
