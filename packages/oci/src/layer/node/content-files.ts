import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeSync } from '../../store/node/file-sink.ts';
import type { ContentDirectory } from '../../store/layer-forms.ts';

/** Contents of files in a directory, as `Layer.fetch` gives them. What cannot be written is left: others can do without. */
export function openContentFiles(directory: string): ContentDirectory {
  let areWhole = true;
  let name = '';
  let file: number | undefined;
  let size = 0;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const attempt = (work: () => void): void => {
    if (!areWhole) return;
    try {
      work();
    } catch {
      areWhole = false;
    }
  };
  return {
    get areWhole() {
      return areWhole;
    },
    begin(offset) {
      name = String(offset);
      size = 0;
    },
    write: (chunk) =>
      attempt(() => {
        // A layer that was damaged and came once more may have left another.
        file ??= openSync(join(directory, name), 'w', 0o600);
        writeWholeSync(file, chunk, size);
        size += chunk.byteLength;
      }),
    end: () => attempt(close),
    [Symbol.dispose]: close,
  };
}
