import { memoryHost } from '@infomin/compiler';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Workspace } from './workspace.js';

it('checks a file again whose import changes during its first check', async () => {
  const files = {
    '/top.infomin': 'import { loud } from "./lib.infomin"\nparam twice = 2 * loud\n',
    '/lib.infomin': 'param other = 1\n',
  };
  const host = memoryHost({ files });
  let concerned: readonly string[] = [];
  const workspace = new Workspace({
    ...host,
    readFile(path) {
      if (path === '/lib.infomin') {
        const document = TextDocument.create('file:///lib.infomin', 'infomin', 1, 'param loud = 1\n');
        queueMicrotask(() => {
          concerned = workspace.update(document);
        });
      }
      return host.readFile(path);
    },
  });
  workspace.update(TextDocument.create('file:///top.infomin', 'infomin', 1, files['/top.infomin']));
  const { result } = await workspace.analysis('/top.infomin');
  expect(concerned).toContain('/top.infomin');
  expect(result.diagnostics.map(({ code }) => code)).not.toContain('IM2106');
});
