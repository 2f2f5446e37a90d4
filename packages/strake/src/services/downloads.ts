import type { DownloadSource } from '@strake/executor';
import { createGitTrees, type GitTreesOptions } from './git/git-trees.ts';
import { createHttpFiles, type HttpFilesOptions } from './http-files.ts';

/** ADD's URLs and repositories. */
export function createDownloads(options: HttpFilesOptions & GitTreesOptions): DownloadSource {
  return { http: createHttpFiles(options), git: createGitTrees(options) };
}
