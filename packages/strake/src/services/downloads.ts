import { type DownloadSource, ExecutorError } from '@strake/executor';
import { createHttpFiles, type HttpFilesOptions } from './http-files.ts';

/** ADD's URLs and repositories. */
export function createDownloads(options: HttpFilesOptions): DownloadSource {
  return {
    http: createHttpFiles(options),
    git: (op) =>
      Promise.reject(
        new ExecutorError('UNSUPPORTED', `${op.remote}: git sources are not supported yet`, {
          hint: 'clone it and pass the directory with --build-context NAME=DIR, then COPY --from=NAME',
        }),
      ),
  };
}
