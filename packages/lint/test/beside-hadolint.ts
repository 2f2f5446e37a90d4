/** A text of which hadolint 2.15 and this package, in its preset `hadolint`, think differently. */
export interface Difference {
  readonly rule: string;
  readonly text: string;
  /** Why hadolint is wrong. */
  readonly why: string;
}

/** hadolint reports the rule, this package does not. */
export const FALSE_POSITIVES: readonly Difference[] = [
  {
    rule: 'DL3009',
    text: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl && apt-get dist-clean\n',
    why: '`apt-get dist-clean` removes the lists',
  },
  {
    rule: 'DL3006',
    text: 'ARG TARGETARCH\nFROM alpine:3.20 AS base-amd64\nFROM alpine:3.19 AS base-arm64\nFROM base-${TARGETARCH}\n',
    why: 'the variable chooses among stages of the file',
  },
  { rule: 'DL3016', text: 'FROM node:22\nRUN npm install .\n', why: 'a directory has no version to name' },
  {
    rule: 'DL3016',
    text: 'FROM node:22\nARG NPM_PACKAGE=web@1.2.3\nRUN npm install --global ${NPM_PACKAGE}\n',
    why: 'the version is in the variable',
  },
  {
    rule: 'DL3020',
    text: 'FROM debian:12\nADD https://example.com/a.sh run.sh /opt/\n',
    why: 'COPY cannot download the first of the sources',
  },
  {
    rule: 'DL3025',
    text: 'FROM windows:1\nCMD ["C:\\\\scan.exe", "/kits:\\"C:\\\\Program Files\\\\Kits\\""]\n',
    why: 'it is a JSON array; its strings have escapes',
  },
  {
    rule: 'DL3046',
    text: 'FROM debian:12\nARG ID=1000\nRUN useradd -m -u "$ID" app\n',
    why: 'nothing says that the number is a high one',
  },
  {
    rule: 'DL4006',
    text: 'FROM debian:12\nRUN <<EOF\nset -e\nset -o pipefail\nls | wc -l\nEOF\n',
    why: 'the script sets pipefail itself',
  },
];

/** This package reports the rule, hadolint does not. */
export const MISSES: readonly Difference[] = [
  { rule: 'DL3016', text: 'FROM node:22\nRUN npm i -g typescript\n', why: '`i` is short for `install`' },
  {
    rule: 'DL3009',
    text: 'FROM debian:12\nRUN apt-get update && apt-get install -y wget && apt-get autoremove --purge -y wget && rm -rf /usr/share/doc/wget\n',
    why: 'the lists stay: neither `autoremove` nor the removal of something else takes them away',
  },
  {
    rule: 'DL3010',
    text: 'FROM debian:12\nARG V=1\nCOPY app-${V}-linux.tar.gz app-${V}-linux.tar.gz\nRUN tar xf app-${V}-linux.tar.gz\n',
    why: 'the archive is named with a variable both times',
  },
];

/** Findings of ShellCheck that hadolint passes on, and `strake lint` does not have. */
export const SHELL_FALSE_POSITIVES: readonly Difference[] = [
  {
    rule: 'SC2154',
    text: 'FROM debian:12\nENV dir=/app\nONBUILD RUN ls "$dir"\n',
    why: 'an image based on this one has its ENV',
  },
  {
    rule: 'SC3028',
    text: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nONBUILD RUN echo $RANDOM\n',
    why: 'an image based on this one has its SHELL: the trigger is run by bash',
  },
];
