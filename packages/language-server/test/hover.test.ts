import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hover, SignatureHelp } from 'vscode-languageserver-protocol';
import { Editor } from './editor.js';
import { program } from './sources.js';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start();
  editor.write('measured.infomin', program);
});
afterAll(() => editor.close());

async function hover(marked: string): Promise<string | undefined> {
  const found = await editor.request<Hover | null>(
    'textDocument/hover',
    await editor.open('a.infomin', marked),
  );
  return found !== null && typeof found.contents === 'object' && 'value' in found.contents
    ? found.contents.value
    : undefined;
}

describe('hover', () => {
  it.each([
    [
      'a view by its type and documentation',
      'view v1',
      'view ⟦⟧v1',
      ['v1: Image[20, 20, 1]', 'A crop of the digit.'],
    ],
    ['a view where it is used', 'f(v1)', 'f(⟦⟧v1)', ['v1: Image[20, 20, 1]']],
    [
      'a model by what it takes and gives',
      'encoder f',
      'encoder ⟦⟧f',
      ['f: Image[20, 20, 1] → Vector[64]', 'Keeps what'],
    ],
    ['the result of a model', 'f(v1)', '⟦⟧f(v1)', ['Vector[64]']],
    ['a parameter of the file', 'Noise(loud)\nview', 'Noise(lo⟦⟧ud)\nview', ['param loud = 0.1', 'How loud']],
    [
      'a dataset by its splits and columns',
      'dataset mnist',
      'dataset mn⟦⟧ist',
      ['`train`, `test`', '`label: Class[10]`'],
    ],
    ['a batch', 'batch b', 'batch ⟦⟧b', ['`image: Image[28, 28, 1]`']],
    [
      'a column',
      '= b.image |> RandomCrop(20) |> Noise(loud)\nview',
      '= b.im⟦⟧age |> RandomCrop(20) |> Noise(loud)\nview',
      ['b.image: Image[28, 28, 1]', 'the digit'],
    ],
    ['a split', 'mnist.train', 'mnist.tr⟦⟧ain', ['mnist.train', '60,000 digits', 'a tenth of its rows']],
    [
      'the results of another file by what it measures',
      'batch e',
      'import ra⟦⟧w from "./measured.infomin"\nbatch e',
      ['import raw from', 'Probes: `digit`', 'metrics such as `mi`: `nce`'],
    ],
    [
      'an operation by its types and page',
      'RandomCrop(20) |> Noise(loud)\nview',
      'Random⟦⟧Crop(20) |> Noise(loud)\nview',
      ['Image[28, 28, 1] → Image[20, 20, 1]', 'RandomCrop(size: Int'],
    ],
    [
      'a constructor by its page',
      'ConvNet',
      '⟦⟧ConvNet',
      ['model of `@infomin/plugin-vision`', '`dim` (a whole number of at least 1'],
    ],
    [
      'a parameter of a constructor',
      'temperature',
      'temp⟦⟧erature',
      ['temperature: Number = 0.1', 'parameter of `I_NCE`', 'greater than 0'],
    ],
    [
      'a key of a train block',
      'epochs',
      'ep⟦⟧ochs',
      ['epochs?: Int', 'a whole number of at least 1', 'how often training goes through the data'],
    ],
    ['a plugin', 'plugin-vision', 'plugin⟦⟧-vision', ['@infomin/plugin-vision', '`RandomCrop`']],
  ])('describes %s', async (_, text, marked, expected) => {
    expect(program).toContain(text);
    const shown = await hover(program.replace(text, marked));
    for (const part of expected) expect(shown).toContain(part);
  });

  it.each([
    ['wat⟦⟧ch: [digit], every: 1 epoch', ['watch?: [probe]', 'measured while training goes on']],
    ['watch: [di⟦⟧git], every: 1 epoch', ['digit = LinearProbe']],
    ['watch: [digit], ev⟦⟧ery: 1 epoch', ['every?: epochs or steps', '`500 steps`']],
    ['watch: [digit], stop: Pla⟦⟧teau()', ['rule for stopping', '`patience`']],
  ])('tells of %s in a train block', async (keys, expected) => {
    const text = `${program}
batch held ~ mnist
probe digit = LinearProbe(f(held.image), held.label)
train nce as watched { epochs: 1, ${keys} }`;
    const shown = await hover(`use "@infomin/plugin-probes"\n${text}`);
    for (const part of expected) expect(shown).toContain(part);
  });

  /** A part of a program, and the word in it that is asked for. */
  it.each([
    ['view a⟦⟧ug = |> RandomCrop(20) |> Flip()', ['view aug = |> RandomCrop(20) |> Flip()']],
    ['view aug = |> RandomCrop(20)\nview w = b.image |> a⟦⟧ug', ['view aug = |> RandomCrop(20)']],
    [
      'view s⟦⟧[6] = b.image |> RandomCrop(12)',
      ['view s[6] = ', 's: Image[12, 12, 1]', '6 draws: what is made of `s` is made of each'],
    ],
    ['objective o = max f: I_NCE(f(v1); st⟦⟧op(f(v2)))', ['stop']],
    ['encoder k = E⟦⟧ma(f, momentum: 0.9..1)', ['model of `@infomin/plugin-core`', '`momentum`']],
    ['encoder ⟦⟧k = Ema(f, momentum: 0.9..1)\nview w = k(v1)', ['k: Image[20, 20, 1] → Vector[64]']],
    ['objective o = max f: I_NCE(f(v1); f(v2), negatives: Que⟦⟧ue(64))', ['MoCo', '`size`']],
    ['objective o = max f: I_NCE(f(v1); f(v2), negatives: Ba⟦⟧nk())', ['`momentum`', '`rows`']],
    ['param n⟦⟧et = ConvNet(dim: 8)', ['param net = ConvNet(dim: 8)']],
    ['param rows = 3\nsweep (lo⟦⟧ud, rows) in [(0.1, 3), (0.2, 4)]', ['param loud = 0.1']],
    ['encoder r = ResNet(18, we⟦⟧ights: "f.safetensors")', ['safetensors file to start from']],
    ['encoder ⟦⟧r = ViT(.tiny, patch: 4)\nview w = r(v1)', ['r: Image[20, 20, 1] → Vector[192]']],
    ['probe p = LinearProbe(f(v1), b.label, pen⟦⟧alty: .search)', ['on rows held out of the train split']],
    ['encoder r = Vi⟦⟧T(.tiny)', ['as timm has it', '`patch`']],
    ['sweep loud in Log⟦⟧Uniform(1e-3..1, 4)', ['sampling of `@infomin/plugin-core`', '`count`']],
    ['train nce as w⟦⟧arm { epochs: 1 }', ['warm']],
    ['param p = 1\nparam q = { one: 1, two: 2 }[⟦⟧p]', ['param p = 1']],
  ])('tells of %s', async (tail, expected) => {
    const shown = await hover(program + tail);
    for (const part of expected) expect(shown).toContain(part);
  });

  it('tells the type of any expression', async () => {
    expect(await hover(`${program}view w = ⟦⟧(v1[0])`)).toContain('Image[20, 20, 1]');
  });

  it('tells the colour space of an image', async () => {
    const marked = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset c = Cifar10(root: "c")
batch u ~ c.train
view ⟦⟧lab = u.image |> ColorSpace(.Lab)`;
    expect(await hover(marked)).toContain('lab: Image[32, 32, 3] .Lab');
  });

  it('is silent where nothing stands', async () => {
    expect(await hover(program.replace('dataset mnist', '\n⟦⟧\n\ndataset mnist'))).toBeUndefined();
  });
});

async function signature(marked: string) {
  const help = await editor.request<SignatureHelp | null>(
    'textDocument/signatureHelp',
    await editor.open('a.infomin', marked),
  );
  const found = help?.signatures[0];
  if (help === null || found === undefined) return undefined;
  const at = found.parameters?.[found.activeParameter ?? -1]?.label;
  return { label: found.label, active: Array.isArray(at) ? found.label.slice(...at) : undefined };
}

describe('signature help', () => {
  it.each([
    ['view w = b.image |> RandomCrop(⟦⟧', 'RandomCrop(size: Int)', 'size: Int'],
    ['encoder q = ConvNet([8], ⟦⟧', /^ConvNet\(channels: \[Int\]/, 'dim?: Int'],
    ['encoder q = ConvNet(kernel: ⟦⟧)', /^ConvNet\(/, 'kernel: Int = 3'],
    ['objective o = max f: I_NCE(⟦⟧', /^I_NCE\(a; b, temperature: Number = 0.1/, 'a'],
    ['objective o = max f: I_NCE(f(v1); ⟦⟧', /^I_NCE\(/, 'b'],
    ['objective o = max f: I_NCE(f(v1); f(v2), ⟦⟧)', /^I_NCE\(/, 'temperature: Number = 0.1'],
    ['objective o = max f: I_NCE(f(v1); f(v2); ⟦⟧', /^I_NCE\(/, 'b'],
    ['objective o = max f: I_NCE(f(v1); f(v2); f(v1), ⟦⟧)', /^I_NCE\(/, 'temperature: Number = 0.1'],
    [
      'probe m = MutualInformation(f(e.image), e.label, estimators: [I_NCE(⟦⟧)])',
      /^I_NCE\(temperature: /,
      'temperature: Number = 0.1',
    ],
    ['view w = concat(⟦⟧)', 'concat(a, b, …)', 'a'],
    ['view w = concat(v1, ⟦⟧)', 'concat(a, b, …)', 'b'],
    ['view w = concat(v1, v2, v1, ⟦⟧)', 'concat(a, b, …)', '…'],
    ['view w = stop(v1, ⟦⟧)', 'stop(x)', undefined],
    ['objective o = max f: I_NCE(f(⟦⟧', 'f(x): Image[20, 20, 1] → Vector[64]', 'x'],
    ['view w = b.image |> RandomCrop(20, 30, ⟦⟧)', 'RandomCrop(size: Int)', undefined],
  ])('shows the argument of %s', async (tail, label, active) => {
    const found = await signature(program + tail);
    if (typeof label === 'string') expect(found?.label).toBe(label);
    else expect(found?.label).toMatch(label);
    expect(found?.active).toBe(active);
  });

  it('is silent outside of calls', async () => {
    expect(await signature(`${program}view w = ⟦⟧`)).toBeUndefined();
  });
});

it('answers in a large file with what the last check found, instead of waiting for the next', {
  timeout: 300_000,
  retry: 2,
}, async () => {
  const views = Array.from(
    { length: 5370 },
    (_, i) => `view w${i} = b.image |> RandomCrop(20) |> Noise(0.1)`,
  );
  const text = `${program}\n${views.join('\n')}\n`;
  const opened = performance.now();
  await editor.open('large.infomin', text);
  await editor.diagnosticsOf('large.infomin');
  const check = performance.now() - opened;
  const line = text.split('\n').length - 2;
  const waits: number[] = [];
  for (const sigma of [0.2, 0.3, 0.4, 0.5, 0.6]) {
    const end = { line, character: views.at(-1)!.length };
    const { document } = await editor.type('large.infomin', end, ` |> Noise(${sigma})`);
    const started = performance.now();
    const at = { document, position: { line: line - 1, character: 6 } };
    const found = await editor.request<Hover>('textDocument/hover', at);
    waits.push(performance.now() - started);
    expect(JSON.stringify(found.contents)).toContain('w5368: Image[20, 20, 1]');
  }
  const told = waits.map((wait) => wait.toFixed(0)).join(', ');
  console.log(
    `${(text.length / 1000).toFixed(0)} kB, checked in ${check.toFixed(0)} ms: hover right after edits in ${told} ms`,
  );
  const median = waits.toSorted((a, b) => a - b)[2]!;
  expect(median).toBeLessThan(check / 20);
});
