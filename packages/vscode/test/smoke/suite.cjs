// Runs within an editor's extension host, where `vscode` is the real one: what its user would do, and what is seen of it.
'use strict';

const assert = require('node:assert/strict');
const { writeFileSync } = require('node:fs');
const { commands, extensions, languages, Position, Range, Uri, window, workspace } = require('vscode');

const TEXT =
  'ARG V=3.20\nFROM alpine:$V AS base\nCOPPY a b\nFROM base\nCOPY --from=base   x /y\nRUN cd /tmp && ls $V\n';

/** Asks until the answer is as wanted: the server needs a moment to start. */
async function until(ask, isWanted) {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask();
    if (isWanted(answer) || attempt === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const tests = {
  async 'the extension starts for a Dockerfile'({ document }) {
    assert.equal(document.languageId, 'dockerfile');
    const extension = extensions.getExtension('strake.strake-vscode');
    assert.ok(extension);
    await until(
      () => extension.isActive,
      (isActive) => isActive,
    );
    assert.equal(extension.isActive, true);
  },
  async diagnostics({ uri }) {
    const found = await until(
      () => languages.getDiagnostics(uri),
      (list) => list.length > 0,
    );
    assert.ok(
      found.some(({ code }) => (code.value ?? code) === 'unknown-instruction'),
      JSON.stringify(found),
    );
  },
  async completion({ uri }) {
    const at = new Position(4, 12);
    const { items } = await commands.executeCommand('vscode.executeCompletionItemProvider', uri, at);
    assert.ok(items.some(({ label }) => (label.label ?? label) === 'base'));
  },
  async hover({ uri }) {
    const hovers = await commands.executeCommand('vscode.executeHoverProvider', uri, new Position(1, 8));
    assert.match(hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n'), /alpine:3\.20/);
  },
  async 'definition and references'({ uri }) {
    const at = new Position(4, 13);
    const definitions = await commands.executeCommand('vscode.executeDefinitionProvider', uri, at);
    assert.equal((definitions[0].range ?? definitions[0].targetRange).start.line, 1);
    assert.equal((await commands.executeCommand('vscode.executeReferenceProvider', uri, at)).length, 3);
  },
  async 'semantic tokens'({ uri }) {
    const { data } = await commands.executeCommand('vscode.provideDocumentSemanticTokens', uri);
    assert.ok(data.length >= 5 * 10);
  },
  async 'inlay hints'({ uri }) {
    const all = new Range(0, 0, 9, 0);
    const hints = await commands.executeCommand('vscode.executeInlayHintProvider', uri, all);
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['= 3.20'],
    );
  },
  async 'code lenses'({ uri }) {
    const lenses = await commands.executeCommand('vscode.executeCodeLensProvider', uri, 9);
    assert.deepEqual(
      lenses.map(({ command }) => [command.title, command.command]),
      [
        ['▶ Build base', 'strake.buildStage'],
        ['▶ Build stage 1', 'strake.buildStage'],
      ],
    );
  },
  async 'outline, folding, selection and links'({ uri }) {
    const symbols = await commands.executeCommand('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['V', 'base', 'base'],
    );
    assert.ok((await commands.executeCommand('vscode.executeFoldingRangeProvider', uri)).length >= 2);
    const [selection] = await commands.executeCommand('vscode.executeSelectionRangeProvider', uri, [
      new Position(5, 5),
    ]);
    assert.ok(selection.parent.parent);
    assert.ok((await commands.executeCommand('vscode.executeLinkProvider', uri, 9)).length >= 1);
  },
  async 'a quick fix'({ uri }) {
    const at = new Range(2, 1, 2, 1);
    const actions = await commands.executeCommand('vscode.executeCodeActionProvider', uri, at, 'quickfix');
    const fix = actions.find(({ title }) => title === 'Change to COPY');
    assert.ok(fix, JSON.stringify(actions.map(({ title }) => title)));
    assert.equal(await workspace.applyEdit(fix.edit), true);
  },
  async rename({ uri }) {
    const edit = await commands.executeCommand(
      'vscode.executeDocumentRenameProvider',
      uri,
      new Position(1, 20),
      'first',
    );
    assert.equal(await workspace.applyEdit(edit), true);
  },
  async formatting({ uri, document }) {
    const options = { tabSize: 4, insertSpaces: true };
    const edits = await commands.executeCommand('vscode.executeFormatDocumentProvider', uri, options);
    assert.ok(edits.length > 0);
    await commands.executeCommand('editor.action.formatDocument');
    assert.match(document.getText(), /^COPY a b\nFROM first\nCOPY --from=first x \/y$/m);
  },
  async 'the server can be started again'({ uri }) {
    await commands.executeCommand('strake.restart');
    const hovers = await until(
      () => commands.executeCommand('vscode.executeHoverProvider', uri, new Position(0, 1)),
      (list) => list.length > 0,
    );
    assert.ok(hovers.length > 0);
  },
  async 'ignore files'({ folder }) {
    const uri = Uri.joinPath(folder, '.dockerignore');
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document);
    const found = await until(
      () => languages.getDiagnostics(uri),
      (list) => list.length > 0,
    );
    assert.ok(
      found.some(({ code }) => (code.value ?? code) === 'gitignore-style'),
      document.languageId,
    );
  },
};

/** Called by the editor when it has started. Writes what came of each test to the file of `STRAKE_SMOKE`. */
exports.activate = async function activate() {
  const results = {};
  const folder = workspace.workspaceFolders[0].uri;
  const uri = Uri.joinPath(folder, 'Dockerfile');
  await workspace.fs.writeFile(uri, Buffer.from(TEXT));
  await workspace.fs.writeFile(Uri.joinPath(folder, '.dockerignore'), Buffer.from('*.log\n'));
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  for (const [name, test] of Object.entries(tests)) {
    results[name] = await test({ folder, uri, document }).then(
      () => 'passed',
      (error) => String(error && error.stack),
    );
  }
  writeFileSync(process.env.STRAKE_SMOKE, JSON.stringify(results));
};
