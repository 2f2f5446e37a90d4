/** What of which repository is wanted. */
export interface GitSource {
  /** `https://`, `http://`, `ssh://`, `git://` or `user@host:path`. A login in it is used, never shown or kept. */
  readonly remote: string;
  /** Branch, tag, full ref or commit; absent is the remote's default branch. */
  readonly ref?: string;
  /** Directory that becomes the root, no link on the way to it. */
  readonly subdir?: string;
  /** What the commit, or an annotated tag, must begin with: at least 7 hexadecimal digits. */
  readonly checksum?: string;
  /** Default false. */
  readonly keepGitDir?: boolean;
  /** Default true. */
  readonly submodules?: boolean;
  /** Take the commit `checksum` itself, whatever `ref` points at. */
  readonly fetchByCommit?: boolean;
}
