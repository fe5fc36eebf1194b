import { format } from '@infomin/grammar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, DocumentSymbol, SemanticTokens, TextEdit } from 'vscode-languageserver-protocol';
import { applied, Editor } from './editor.js';
import { program } from './sources.js';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start();
});
afterAll(() => editor.close());

describe('formatting', () => {
  const formatted = async (text: string) => {
    const at = await editor.open('format.infomin', text);
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await editor.request<TextEdit[]>('textDocument/formatting', at, { options });
    return { edits, text: applied(at.document, edits) };
  };

  it.each([
    program,
    program.replaceAll(' |> ', '|>'),
    program.replace('epochs: 3', '   epochs:3,'),
    `\n\n\n${program}\n\n`,
    program.replaceAll('\n', '\r\n'),
  ])('is that of `infomin fmt`', async (text) => {
    expect((await formatted(text)).text).toBe(format(text).text);
  });

  it('touches only what changes', async () => {
    const { edits } = await formatted(program.replace('batch e ~ mnist', 'batch e~mnist'));
    expect(edits).toMatchObject([{ range: { start: { line: 28 }, end: { line: 28 } } }]);
    expect((await formatted(program)).edits).toEqual([]);
  });

  it('leaves broken files alone', async () => {
    expect((await formatted('view v =   = 1')).edits).toEqual([]);
  });
});

describe('quick fixes', () => {
  const fixes = async (text: string, line: number) => {
    const at = await editor.open('fix.infomin', text);
    const range = { start: { line, character: 0 }, end: { line, character: 200 } };
    const actions = await editor.request<CodeAction[]>('textDocument/codeAction', at, {
      range,
      context: { diagnostics: [] },
    });
    return actions.map(({ title, edit, diagnostics }) => ({
      title,
      code: diagnostics?.[0]?.code,
      text: applied(at.document, edit?.changes?.[at.document.uri] ?? []),
    }));
  };

  it.each([
    ['a column', 'view v1 = b.image', 'view v1 = b.imag', 'view v1 = b.image'],
    ['a constructor', 'ConvNet(', 'ConvNett(', 'ConvNet('],
    ['a parameter', 'temperature', 'temperatur', 'temperature'],
    ['a key', 'epochs', 'epoch', 'epochs'],
  ])('put right %s', async (_, right, wrong, mended) => {
    const text = program.replace(right, wrong);
    const line = text.slice(0, text.indexOf(wrong)).split('\n').length - 1;
    for (const mark of ['', '\uFEFF']) {
      const [fix] = await fixes(mark + text, line);
      expect(fix?.text).toBe(mark + program.replace(right, mended));
    }
  });

  it('bring the plugin into use that has a constructor', async () => {
    const text = program.replace('use "@infomin/plugin-vision"\n', '').replaceAll(/ \|> .*/g, ' |> Flip()');
    const found = await fixes(text, text.slice(0, text.indexOf('Flip')).split('\n').length - 1);
    expect(found[0]?.title).toBe('Add `use "@infomin/plugin-vision"`');
    expect(found[0]?.text).toBe(
      text.replace(
        'use "@infomin/plugin-probes"',
        'use "@infomin/plugin-probes"\nuse "@infomin/plugin-vision"',
      ),
    );
  });

  it('bring all plugins into use that are missing, above the first declaration and its documentation', async () => {
    const uses =
      'use "@infomin/plugin-datasets"\nuse "@infomin/plugin-vision"\nuse "@infomin/plugin-probes"\n';
    const text = program.replace(uses, '');
    const found = await fixes(text, text.slice(0, text.indexOf('Mnist')).split('\n').length - 1);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toBe(program.replace(uses, `\n${uses}`));
  });

  it('remove what is not used', async () => {
    const text = program.replace('/// Handwritten', '/// For nothing.\nparam nobody = 1\n\n/// Handwritten');
    const line = text.slice(0, text.indexOf('nobody')).split('\n').length - 1;
    const [fix] = await fixes(text, line);
    expect(fix).toMatchObject({ title: 'Remove `nobody`', code: 'IM9002' });
    expect(fix?.text).toBe(program.replace('/// Handwritten', '\n/// Handwritten'));
  });

  it('train an objective that is not trained', async () => {
    const text = program.replace(/train nce \{[^}]*\}\n\n/, '');
    const line = text.slice(0, text.indexOf('objective')).split('\n').length - 1;
    const found = await fixes(text, line);
    expect(found.map(({ title }) => title)).toContain('Add `train nce`');
  });

  it('leave a comment behind an objective where it stands', async () => {
    const text = program
      .replace(/train nce \{[^}]*\}\n\n/, '')
      .replace('0.1)\n\nbatch', '0.1) /* a */ // why\n\nbatch');
    const line = text.slice(0, text.indexOf('objective')).split('\n').length - 1;
    const fix = (await fixes(text, line)).find(({ title }) => title === 'Add `train nce`');
    expect(fix?.text).toContain('0.1) /* a */ // why\n\ntrain nce {\n  epochs: 10\n}\n\nbatch');
  });
});

describe('outline', () => {
  it('lists declarations', async () => {
    const at = await editor.open(
      'a.infomin',
      `${program}\nview (p, q) = v1 |> PatchPair(size: 8, distance: 2)\nreport "R" = Table(rows: seed, columns: [digit])\n`,
    );
    const symbols = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', at);
    expect(symbols.map(({ name, detail }) => `${detail} ${name}`)).toEqual([
      'param loud',
      'dataset mnist',
      'batch b',
      'view v1',
      'view v2',
      'encoder f',
      'objective nce',
      'train nce',
      'batch e',
      'probe digit',
      'view p',
      'view q',
      'report R',
    ]);
    for (const { name, selectionRange } of symbols.slice(0, -1)) {
      expect(at.document.getText(selectionRange)).toBe(name);
    }
  });
});

describe('semantic tokens', () => {
  /** Every word as `text:type`. */
  async function tokens(text: string): Promise<string[]> {
    const at = await editor.open('tokens.infomin', text);
    const { data } = await editor.request<SemanticTokens>('textDocument/semanticTokens/full', at);
    const provider = editor.capabilities.semanticTokensProvider;
    const types = provider !== undefined ? provider.legend.tokenTypes : [];
    const found: string[] = [];
    let line = 0;
    let character = 0;
    for (let i = 0; i < data.length; i += 5) {
      const [lines = 0, characters = 0, length = 0, type = 0] = data.slice(i, i + 4);
      character = lines === 0 ? character + characters : characters;
      line += lines;
      const range = { start: { line, character }, end: { line, character: character + length } };
      found.push(`${at.document.getText(range)}:${types[type]}`);
    }
    return found;
  }

  it('tell what words stand for', async () => {
    const text = `use "@infomin/plugin-datasets" // one
use "@infomin/plugin-vision"
param space = .YDbDr
dataset Noise = Mnist()
batch b ~ Noise.train
view v: Image[28, 28, 1] .RGB = b.image |> Noise(0.1) |> ColorSpace(space: space)
encoder f = ConvNet()
/* two
   lines */
objective o = max f: I_NCE(f(v); f(v))
train o { epochs: 1 }
`;
    expect((await tokens(text)).join(' ')).toBe(
      [
        'use:keyword "@infomin/plugin-datasets":string // one:comment',
        'use:keyword "@infomin/plugin-vision":string',
        'param:keyword space:parameter .YDbDr:enumMember',
        'dataset:keyword Noise:namespace Mnist:class',
        'batch:keyword b:variable Noise:namespace train:property',
        'view:keyword v:variable Image:type RGB:enumMember b:variable image:property Noise:function 0.1:number ColorSpace:function space:property space:parameter',
        'encoder:keyword f:function ConvNet:class',
        '/* two:comment    lines */:comment',
        'objective:keyword o:event max:keyword f:function I_NCE:function f:function v:variable f:function v:variable',
        'train:keyword o:event epochs:property 1:number',
      ].join(' '),
    );
  });

  it('tell a length of training and what is watched', async () => {
    expect((await tokens('train o { watch: [digit], every: 1 epoch, stop: Plateau() }')).join(' ')).toBe(
      'train:keyword watch:property every:property 1:number epoch:keyword stop:property Plateau:class',
    );
  });
});
