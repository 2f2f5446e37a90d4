import type { InstructionName } from '@strake/parser';

/** What is said of a flag: Markdown, and values worth offering. */
export interface FlagDoc {
  readonly doc: string;
  readonly values?: readonly string[];
}

const DURATIONS = ['5s', '10s', '30s', '1m', '5m'];
const OWNER: FlagDoc = {
  doc: 'Owner of the copied files, `user[:group]`, as names of the target image or numbers. `0:0` unless given.',
};
const LINK: FlagDoc = {
  doc: 'Put the files into a layer of their own that does not look at what is below: it stays cached when the base image changes, but symbolic links of the base are not followed.',
};
const MODE: FlagDoc = {
  doc: 'Mode of the copied files: octal (`0644`) or symbolic (`u=rwX,go=rX`).',
  values: ['0644', '0755', 'u=rwX,go=rX'],
};
const EXCLUDE: FlagDoc = {
  doc: 'Leave out files that match a pattern, relative to the source. May be given several times.',
};

type FlagDocs = Readonly<Record<string, FlagDoc>>;

const DOCS: Readonly<Partial<Record<InstructionName, FlagDocs>>> = {
  add: {
    checksum: { doc: 'Digest that the download must have: `sha256:…`; for a Git repository its commit.' },
    chmod: MODE,
    chown: OWNER,
    exclude: EXCLUDE,
    'keep-git-dir': { doc: 'Keep the `.git` directory of a Git source.', values: ['true', 'false'] },
    link: LINK,
    unpack: {
      doc: 'Unpack archives or not. Without it local archives are unpacked and downloads are not.',
      values: ['true', 'false'],
    },
  },
  copy: {
    chmod: MODE,
    chown: OWNER,
    exclude: EXCLUDE,
    from: {
      doc: 'Copy from a stage (name or index), a named context or an image in place of the build context. Variables are not expanded.',
    },
    link: LINK,
    parents: { doc: 'Keep the directories of the sources; `/./` in a source says where what is kept begins.' },
  },
  from: {
    platform: { doc: 'Platform of the image, `os/arch[/variant]`. The target platform unless given.' },
  },
  healthcheck: {
    interval: { doc: 'Time between checks. `30s` unless given.', values: DURATIONS },
    timeout: { doc: 'How long a check may take. `30s` unless given.', values: DURATIONS },
    'start-period': { doc: 'Time to start up in which failures do not count. `0s` unless given.', values: DURATIONS },
    'start-interval': { doc: 'Time between checks during the start period. `5s` unless given.', values: DURATIONS },
    retries: { doc: 'Failures in a row until the container is unhealthy. `3` unless given.', values: ['1', '3', '5'] },
  },
  run: {
    device: { doc: 'Give the command access to a CDI device, `vendor.com/class=name`.' },
    mount: {
      doc: 'Mount files, a cache, a secret or an SSH agent for this command only: nothing of it is in the image.',
    },
    network: {
      doc: 'Network of the command: `default`, `none`, or `host` (needs `--allow network.host`).',
      values: ['default', 'none', 'host'],
    },
    security: {
      doc: '`insecure` gives the command all privileges (needs `--allow security.insecure`).',
      values: ['sandbox', 'insecure'],
    },
  },
};

/** What is known of an instruction's flag. */
export function flagDoc(instruction: InstructionName, flag: string): FlagDoc | undefined {
  const docs = DOCS[instruction];
  return docs !== undefined && Object.hasOwn(docs, flag) ? docs[flag] : undefined;
}

/** What is said of a flag with the syntax version that brought it. */
export function flagMarkdown(doc: string, since: string | undefined): string {
  return since === undefined || since === '1.0' ? doc : `${doc}\n\nSince \`docker/dockerfile:${since}\`.`;
}
