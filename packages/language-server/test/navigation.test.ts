import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Location, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { applied, Editor } from './editor.js';
import { program } from './sources.js';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start({ trusted: true });
});
afterAll(() => editor.close());

const shared = 'use "@infomin/plugin-vision"\n\n/// Both files use it.\nencoder net = ConvNet(dim: 8)\n';
const user = `use "@infomin/plugin-datasets"
import { net } from "./shared.infomin"

dataset mnist = Mnist()
batch b ~ mnist.train
view z = net(b.image)
objective o = max net: I_NCE(net(b.image); z)
train o { epochs: 1, optimizer: { net: Adam() } }
`;

const measuring = user
  .replace(/import .*/, 'use "@infomin/plugin-vision"\nencoder net = ConvNet(dim: 8)')
  .replace('train o', 'batch e ~ mnist\nprobe digit = LinearProbe(net(e.image), e.label)\ntrain o');
const reporting =
  'import raw from "./measured.infomin"\nreport "r" = Table(columns: [raw.digit, raw.o.mi])\n';

/** `file:line: text of the line`, with the place in guillemets. */
function shown({ uri, range }: Location): string {
  const path = fileURLToPath(uri);
  const name = path.split('/').at(-1)!;
  const open =
    name === 'shared.infomin'
      ? shared
      : name === 'user.infomin'
        ? user
        : name === 'measured.infomin'
          ? measuring
          : readFileSync(path, 'utf8');
  const line = open.split('\n')[range.start.line] ?? '';
  const { character: from } = range.start;
  const to = range.end.character;
  return `${name}:${range.start.line + 1}: ${line.slice(0, from)}«${line.slice(from, to)}»${line.slice(to)}`;
}

describe('definition', () => {
  const define = async (name: string, marked: string) => {
    const found = await editor.request<Location | null>(
      'textDocument/definition',
      await editor.open(name, marked),
    );
    return found === null ? undefined : shown(found);
  };

  it('goes to the declaration in the file', async () => {
    editor.write('shared.infomin', shared);
    expect(await define('user.infomin', user.replace('net(b.image); z', 'net(b.image); ⟦⟧z'))).toBe(
      'user.infomin:6: view «z» = net(b.image)',
    );
  });

  it('goes through an import to another file', async () => {
    const declared = 'shared.infomin:4: encoder «net» = ConvNet(dim: 8)';
    expect(await define('user.infomin', user.replace('z = net', 'z = ⟦⟧net'))).toBe(declared);
    expect(await define('user.infomin', user.replace('{ net }', '{ n⟦⟧et }'))).toBe(declared);
    expect(await define('user.infomin', user.replace('{ net:', '{ n⟦⟧et:'))).toBe(declared);
    expect(await define('user.infomin', user.replace('./shared', './sh⟦⟧ared'))).toMatch(
      /^shared.infomin:1: «»use/,
    );
  });

  it('goes from a result to the file that measures it', async () => {
    editor.write('shared.infomin', shared);
    editor.write('measured.infomin', measuring);
    const declared = 'measured.infomin:10: probe «digit» = LinearProbe(net(e.image), e.label)';
    expect(await define('table.infomin', reporting.replace('raw.digit', 'raw.d⟦⟧igit'))).toBe(declared);
    expect(await define('table.infomin', reporting.replace('raw.o', 'raw.⟦⟧o'))).toMatch(/«o» = max net/);
    expect(await define('table.infomin', reporting.replace('./meas', './me⟦⟧as'))).toMatch(
      /^measured.infomin:1:/,
    );
  });

  it('goes into the sources of an installed plugin', async () => {
    const folder = join(editor.folder, 'node_modules/infomin-plugin-lines');
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'infomin-plugin-lines', version: '1.0.0', exports: './index.js' }),
    );
    writeFileSync(
      join(folder, 'src/blur.ts'),
      "// sources\nexport const blur = view({\n  name: 'LineBlur',\n});\n",
    );
    writeFileSync(
      join(folder, 'index.js'),
      `export default { name: 'infomin-plugin-lines', version: '1.0.0', doc: 'Lines.', constructors: [{
        kind: 'view', name: 'LineBlur', doc: 'Blurs lines.', parameters: { _zod: { def: { type: 'object' } }, shape: {},
        safeParse: (data) => ({ success: true, data }) }, random: false, infer: (args, input) => input, implementation() {} }] };`,
    );
    const text =
      'use "infomin-plugin-lines"\nuse "@infomin/plugin-datasets"\ndataset d = Mnist()\nbatch b ~ d.train\nview v = b.image |> Line⟦⟧Blur()\n';
    expect(await define('lines.infomin', text)).toBe("blur.ts:3:   «name: 'LineBlur'»,");
    expect(
      await define('lines.infomin', text.replace('⟦⟧', '').replace('plugin-lines', 'plugin⟦⟧-lines')),
    ).toMatch(/^index.js:1: /);
  });

  it('goes to a page for plugins that are part of the server', async () => {
    expect(await define('a.infomin', program.replace('Noise(', 'No⟦⟧ise('))).toMatch(
      /^_infomin_plugin-vision.*: «## Noise»$/,
    );
    expect(await define('a.infomin', program.replace('temperature', 'temp⟦⟧erature'))).toMatch(/«## I_NCE»$/);
    expect(await define('a.infomin', program.replace('mnist.train', 'mnist.tr⟦⟧ain'))).toMatch(/«## Mnist»$/);
  });
});

describe('references', () => {
  it('are found across files, open or not', async () => {
    editor.write('user.infomin', user);
    await editor.shut('user.infomin');
    const at = await editor.open('shared.infomin', shared.replace('encoder net', 'encoder n⟦⟧et'));
    const find = async (includeDeclaration: boolean) => {
      const context = { includeDeclaration };
      return (await editor.request<Location[]>('textDocument/references', at, { context })).map(shown);
    };
    const uses = [
      'user.infomin:2: import { «net» } from "./shared.infomin"',
      'user.infomin:6: view z = «net»(b.image)',
      'user.infomin:7: objective o = max «net»: I_NCE(net(b.image); z)',
      'user.infomin:7: objective o = max net: I_NCE(«net»(b.image); z)',
      'user.infomin:8: train o { epochs: 1, optimizer: { «net»: Adam() } }',
    ];
    expect((await find(false)).sort()).toEqual(uses.toSorted());
    expect(await find(true)).toContain('shared.infomin:4: encoder «net» = ConvNet(dim: 8)');
  });
});

describe('rename', () => {
  const rename = async (marked: string, newName: string) => {
    const at = await editor.open('shared.infomin', marked);
    return editor.request<WorkspaceEdit>('textDocument/rename', at, { newName });
  };
  const marked = shared.replace('encoder net', 'encoder n⟦⟧et');

  it('changes every file that uses the name', async () => {
    editor.write('user.infomin', user);
    const { changes } = await rename(marked, 'backbone');
    const edits = (name: string): TextEdit[] => changes?.[editor.uri(name)] ?? [];
    expect(applied(editor.document('shared.infomin'), edits('shared.infomin'))).toBe(
      shared.replace('net =', 'backbone ='),
    );
    const before = TextDocument.create('', '', 0, user);
    expect(applied(before, edits('user.infomin'))).toBe(user.replaceAll(/\bnet\b/g, 'backbone'));
  });

  it.each([
    ['3d', 'is no name'],
    ['_', 'stands for a result without a name'],
    ['view', 'is a keyword'],
    ['seed', 'means something in every file'],
    ['mnist', 'is declared already in user.infomin'],
    ['ConvNet', 'is a constructor of `@infomin/plugin-vision`'],
  ])('refuses %s', async (newName, reason) => {
    editor.write('user.infomin', user);
    await expect(rename(marked, newName)).rejects.toThrow(reason);
  });

  it('changes what reports of other files name, and what they call those', async () => {
    editor.write('measured.infomin', measuring);
    editor.write('table.infomin', reporting);
    const before = TextDocument.create('', '', 0, reporting);
    const renamed = async (name: string, marked: string, newName: string) => {
      const at = await editor.open(name, marked);
      const { changes } = await editor.request<WorkspaceEdit>('textDocument/rename', at, { newName });
      return { changes, text: applied(before, changes?.[editor.uri('table.infomin')] ?? []) };
    };
    const probe = await renamed('table.infomin', reporting.replace('raw.digit', 'raw.d⟦⟧igit'), 'class');
    expect(probe.text).toBe(reporting.replace('digit', 'class'));
    expect(
      applied(
        TextDocument.create('', '', 0, measuring),
        probe.changes?.[editor.uri('measured.infomin')] ?? [],
      ),
    ).toBe(measuring.replace('digit', 'class'));
    const file = await renamed('table.infomin', reporting.replace('import raw', 'import r⟦⟧aw'), 'plain');
    expect(file.text).toBe(reporting.replaceAll('raw', 'plain'));
  });

  it('changes files of folders that are opened later, until they are closed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'infomin-added-'));
    const uri = pathToFileURL(folder).href;
    const from = join(editor.folder, 'shared.infomin');
    writeFileSync(join(folder, 'added.infomin'), user.replace('./shared.infomin', from));
    const changed = async () => Object.keys((await rename(marked, 'backbone')).changes ?? {});
    const told = (event: object) =>
      editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await told({ added: [{ uri, name: 'added' }], removed: [] });
    expect(await changed()).toContain(`${uri}/added.infomin`);
    await told({ added: [], removed: [{ uri, name: 'added' }] });
    expect(await changed()).not.toContain(`${uri}/added.infomin`);
    expect(editor.capabilities.workspace?.workspaceFolders?.changeNotifications).toBeTruthy();
    rmSync(folder, { recursive: true });
  });

  it('changes what a train block names', async () => {
    const text = `${shared}batch e ~ mnist
view v = e.image |> Noise(0.1)
objective o = max net: I_NCE(net(v); net(v))
probe kind = LinearProbe(net(e.image), e.label)
train o { epochs: 1, schedule: { net: Cosine() }, watch: [kind] }
`;
    const inBlock = async (marked: string, newName: string) => {
      const { changes } = await rename(marked, newName);
      return applied(editor.document('shared.infomin'), changes?.[editor.uri('shared.infomin')] ?? []);
    };
    expect(await inBlock(text.replace('[kind]', '[ki⟦⟧nd]'), 'digit')).toBe(text.replaceAll('kind', 'digit'));
    expect(await inBlock(text.replace('{ net:', '{ n⟦⟧et:'), 'f')).toBe(text.replaceAll(/\bnet\b/g, 'f'));
  });

  const whole = `${shared}batch e ~ mnist
view v = e.image |> Noise(0.1)
objective o = max net: I_NCE(net(v); net(v))
`;

  it.each([
    ['net', 'param opts = { net: Adam() }\ntrain o { epochs: 1, optimizer: opts }'],
    ['net', 'train o { epochs: 1, optimizer: { x: { net: Adam() }, y: { net: Sgd(lr: 1) } }[which] }'],
    ['net', 'import { opts } from "./opts.infomin"\ntrain o { epochs: 1, optimizer: opts }'],
    ['e', 'param rows = { e: 128 }\ntrain o { epochs: 1, batch: rows }'],
  ])('refuses %s where a key may stand for it: %s', async (name, tail) => {
    editor.write('opts.infomin', 'param opts = { net: Adam() }\n');
    const declaration = new RegExp(`(encoder|batch) ${name}\\b`);
    await expect(rename((whole + tail).replace(declaration, `$1 ⟦⟧${name}`), 'other')).rejects.toThrow(
      /is a key of the record in (shared|opts)\.infomin:\d+/,
    );
  });

  it('leaves keys alone that choose from a table', async () => {
    const text = `${whole}param which = .net\ntrain o { epochs: { net: 1, e: 2 }[which] }\n`;
    const { changes } = await rename(text.replace('encoder net', 'encoder n⟦⟧et'), 'f');
    expect(applied(editor.document('shared.infomin'), changes?.[editor.uri('shared.infomin')] ?? [])).toBe(
      text
        .replace('encoder net', 'encoder f')
        .replace('max net: I_NCE(net(v); net(v))', 'max f: I_NCE(f(v); f(v))'),
    );
  });

  it('refuses what no file declares', async () => {
    const prepare = async (text: string) =>
      editor.request<{ placeholder: string }>(
        'textDocument/prepareRename',
        await editor.open('shared.infomin', text),
      );
    await expect(prepare(shared.replace('ConvNet', 'Conv⟦⟧Net'))).rejects.toThrow('belongs to a plugin');
    await expect(prepare(shared.replace('dim', 'd⟦⟧im'))).rejects.toThrow('only names that a file declares');
    expect(await prepare(marked)).toMatchObject({ placeholder: 'net' });
  });
});
