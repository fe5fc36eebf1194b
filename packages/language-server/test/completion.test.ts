import type { ConstructorKind, ModelRole } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applied, Editor } from './editor.js';
import { program } from './sources.js';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start();
  editor.write('measured.infomin', program);
  editor.write('parts.infomin', 'param shared = 3\nencoder h = ConvNet(dim: 8)\n');
  await editor.open('a.infomin', program);
  await editor.diagnosticsOf('a.infomin');
});
afterAll(() => editor.close());

/** Names of the constructors of a kind, as infomin's own plugins have them. */
function constructors(kind: ConstructorKind, role?: ModelRole): string {
  return [core, datasets, vision, probes]
    .flatMap((plugin) => plugin.constructors)
    .filter((known) => known.kind === kind)
    .filter((known) => role === undefined || (known.kind === 'model' && known.roles.includes(role)))
    .map(({ name }) => name)
    .sort()
    .join(' ');
}

const raw = 'import raw from "./measured.infomin"\n';

/** What stands behind the program, with a cursor, and all that is proposed there. */
const cases: readonly (readonly [string, string])[] = [
  ['batch q ~ ⟦⟧', 'mnist'],
  ['batch q ~ mnist.⟦⟧', 'test train'],
  ['batch q ~ mnist.t⟦⟧', 'test train'],
  ['view w = ⟦⟧', 'b e f v1 v2 concat stop'],
  ['view w = b.⟦⟧', 'image label'],
  ['view w: ⟦⟧', 'Class Clip Image Point Scalar Vector'],
  ['view w: Image[8, 8, 3] .⟦⟧', 'HSV Lab RGB YCbCr YDbDr'],
  ['view w = b.image |> ⟦⟧', constructors('view')],
  ['view aug = |> Flip()\nview w = b.image |> ⟦⟧', `aug ${constructors('view')}`],
  ['view aug = |> Flip()\nview w = ⟦⟧', 'b e f v1 v2 concat stop'],
  ['view aug = |> ⟦⟧', constructors('view')],
  ['param net = ConvNet(dim: 8)\nencoder q = ⟦⟧', `net ${constructors('model', 'encoder')}`],
  ['param o = Adam()\ntrain nce { optimizer: ⟦⟧ }', `o ${constructors('optimizer')}`],
  ['param aug = |> Flip()\nview w = b.image |> ⟦⟧', `aug ${constructors('view')}`],
  ['view w[⟦⟧', 'loud seed'],
  [
    'train nce as warm { epochs: 1 }\nreport "r" = Table(rows: seed, columns: [warm.⟦⟧',
    'ceiling loss mi mi_fresh_critic mi_heldout',
  ],
  ['view w = b.image |> RandomResizedCrop(⟦⟧', 'size: loud seed scale: ratio:'],
  ['view w = b.image |> RandomResizedCrop(32, ⟦⟧)', 'scale: ratio:'],
  ['view w = b.image |> RandomResizedCrop(ratio: 1..2, ⟦⟧)', 'size: scale:'],
  ['view w = b.image |> ColorSpace(.⟦⟧)', '.HSV .Lab .RGB .YCbCr .YDbDr'],
  ['param n: ⟦⟧', 'Bool Int List Number Range Record Scalar String Symbol'],
  ['encoder q = ⟦⟧', constructors('model', 'encoder')],
  ['generator q = ⟦⟧', constructors('model', 'generator')],
  ['encoder q = ConvNet(norm: ⟦⟧)', '.batch .none'],
  ['encoder q = FrameEncoder(encoder: ⟦⟧)', constructors('model')],
  ['objective o = max ⟦⟧', 'f'],
  ['objective o = max f: ⟦⟧', `loud ${constructors('term')}`],
  [
    'objective o = max f: I_NCE(f(v1); ⟦⟧',
    'b e f v1 v2 concat stop temperature: symmetric: candidates: negatives:',
  ],
  [
    'objective o = max f: I_NCE(f(v1); f(v2); ⟦⟧',
    'b e f v1 v2 concat stop temperature: symmetric: candidates: negatives:',
  ],
  [
    'objective o = max f: I_NCE(f(v1); f(v2); f(v1), ⟦⟧)',
    'loud seed temperature: symmetric: candidates: negatives:',
  ],
  [
    'probe m = MutualInformation(f(e.image), e.label, estimators: [I_NCE(⟦⟧)])',
    'loud seed temperature: symmetric: candidates: negatives:',
  ],
  ['objective o = max f: I_NCE(f(v1); f(v2), negatives: ⟦⟧', constructors('memory')],
  ['objective o = max f: I_NCE(f(v1); f(v2), negatives: Queue(⟦⟧', 'size: loud seed'],
  ['objective o = max f: I_NCE(f(v1); f(v2), negatives: Bank(⟦⟧', 'loud seed momentum: rows:'],
  ['objective o = max f: I_NCE(f(v1); stop(⟦⟧', 'b e f v1 v2 concat stop'],
  ['encoder k = Ema(⟦⟧', 'of: f momentum:'],
  ['probe p = LinearProbe(f(e.image), e.label, penalty: ⟦⟧', '.fixed .search'],
  ['encoder r = ViT(⟦⟧', '.small .tiny size: patch: dim: blocks: weights:'],
  ['encoder r = ResNet(18, ⟦⟧', 'loud seed width: stem: dim: weights:'],
  ['sweep (loud, ⟦⟧', 'loud seed'],
  ['param dim = 8\nsweep loud in ⟦⟧', 'dim LogUniform Uniform seed'],
  ['param dim = 8\nsweep loud in [⟦⟧]', 'dim seed'],
  ['param dim = 8\nsweep (loud, dim) in [(⟦⟧', 'seed'],
  ['sweep seed in [⟦⟧]', 'loud'],
  ['sweep loud in Uniform(0..1, ⟦⟧', 'count: seed whole: seed:'],
  ['train nce as ⟦⟧', ''],
  ['objective o = max f: I_NCE(f(⟦⟧', 'b e f v1 v2 concat stop'],
  [
    'objective o = max f: I_NCE(f(v1); f(v2), sym⟦⟧',
    'loud seed temperature: symmetric: candidates: negatives:',
  ],
  ['objective o = max f: I_NCE(f(v1); f(v2), symmetric: ⟦⟧', 'false true'],
  ['train ⟦⟧', 'nce'],
  [
    'train nce {\n  epochs: 3\n  ⟦⟧\n}',
    'steps: batch: optimizer: schedule: ratio: clip: floor: watch: every: stop:',
  ],
  ['train nce { optimizer: ⟦⟧ }', constructors('optimizer')],
  ['train nce { optimizer: { ⟦⟧ } }', 'f:'],
  ['train nce { batch: { ⟦⟧ } }', 'b: e:'],
  ['train nce { schedule: ⟦⟧ }', constructors('schedule')],
  ['train nce { schedule: { ⟦⟧ } }', 'f:'],
  ['probe q = LinearProbe(f(e.image), e.label)\ntrain nce { watch: [⟦⟧] }', 'digit q'],
  ['train nce { every: ⟦⟧ }', '1 epoch 1000 steps'],
  ['param often = 2 epochs\ntrain nce { every: ⟦⟧ }', 'often 1 epoch 1000 steps'],
  ['train nce { stop: ⟦⟧ }', constructors('stopping')],
  ['train nce { stop: Plateau(⟦⟧) }', 'loud seed patience: by:'],
  ['train nce { ratio: { max: 2, ⟦⟧ } }', 'min:'],
  ['probe q = ⟦⟧', constructors('probe')],
  ['sweep ⟦⟧', 'loud seed'],
  ['report "r" = ⟦⟧', constructors('report')],
  ['report "r" = Table(rows: ⟦⟧)', 'loud seed'],
  ['report "r" = Curve(x: nce.⟦⟧', 'ceiling loss mi mi_fresh_critic mi_heldout'],
  ['objective a = min f: Alignment(f(v1), f(v2))\nreport "r" = Curve(x: a.⟦⟧', 'loss'],
  [
    'objective a = min f: Alignment(f(v1), f(v2))\ntrain a as still { epochs: 1 }\nreport "r" = Curve(x: still.⟦⟧',
    'loss',
  ],
  ['import { ⟦⟧ } from "./parts.infomin"', 'h shared'],
  ['import { h } from "./⟦⟧"', './measured.infomin ./parts.infomin'],
  ['import ⟦⟧', ''],
  [`${raw}report "r" = Table(columns: [⟦⟧])`, 'digit nce raw'],
  [`${raw}report "r" = Table(columns: [raw.⟦⟧])`, 'digit nce'],
  [`${raw}report "r" = Table(columns: [raw.digit, raw.n⟦⟧])`, 'digit nce'],
  [`${raw}report "r" = Table(columns: [raw.nce.⟦⟧])`, 'ceiling loss mi mi_fresh_critic mi_heldout'],
  [`${raw}view w = ⟦⟧`, 'b e f v1 v2 concat stop'],
  ['// view w = ⟦⟧', ''],
];

describe('completion', () => {
  it.each(cases)('knows what may stand in %s', async (tail, expected) => {
    expect((await editor.completions('a.infomin', program + tail)).join(' ')).toBe(expected);
  });

  it('proposes what opens a declaration', async () => {
    const labels = await editor.completions('a.infomin', `${program}\nvi⟦⟧`);
    expect(labels).toEqual(
      expect.arrayContaining(['use', 'import', 'view', 'encoder', 'objective', 'train', 'sweep', 'report']),
    );
    expect(await editor.completions('a.infomin', `${program}\nsweep loud ⟦⟧`)).toEqual(['in']);
  });

  it('proposes plugins that are not in use yet', async () => {
    const labels = await editor.completions('b.infomin', 'use "@infomin/plugin-vision"\nuse "⟦⟧"\n');
    expect(labels).toEqual(['@infomin/plugin-datasets', '@infomin/plugin-probes']);
  });

  it('proposes members of the enumeration where a parameter is used', async () => {
    const text = `${program}\nparam space = ⟦⟧.RGB\nview w = v1 |> ColorSpace(space)\n`;
    await editor.open('a.infomin', text.replace('⟦⟧', ''));
    await editor.diagnosticsOf('a.infomin');
    const labels = await editor.completions('a.infomin', text.replace('⟦⟧.RGB', '.⟦⟧'));
    expect(labels).toEqual(['.HSV', '.Lab', '.RGB', '.YCbCr', '.YDbDr']);
  });

  it('tells types and documentation of names', async () => {
    const items = await editor.completionItems('a.infomin', `${program}view w = ⟦⟧`);
    const v1 = items.find(({ label }) => label === 'v1');
    expect(v1).toMatchObject({
      detail: 'view: Image[20, 20, 1]',
      documentation: { kind: 'markdown', value: 'A crop of the digit.' },
    });
  });

  it('tells the page of a constructor when it is asked for', async () => {
    const items = await editor.completionItems('a.infomin', `${program}view w = b.image |> Noi⟦⟧`);
    const noise = items.find(({ label }) => label === 'Noise');
    const resolved = await editor.connection.sendRequest('completionItem/resolve', noise);
    expect(resolved).toMatchObject({ documentation: { value: expect.stringContaining('plugin-vision') } });
  });

  it.each([
    ['view w = b.image |> Noi⟦⟧', 'Noise', 'view w = b.image |> Noise'],
    ['view w = b.image |> No⟦⟧is(0.1)', 'Noise', 'view w = b.image |> Noise(0.1)'],
    ['view w = v1 |> ColorSpace(.⟦⟧)', '.HSV', 'view w = v1 |> ColorSpace(.HSV)'],
    ['view w = v1 |> ColorSpace(.Y⟦⟧)', '.YCbCr', 'view w = v1 |> ColorSpace(.YCbCr)'],
    ['view w = b.⟦⟧', 'image', 'view w = b.image'],
    ['encoder q = ConvNet(di⟦⟧)', 'dim:', 'encoder q = ConvNet(dim: )'],
    ['encoder q = ConvNet(di⟦⟧: 3)', 'dim:', 'encoder q = ConvNet(dim: 3)'],
    ['use "@info⟦⟧"', '@infomin/plugin-probes', 'use "@infomin/plugin-probes"'],
  ])('replaces what is written: %s', async (tail, label, expected) => {
    await accepts(tail, label, expected);
  });

  it.each([
    ['view w = b.image |> Noise(⟦⟧loud)', 'std:', 'view w = b.image |> Noise(std: loud)'],
    ['view w = ⟦⟧v1', 'v2', 'view w = v2 v1'],
    ['view w = b.image |> ⟦⟧Flip()', 'Noise', 'view w = b.image |> Noise Flip()'],
    ['train nce { ⟦⟧batch: 256 }', 'schedule:', 'train nce { schedule: batch: 256 }'],
    ['encoder q = ConvNet(⟦⟧8)', 'dim:', 'encoder q = ConvNet(dim: 8)'],
    ['⟦⟧view w = v1', 'param', 'param view w = v1'],
    ['view w = b.⟦⟧label', 'image', 'view w = b.image'],
    ['view w = v1 |> ColorSpace(.⟦⟧RGB)', '.HSV', 'view w = v1 |> ColorSpace(.HSV)'],
  ])('leaves the word that starts at the cursor: %s', async (tail, label, expected) => {
    await accepts(tail, label, expected);
  });

  it('does not propose again what stands behind the cursor', async () => {
    expect(await editor.completions('a.infomin', `${program}train nce { ⟦⟧epochs: 3 }`)).not.toContain(
      'epochs:',
    );
    expect(
      await editor.completions('a.infomin', `${program}view w = b.image |> Noise(⟦⟧std: 1)`),
    ).not.toContain('std:');
  });

  async function accepts(tail: string, label: string, expected: string) {
    const text = `${program.replace('use "@infomin/plugin-probes"\n', '')}`;
    const items = await editor.completionItems('a.infomin', text + tail);
    const item = items.find((candidate) => candidate.label === label);
    const edits = item?.textEdit !== undefined && 'range' in item.textEdit ? [item.textEdit] : [];
    expect(applied(editor.document('a.infomin'), edits)).toBe(text + expected);
  }
});
