import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Editor } from '../../packages/language-server/test/editor.js';
import { escapes, files, maliciousWorkspace, secret } from './workspace.js';

let editor: Editor;
let canary: string;
beforeAll(async () => {
  editor = await Editor.start();
  ({ canary } = maliciousWorkspace(editor.folder));
});
afterAll(() => editor.close());

const asked = ['completion', 'hover', 'definition', 'signatureHelp', 'documentSymbol', 'codeAction'];

/** What the server answers about the place of the first `use`, `import` or name. */
async function answers(name: string): Promise<string> {
  const uri = editor.uri(name);
  const position = { line: 0, character: 7 };
  const range = { start: position, end: position };
  const params = { textDocument: { uri }, position, range, context: { diagnostics: [] } };
  const options = { tabSize: 2, insertSpaces: true };
  const found = await Promise.all([
    editor.diagnosticsOf(name),
    ...asked.map((method) => editor.connection.sendRequest(`textDocument/${method}`, params)),
    editor.connection.sendRequest('textDocument/formatting', { ...params, options }),
    editor.connection.sendRequest('textDocument/semanticTokens/full', params),
  ]);
  return JSON.stringify(found.slice(0, 3));
}

it.each(Object.keys(files))(
  'runs and quotes nothing of the workspace while %s is open',
  async (name) => {
    await editor.open(name, readFileSync(join(editor.folder, name), 'utf8').replaceAll(/[«»]/g, ''));
    const told = await answers(name);
    expect(told).not.toContain(secret);
    // The texts themselves are the editor's to show.
    for (const { message } of await editor.diagnosticsOf(name)) {
      for (const control of escapes.match(/[^\x20-\x7e]/g)!) expect(message).not.toContain(control);
    }
    expect(existsSync(canary)).toBe(false);
  },
  600_000,
);

it('runs a plugin once the workspace is trusted', async () => {
  const codes = (list: readonly { code?: unknown }[]) => list.map(({ code }) => code);
  const found = await editor.diagnosticsOf('path.infomin');
  expect(codes(found)).toContain('IM2108');
  expect(found.map(({ message }) => message).join()).toContain('infomin.trust');
  await editor.connection.sendRequest('workspace/executeCommand', { command: 'infomin.trust' });
  await editor.diagnosticsOf('path.infomin', (list) => !codes(list).includes('IM2108'));
  expect(readFileSync(canary, 'utf8')).toContain('/evil.js');
  rmSync(canary);
});
