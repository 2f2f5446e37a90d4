import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onPath } from '../setup/packages.ts';
import { setUp } from './support/set-up.ts';

const STRAKE = join(import.meta.dirname, '../../packages/strake/bin/strake.js');

/** Opens a Dockerfile as the README sets Neovim up, asks what its user would, and writes the answers as JSON. */
const SCRIPT = `
local results = {}
${setUp('Neovim', 'lua')}
vim.cmd('filetype on')
vim.cmd('edit Dockerfile')
local client
vim.wait(20000, function()
  client = vim.lsp.buf_get_clients(0)[1]
  return client ~= nil and client.initialized
end, 20)
local client_id = client.id

local function ask(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params(0)
  local answer = vim.lsp.buf_request_sync(0, method, params, 20000)
  return answer and answer[client_id] and answer[client_id].result
end

results.hover = ask('textDocument/hover', { position = { line = 1, character = 13 } })
results.completion = ask('textDocument/completion', { position = { line = 4, character = 12 } })
results.definition = ask('textDocument/definition', { position = { line = 4, character = 13 } })

vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
results.diagnostics = vim.tbl_map(function(d) return d.code or d.user_data.lsp.code end, vim.diagnostic.get(0))

vim.api.nvim_win_set_cursor(0, { 2, 19 })
vim.lsp.buf.rename('first')
vim.wait(20000, function() return vim.api.nvim_buf_get_lines(0, 3, 4, false)[1] == 'FROM first' end, 20)
vim.lsp.buf.formatting_sync(nil, 20000)
results.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')

vim.fn.writefile({ vim.fn.json_encode(results) }, 'results.json')
vim.cmd('qall!')
`;

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'strake-nvim-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test.runIf(onPath('nvim'))(
  'Neovim completes, explains, finds, renames, formats and diagnoses, set up as the README says',
  () => {
    const text = 'ARG V=3.20\nFROM alpine:$V AS base\nCOPPY a b\nFROM base\nCOPY --from=base   x /y\n';
    writeFileSync(join(directory, 'Dockerfile'), text);
    writeFileSync(join(directory, 'script.lua'), SCRIPT);
    mkdirSync(join(directory, 'bin'));
    writeFileSync(join(directory, 'bin/strake'), `#!/bin/sh\nexec '${process.execPath}' '${STRAKE}' "$@"\n`);
    chmodSync(join(directory, 'bin/strake'), 0o755);
    execFileSync('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-S', 'script.lua'], {
      cwd: directory,
      env: { ...process.env, HOME: directory, PATH: [join(directory, 'bin'), process.env['PATH']].join(delimiter) },
      timeout: 90_000,
      stdio: 'ignore',
    });
    const results = JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8'));
    expect(results.hover.contents.value).toContain('ARG V=3.20');
    expect(results.completion.map(({ label }: { label: string }) => label)).toContain('base');
    expect(results.definition).toMatchObject([{ range: { start: { line: 1, character: 18 } } }]);
    expect(results.diagnostics).toContain('unknown-instruction');
    expect(results.text).toBe('ARG V=3.20\nFROM alpine:$V AS first\nCOPPY a b\nFROM first\nCOPY --from=first x /y');
  },
);
