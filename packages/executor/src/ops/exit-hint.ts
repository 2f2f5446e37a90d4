import type { Exit } from '@strake/sandbox/ports';

const NO_SHELL =
  'the image has no shell: run this in a stage that has one and COPY --from it, or write RUN ["PROGRAM", "ARGUMENT"]';

/** As OpenSSL, GnuTLS, Node, Python, Go, Java, Rust and apk say it. */
const UNTRUSTED =
  /self[- ]signed certificate|local issuer certificate|SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF)|certificate[ _]verif(?:y|ication)[ _]failed|certificate problem|signed by unknown authority|certificate not trusted|PKIX path building failed|UnknownIssuer/i;

/** What may be done about a RUN that failed, as far as how it ended and its last lines of output tell. */
export function exitHint({ code, oom, timedOut }: Exit, output: readonly string[]): string | undefined {
  const told = (words: RegExp): boolean => output.some((line) => words.test(line));
  if (oom) return 'a process of the step needed more memory than there was: raise --memory';
  if (timedOut) return 'the step took longer than --timeout allows';
  if (told(/: exec format error/i))
    return 'the program is for another architecture, or a script that does not begin with #!';
  if (told(/exec: "\/bin\/sh": stat \/bin\/sh: no such file/)) return NO_SHELL;
  const absent = absentProgram(output);
  if (absent !== undefined) return `the image has no ${absent}: is the path right, and what SHELL names?`;
  if (code === 127) return 'exit code 127: the command was not found in the image';
  if (told(/exec: .* executable file not found in \$PATH/))
    return 'the image has no such program in $PATH; a command with words and operators of a shell is written without [ ]';
  if (code === 126) return 'exit code 126: the command is not executable';
  // The kernel says so of ids that are not mapped.
  if (told(/\b(?:ch(?:own|grp)|set(?:e|re|res)?[ug]id|setgroups)\b.*invalid argument/i))
    return 'this user has too few ids for those that the step gives to files or takes: strake doctor says what mends it';
  if (told(UNTRUSTED))
    return 'a certificate is not trusted: has the image its ca-certificates? --ca FILE makes RUN trust those of a private authority or a proxy';
  if (told(/no space left on device/i))
    return 'the disk of the store is full, or a mount of the step: --shm-size is for /dev/shm';
  return undefined;
}

/** The path of a program that is not there, as the sandbox says it in Docker's words. */
function absentProgram(output: readonly string[]): string | undefined {
  return /^exec: "(\/[^"\n]*)": stat [^\n]*: no such file or directory$/m.exec(output.join('\n'))?.[1];
}
