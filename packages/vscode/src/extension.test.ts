import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keywords } from '@infomin/grammar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { buildExtension } from '../scripts/build.mjs';

interface Manifest {
  readonly main: string;
  readonly name: string;
  readonly publisher: string;
  readonly contributes: {
    readonly languages: readonly {
      readonly id: string;
      readonly extensions: readonly string[];
      readonly configuration: string;
    }[];
    readonly grammars: readonly {
      readonly language: string;
      readonly scopeName: string;
      readonly path: string;
    }[];
    readonly commands: readonly { readonly command: string }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-vscode-'));
  await buildExtension(join(folder, 'dist'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file that the manifest names: built or in the repository. */
const named = (path: string): string => join(path.startsWith('./dist/') ? folder : root, path);

describe('the extension', () => {
  it('has all files its manifest names', () => {
    const [language] = contributes.languages;
    const [grammar] = contributes.grammars;
    const files = [manifest.main, language!.configuration, grammar!.path];
    expect(files.filter((path) => !existsSync(named(path)))).toEqual([]);
    const { scopeName } = JSON.parse(readFileSync(named(grammar!.path), 'utf8')) as { scopeName: string };
    expect(scopeName).toBe(grammar!.scopeName);
    expect(grammar!.language).toBe(language!.id);
    const defaults = contributes.configurationDefaults[`[${language!.id}]`];
    expect(defaults?.['editor.defaultFormatter']).toBe(`${manifest.publisher}.${manifest.name}`);
  });

  it('takes keywords and names for words', () => {
    const text = readFileSync(named(contributes.languages[0]!.configuration), 'utf8');
    const { pattern, flags } = (JSON.parse(text) as { wordPattern: { pattern: string; flags: string } })
      .wordPattern;
    for (const word of [...keywords, 'f1', 'I_NCE', '_x', 'größe']) {
      expect(new RegExp(pattern, flags).exec(`(${word})`)?.[0]).toBe(word);
    }
  });

  it('registers the commands it contributes and starts the server it carries', () => {
    const built = readFileSync(named(manifest.main), 'utf8');
    for (const { command } of contributes.commands) expect(built).toContain(command);
    expect(built).toContain('server.mjs');
  });

  it('carries a server that checks files', async () => {
    const server = spawn(process.execPath, [join(folder, 'dist/server.mjs'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    const told = new Promise<readonly { code?: unknown }[]>((resolve) => {
      connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => resolve(diagnostics));
    });
    connection.listen();
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    const textDocument = {
      uri: 'untitled:Untitled-1',
      languageId: 'infomin',
      version: 1,
      text: 'view v = nobody',
    };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    expect((await told).map(({ code }) => code)).toContain('IM2001');
    const ended = new Promise((resolve) => server.once('exit', resolve));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
    connection.dispose();
  });
});
