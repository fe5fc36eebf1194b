import { type Mark, marked } from '@infomin/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor } from './editor.js';
import { program } from './sources.js';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start();
});
afterAll(() => editor.close());

const codes = (list: readonly { code?: unknown }[]) => list.map(({ code }) => code);

describe('diagnostics', () => {
  it('come and go as one types', async () => {
    await editor.open('a.infomin', program);
    expect(await editor.diagnosticsOf('a.infomin')).toEqual([]);
    await editor.open('a.infomin', program.replace('b.image', 'b.imag'));
    expect(await editor.diagnosticsOf('a.infomin')).toMatchObject([
      {
        code: 'IM2009',
        severity: 1,
        source: 'infomin',
        message: expect.stringMatching(/imag.*\n.*`image`/s),
        range: { start: { line: 14, character: 12 }, end: { line: 14, character: 16 } },
        relatedInformation: [{ location: { uri: editor.uri('a.infomin') } }],
      },
    ]);
    const position = { line: 14, character: 16 };
    await editor.type('a.infomin', position, 'e');
    expect(await editor.diagnosticsOf('a.infomin')).toEqual([]);
  });

  it('say what could be left out', async () => {
    await editor.open('unused.infomin', `${program}\nparam nobody = 1\n`);
    expect(await editor.diagnosticsOf('unused.infomin')).toMatchObject([
      { code: 'IM9002', severity: 2, tags: [1] },
    ]);
  });

  it('follow unsaved changes of imported files', async () => {
    const parts = 'use "@infomin/plugin-vision"\nencoder net = ConvNet(dim: 8)\n';
    const user = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
import { net } from "./parts.infomin"
dataset mnist = Mnist()
batch b ~ mnist.train
objective o = max net: I_NCE(net(b.image |> Noise(0.1)); net(b.image |> Noise(0.1)))
train o { epochs: 1 }
`;
    editor.write('parts.infomin', parts.replaceAll('net', 'other'));
    await editor.open('user.infomin', user);
    expect(codes(await editor.diagnosticsOf('user.infomin'))).toEqual(['IM2106']);
    await editor.open('parts.infomin', parts);
    expect(await editor.diagnosticsOf('user.infomin', (list) => list.length === 0)).toEqual([]);
    // Nothing in the file itself uses `net`, but an open file that imports it does.
    expect(await editor.diagnosticsOf('parts.infomin')).toEqual([]);
    await editor.open('parts.infomin', parts.replace('dim: 8', 'dim: 0'));
    expect(codes(await editor.diagnosticsOf('parts.infomin'))).toEqual(['IM3006']);
    // Closed without saving: what is on disk counts.
    await editor.shut('parts.infomin');
    const found = await editor.diagnosticsOf('user.infomin', (list) => list.length > 0);
    expect(codes(found)).toEqual(['IM2106']);
  });

  it('do not call an import unused that an open file takes over', async () => {
    const uses = 'use "@infomin/plugin-datasets"\nuse "@infomin/plugin-vision"\n';
    editor.write('lib.infomin', 'use "@infomin/plugin-vision"\nview aug = |> Noise(0.1)\n');
    await editor.open('mid.infomin', 'import { aug } from "./lib.infomin"\n');
    expect(codes(await editor.diagnosticsOf('mid.infomin'))).toEqual(['IM9002']);
    await editor.open(
      'top.infomin',
      `${uses}import { aug } from "./mid.infomin"\n${program.slice(program.indexOf('dataset'))}`.replaceAll(
        'Noise(loud)',
        'aug',
      ),
    );
    expect(await editor.diagnosticsOf('mid.infomin', (list) => list.length === 0)).toEqual([]);
  });

  it('tell of a circle of imports in the file that is open', async () => {
    editor.write('there.infomin', 'import { here } from "./here.infomin"\nparam there = here\n');
    await editor.open('here.infomin', 'import { there } from "./there.infomin"\nparam here = there\n');
    expect(codes(await editor.diagnosticsOf('here.infomin'))).toContain('IM2105');
  });

  /** Mistakes in forms of the language, each between marks, with what is said of it. */
  it.each([
    ['view aug = |> ⟦RandomCorp⟧(20)', 'IM2003', 'did you mean `RandomCrop`?'],
    ['view w = ⟦b⟧ |> Flip()', 'IM4017', 'take one of its columns: `b.image`'],
    ['view s[⟦0⟧] = b.image |> RandomCrop(12)', 'IM4026', 'from 1 to 64 times'],
    ['objective o = max ⟦f⟧: I_NCE(stop(f(v1)); stop(f(v2)))', 'IM5018', 'only inside `stop`'],
    ['encoder k = Ema(⟦v1⟧)', 'IM6108', '`of` names a model, but `v1` is a view'],
    ['objective o = max f: I_NCE(f(v1); f(v2), negatives: Queue(⟦0⟧))', 'IM3006', 'at least 1'],
    ['objective o = max f: I_NCE(f(v1); f(v2), negatives: Bank(momentum: ⟦2⟧))', 'IM3006', 'less than 1'],
    ['train nce as warm { epochs: 1, watch: [⟦f⟧] }', 'IM6108', 'there is `digit`'],
    ['train nce as warm { epochs: 1, watch: [digit], every: ⟦3⟧ }', 'IM5105', 'write `3 epochs`'],
    ['train nce as warm { epochs: 1, watch: [digit], stop: ⟦Cosine⟧() }', 'IM2004', 'there is `Plateau(…)`'],
    ['sweep (loud, seed) in [⟦(0.1)⟧]', 'IM6111', 'write a value for each: `(loud, seed)`'],
    ['encoder r = ResNet(18, weights: ⟦.imagenet⟧)', 'IM3005', 'takes a string'],
    ['sweep loud in Uniform(0..3, ⟦8⟧, whole: true)', 'IM6113', '0..3 has 3'],
    ['encoder r = ViT(.tiny, patch: ⟦16⟧)\nview w = r(v1)', 'IM4002', 'here are 20×20'],
    ['encoder r = ViT(⟦.huge⟧)', 'IM3007', 'no member `.huge`'],
    ['probe p = LinearProbe(f(v1), b.label, penalty: ⟦.serach⟧)', 'IM3007', 'did you mean `.search`?'],
    ['sweep loud in ⟦Unifrom⟧(0..1, 8)', 'IM2003', 'did you mean `Uniform`?'],
    ['train nce as ⟦f⟧ { epochs: 1 }', 'IM2002', '`f` is declared twice'],
  ])('say what is wrong with %s', async (tail, code, words) => {
    const { text, marks } = marked(program + tail);
    const { document } = await editor.open('forms.infomin', text);
    const found = (await editor.diagnosticsOf('forms.infomin')).filter(({ severity }) => severity === 1);
    const [{ start, end }] = marks as [Mark];
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    expect(found).toMatchObject([{ code, range, message: expect.stringContaining(words) }]);
  });

  it('are given for any text', async () => {
    await editor.open('broken.infomin', 'view = |> (\n"\u0000 /* train {{{');
    expect((await editor.diagnosticsOf('broken.infomin')).length).toBeGreaterThan(0);
    await editor.open('broken.infomin', '('.repeat(20_000));
    expect((await editor.diagnosticsOf('broken.infomin')).length).toBeGreaterThan(0);
  });
});
