import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onPath } from '../setup/packages.ts';
import { setUp } from './support/set-up.ts';

const STRAKE = join(import.meta.dirname, '../../packages/strake/bin/strake.js');

/** Opens a Dockerfile as the README sets Emacs up, asks what its user would, and writes the answers as JSON. */
const SCRIPT = `
(package-initialize)
(require 'eglot)
(unless (require 'dockerfile-mode nil t)
  (define-derived-mode dockerfile-mode prog-mode "Dockerfile")
  (add-to-list 'auto-mode-alist '("Dockerfile\\\\'" . dockerfile-mode)))
${setUp('Emacs', 'elisp')}
(defun await (what)
  (with-timeout (30) (while (not (funcall what)) (accept-process-output nil 0.05))))
(setq eglot-sync-connect 30)
(find-file "Dockerfile")
;; Without a user there are no commands, after which the hook would connect.
(apply #'eglot--connect (eglot--guess-contact))
(await #'eglot-managed-p)
(await #'flymake-diagnostics)
(let ((diagnostics (vconcat (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))) hover completion)
  (goto-char (point-min))
  (search-forward "FROM alp")
  (setq hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                               (eglot--TextDocumentPositionParams)))
  (goto-char (point-min))
  (search-forward "--from=")
  (setq completion (vconcat (all-completions "" (nth 2 (eglot-completion-at-point)))))
  (goto-char (point-min))
  (search-forward "AS b")
  (eglot-rename "first")
  (eglot-format-buffer)
  (let ((text (buffer-substring-no-properties (point-min) (point-max))))
    (eglot-shutdown (eglot--current-server-or-lose))
    (with-temp-file "results.json"
      (insert (json-encode (list (cons 'diagnostics diagnostics) (cons 'completion completion)
                                 (cons 'hover (plist-get (plist-get hover :contents) :value))
                                 (cons 'text text)))))))
`;

const hasEglot =
  onPath('emacs') &&
  spawnSync('emacs', ['-q', '--batch', '--eval', "(progn (package-initialize) (require 'eglot))"]).status === 0;

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'strake-emacs-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test.runIf(hasEglot)('Emacs completes, explains, renames, formats and diagnoses, set up as the README says', () => {
  const text = 'ARG V=3.20\nFROM alpine:$V AS base\nCOPPY a b\nFROM base\nCOPY --from=base   x /y\n';
  writeFileSync(join(directory, 'Dockerfile'), text);
  writeFileSync(join(directory, 'script.el'), SCRIPT);
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'bin/strake'), `#!/bin/sh\nexec '${process.execPath}' '${STRAKE}' "$@"\n`);
  chmodSync(join(directory, 'bin/strake'), 0o755);
  execFileSync('emacs', ['-q', '--batch', '-l', 'script.el'], {
    cwd: directory,
    env: { ...process.env, HOME: directory, PATH: [join(directory, 'bin'), process.env['PATH']].join(delimiter) },
    timeout: 90_000,
    stdio: 'ignore',
  });
  const results = JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8'));
  expect(results).toMatchObject({
    diagnostics: expect.arrayContaining([expect.stringContaining('unknown-instruction')]),
    completion: expect.arrayContaining(['base', 'scratch']),
    hover: expect.stringContaining('alpine:3.20'),
    text: 'ARG V=3.20\nFROM alpine:$V AS first\nCOPPY a b\nFROM first\nCOPY --from=first x /y\n',
  });
});
