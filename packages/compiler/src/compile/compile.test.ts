import { isPlan, type TrialPlan } from '@infomin/plan';
import { describe, expect, it } from 'vitest';
import { plugins } from '../../test/plugins.js';
import { formatDiagnostic } from '../diagnostics/format.js';
import { memoryHost } from '../host/memory-host.js';
import { bind } from '../plugins/bind.js';
import { type CompileOptions, compile } from './compile.js';

async function run(text: string, options: CompileOptions = {}, files: Record<string, string> = {}) {
  const host = memoryHost({ files: { 'case.infomin': text, ...files }, plugins });
  return compile('case.infomin', host, options);
}

async function planOf(text: string, options?: CompileOptions) {
  const { plan, diagnostics, sources } = await run(text, options);
  if (plan === undefined) throw new Error(diagnostics.map((d) => formatDiagnostic(d, sources)).join('\n'));
  return plan;
}

const head = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
param std = 0.1
dataset mnist = Mnist()
batch b ~ mnist.train
view v = b.image |> RandomCrop(20) |> Noise(std)
encoder f = ConvNet(channels: [8], dim: 8)
objective nce = max f: I_NCE(f(v); f(v |> Noise(0.2)))
train nce { epochs: 1 }
`;

const trained = (dataset: string) => `
batch b_${dataset} ~ ${dataset}.train
encoder f_${dataset} = ConvNet(channels: [8], dim: 8)
objective o_${dataset} = max f_${dataset}: I_NCE(f_${dataset}(b_${dataset}.image); f_${dataset}(b_${dataset}.image |> Noise(0.2)))
train o_${dataset} { steps: 1 }`;

const ids = (trial: TrialPlan) => trial.nodes.map((node) => node.id);

describe('a plan', () => {
  it('names and hashes its parts as before when something else in the file is edited', async () => {
    const before = (await planOf(head)).trials[0]!;
    const lines = head.split('\n');
    const moved = [
      ...lines.slice(0, 2),
      '',
      '// a comment',
      'dataset other = Mnist(root: "elsewhere")',
      ...lines.slice(2),
    ];
    const after = (await planOf(moved.join('\n'))).trials[0]!;
    expect(ids(after)).toEqual(ids(before));
    expect(after.hash).toBe(before.hash);
    expect(after.nodes[0]!.place.line).toBe(before.nodes[0]!.place.line + 3);
  });

  it.each([
    ['a view', 'RandomCrop(20)', 'RandomCrop(19)'],
    ['a model', 'dim: 8', 'dim: 9'],
    ['a parameter', 'std = 0.1', 'std = 0.3'],
    ['the training', 'epochs: 1', 'epochs: 2'],
    ['the order of operands', 'I_NCE(f(v); f(v |> Noise(0.2)))', 'I_NCE(f(v |> Noise(0.2)); f(v))'],
  ])('has another hash when %s changes', async (_, from, to) => {
    const before = (await planOf(head)).trials[0]!;
    const after = (await planOf(head.replace(from, to))).trials[0]!;
    expect(after.hash).not.toBe(before.hash);
  });

  it('has the hashes of the same file in another order, with its data elsewhere', async () => {
    const lines = (text: string) => text.trim().split('\n');
    const more = `${head.replace('Mnist()', 'Mnist(root: "here")')}batch e ~ mnist
encoder h = ConvNet(channels: [4], dim: 4)
objective other = max h: I_NCE(h(v); h(b.image))
train other { steps: 2 }
probe one = LinearProbe(f(e.image), e.label)
probe two = KnnProbe(h(e.image), e.label)
use "@infomin/plugin-probes"
`;
    const isTrain = (line: string) => line.startsWith('train');
    const turned = [
      ...lines(more)
        .filter((line) => !isTrain(line))
        .reverse(),
      ...lines(more).filter(isTrain),
    ];
    const before = await planOf(more);
    const after = await planOf(turned.join('\n').replace('"here"', '"/there"'));
    expect(after.trials[0]!.nodes.map(({ id }) => id)).not.toEqual(
      before.trials[0]!.nodes.map(({ id }) => id),
    );
    expect(after.trials.map(({ hash }) => hash)).toEqual(before.trials.map(({ hash }) => hash));
    expect(after.hash).toBe(before.hash);
  });

  it('has the trainings of before when only what is measured changes, also over a model that follows', async () => {
    const follower = `encoder ema = Ema(f)\n`;
    const use = 'use "@infomin/plugin-probes"\nbatch e ~ mnist\n';
    const before = await planOf(head);
    const probed = await planOf(`${use}${head}probe one = LinearProbe(f(e.image), e.label)\n`);
    expect(probed.trials[0]!.training).toBe(before.trials[0]!.training);
    expect(probed.trials[0]!.hash).not.toBe(before.trials[0]!.hash);
    expect(probed.hash).toBe(before.hash);
    const followed = await planOf(`${use}${head}${follower}probe one = LinearProbe(ema(e.image), e.label)\n`);
    expect(followed.trials[0]!.training).not.toBe(before.trials[0]!.training);
  });

  it('has another hash where a view changes that a probe alone reads', async () => {
    const measured = async (size: number) => {
      const more = `batch e ~ mnist\nview seen = e.image |> Resize(${size}) |> CenterCrop(20)\nprobe one = LinearProbe(f(seen), e.label)\n`;
      return (await planOf(`use "@infomin/plugin-probes"\n${head}${more}`)).trials[0]!;
    };
    const [before, after] = [await measured(20), await measured(28)];
    expect(after.training).toBe(before.training);
    expect(after.hash).not.toBe(before.hash);
  });

  it('tells trainings apart by places of data that are swept, and by those that they read alone', async () => {
    const trainings = async (...more: readonly string[]) => {
      const text = `param root = "a"\n${head.replace('Mnist()', 'Mnist(root: root)')}${more.join('\n')}`;
      return (await planOf(text)).trials.map(({ training }) => training);
    };
    const [alone] = await trainings();
    const [a, b] = await trainings('sweep root in ["a", "b"]');
    expect(new Set([alone, a, b]).size).toBe(3);
    expect(await trainings('sweep root in ["c", "b", "a"]')).toEqual([expect.anything(), b, a]);
    const measured = [
      'use "@infomin/plugin-probes"',
      'param other = "a"',
      'dataset tests = Mnist(root: other)',
      'batch e ~ tests',
      'probe one = LinearProbe(f(e.image), e.label)',
      'sweep other in ["a", "b"]',
    ];
    expect(await trainings(...measured)).toEqual([alone, alone]);
  });

  it('puts the inputs of a node before it', async () => {
    const { nodes } = (await planOf(head)).trials[0]!;
    const place = new Map(nodes.map((node, i) => [node.id, i]));
    for (const [i, node] of nodes.entries()) {
      const inputs = 'input' in node ? [node.input] : 'operands' in node ? node.operands : [];
      for (const input of inputs) expect(place.get(input)).toBeLessThan(i);
    }
    expect(place.size).toBe(nodes.length);
  });

  it('draws once for a view that is used twice, and anew for every place an operation stands in', async () => {
    const { nodes } = (await planOf(head)).trials[0]!;
    const draws = nodes.flatMap((node) => (node.op === 'view' && node.random ? [node.draw] : []));
    expect(draws).toEqual(['view:v/RandomCrop', 'view:v/Noise', 'objective:nce/Noise']);
  });

  it('has a trial for every value of every sweep, and the seed of each', async () => {
    const plan = await planOf(`${head}sweep std in [0, 0.5]\nsweep seed in 1..4`);
    expect(plan.trials.map(({ params, seed }) => [params.std, seed])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [0.5, 1],
      [0.5, 2],
      [0.5, 3],
    ]);
    expect(new Set(plan.trials.map(({ id }) => id)).size).toBe(6);
    expect(new Set(plan.trials.map(({ hash }) => hash)).size).toBe(6);
    expect(plan.params.std).toBe(0.1);
  });

  it('gives a trial the hash it has alone', async () => {
    const swept = await planOf(`${head}sweep std in [0, 0.5]\nsweep seed in 1..3`);
    const alone = await planOf(head, { set: { std: '0.5' }, seed: 2 });
    expect(alone.trials).toHaveLength(1);
    expect(swept.trials[3]!.hash).toBe(alone.trials[0]!.hash);
  });

  it('gives trials whose values read alike different ids', async () => {
    const plan = await planOf('param name = "a"\nparam used = [name]\nsweep name in ["a/b", "a b", "A b"]');
    const lower = plan.trials.map(({ id }) => id.toLowerCase());
    expect(new Set(lower).size).toBe(3);
    for (const id of lower) expect(id).toMatch(/^[\w.-]+$/);
  });

  it('has paths as seen from the working directory: those that a file names are relative to it', async () => {
    const shared = 'use "@infomin/plugin-datasets"\ndataset photos = ImageFolder(root: "./photos", size: 8)';
    const text = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
import { photos } from "../shared/data.infomin"
param folder = "digits"
dataset named = Mnist(root: folder)
dataset whole = Mnist(root: "/data/mnist")
dataset held = Cifar10(root: env("HELD"))
dataset fallback = Cifar10(root: env("NOT_SET", "cifar"))
${['photos', 'named', 'whole', 'held', 'fallback'].map(trained).join('')}`;
    const files = { 'runs/own/a.infomin': text, 'runs/shared/data.infomin': shared };
    const host = memoryHost({ files, plugins, env: { HELD: 'elsewhere' } });
    const roots = async (set?: Record<string, string>) => {
      const { plan, diagnostics } = await compile('runs/own/a.infomin', host, set && { set });
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      return Object.fromEntries(plan!.trials[0]!.datasets.map(({ name, call }) => [name, call.args.root]));
    };
    const expected = {
      photos: 'runs/shared/photos',
      named: 'runs/own/digits',
      whole: '/data/mnist',
      held: { $env: 'HELD' },
      fallback: { $env: 'NOT_SET', default: 'runs/own/cifar' },
    };
    expect(await roots()).toEqual(expected);
    expect(await roots({ folder: '"here"' })).toEqual({ ...expected, named: 'here' });
  });

  it('can be bound to the constructors again, nested ones included', async () => {
    const { registry, plan } = await run(
      `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset digits = Mnist(root: "digits")
dataset cmm = ColorfulMovingMnist(digits, Cifar10(root: "data"), frames: 4)
batch b ~ cmm.train
encoder f = FrameEncoder(ConvNet([8, 16]), dim: 32)
objective nce = max f: I_NCE(f(b.clip); f(b.clip))
train nce { epochs: 1 }`,
    );
    const trial = plan!.trials[0]!;
    const dataset = bind(trial.datasets[0]!.call, registry);
    const digits = {
      id: '@infomin/plugin-datasets/Mnist',
      signature: registry.find('dataset', 'Mnist')!.signature,
      args: { root: 'digits' },
    };
    expect(dataset.args).toMatchObject({ digits, frames: 4, size: 64, horizon: 20 });
    const encoder = bind(trial.models[0]!.call, registry);
    expect(encoder.args).toMatchObject({
      encoder: { signature: { name: 'ConvNet' }, args: { channels: [8, 16] } },
    });
    expect(() => bind({ call: 'nobody/Has', args: {} }, registry)).toThrow('nobody/Has');
  });

  it('is plain JSON', async () => {
    const plan = await planOf(`${head}sweep std in [0, 0.5]`);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(JSON.parse(JSON.stringify(structuredClone(plan))));
  });
});

it('is read again, whatever letters the parameters that a file sweeps are named with', async () => {
  const text = head
    .replace('param std = 0.1', 'param 数据 = 1.0\nparam größe = 0.1')
    .replace('Noise(std)', 'Noise(数据 * größe)');
  const { plan } = await run(`${text}\nsweep 数据 in [1, 2]\nsweep größe in [0.1, 0.2]\n`);
  expect(isPlan(JSON.parse(JSON.stringify(plan)))).toBe(true);
  const ids = plan!.trials.map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][\w.-]*$/);
});

describe('the program for an editor', () => {
  it('knows types, references, constructors and what a place expects, also in a broken file', async () => {
    const text = `${head}view w = b.image |> ColorSpace()\nview x = b.image |> RandomCrop(`;
    const { program } = await run(text);
    const at = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    const types = program!.types.map(({ at: { span }, type }) => [at(span), type]);
    expect(types).toContainEqual(['b.image |> RandomCrop(20)', { kind: 'Image', dims: [20, 20, 1] }]);
    const crop = program!.constructors.find(({ registered }) => registered.signature.name === 'RandomCrop');
    expect(at(crop!.at.span)).toBe('RandomCrop');
    const references = program!.references.filter(({ symbol }) => symbol.name === 'v');
    expect(references.map((reference) => at(reference.at.span))).toEqual(['v', 'v']);
    expect(program!.symbols.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['std', 'mnist', 'b', 'v', 'f', 'nce', 'w', 'x']),
    );
    const places = program!.expectations.map(({ at: { span }, expectation }) => [at(span), expectation.is]);
    expect(places).toContainEqual(['20', 'number']);
  });
});

describe('a chain of declarations', () => {
  const chain = (length: number) => [
    ...head.split('\n'),
    'view v0 = b.image |> Noise()',
    ...Array.from({ length }, (_, i) => `view v${i + 1} = v${i} |> Noise()`),
    `objective last = max f: I_NCE(f(v${length}); f(b.image))`,
    'train last { epochs: 1 }',
  ];

  it.each([300, 1500])('of %i is as long in every order', async (length) => {
    const lines = chain(length);
    const codes = async (text: string) =>
      (await run(text)).diagnostics.flatMap(({ code, severity }) => (severity === 'error' ? code : []));
    const expected = length > 500 ? ['IM1011'] : [];
    expect(await codes(lines.join('\n'))).toEqual(expected);
    expect(await codes(lines.toReversed().join('\n'))).toEqual(expected);
  });
});

it('keeps apart what two files declare, however alike their paths', async () => {
  const lib = (size: number) =>
    head.replace('RandomCrop(20)', `RandomCrop(${size})`).replace(/^(obj|train).*$/gm, '');
  const paths = ['../lib.infomin', './_/lib.infomin', './__/lib.infomin'];
  const files = Object.fromEntries(paths.map((path, i) => [path.replace(/^\.\//, ''), lib(10 + i)]));
  const wrap = Object.fromEntries(
    paths.map((path, i) => [
      `wrap${i}.infomin`,
      `import { v } from "${path}"\nview w${i} = v |> Resize(8)\nuse "@infomin/plugin-vision"`,
    ]),
  );
  const text = `use "@infomin/plugin-vision"
${paths.map((_, i) => `import { w${i} } from "./wrap${i}.infomin"`).join('\n')}
encoder f = ConvNet(channels: [8], dim: 8)
${paths.map((_, i) => `objective o${i} = max f: I_NCE(f(w${i}); f(w${i} |> Noise()))\ntrain o${i} { epochs: 1 }`).join('\n')}
`;
  const { plan, diagnostics, sources } = await run(text, {}, { ...files, ...wrap });
  const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n');
  expect(plan, shown).toBeDefined();
  const sizes = plan!.trials[0]!.nodes.flatMap((node) => ('call' in node ? (node.call.args.size ?? []) : []));
  expect(sizes.filter((size) => size !== 8).sort()).toEqual([10, 11, 12]);
});

it('keeps apart what a view makes by a recipe and what the file of its name makes', async () => {
  const weak = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset d = Mnist()
batch b ~ d.train
view crop = b.image |> RandomResizedCrop(20, scale: 0.5..0.6)
view out = crop |> Noise(0.1)`;
  const text = `use "@infomin/plugin-vision"
import { b, out } from "./weak.infomin"
view crop = |> RandomResizedCrop(20)
view weak = b.image |> crop
encoder f = ConvNet(channels: [8], dim: 8)
objective nce = max f: I_NCE(f(weak); f(out))
train nce { epochs: 1 }`;
  const { plan } = await run(text, {}, { 'weak.infomin': weak });
  const crops = plan!.trials[0]!.nodes.flatMap(({ id }) => (id.endsWith('Crop') ? [id] : []));
  expect(crops).toEqual(['view:weak:crop/RandomResizedCrop', 'view:weak/crop/RandomResizedCrop']);
});

describe('an environment variable', () => {
  const text = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
param root = env("SECRET_ROOT", "here")
dataset d = ColorfulMovingMnist(backgrounds: Cifar10(root: root))
dataset e = Stl10(root: env("SECRET_ROOT"))
batch b ~ d.train
batch c ~ e.train
encoder f = ConvNet(channels: [8], dim: 8)
encoder g = ConvNet(channels: [8], dim: 8)
objective nce = max g: I_NCE(g(c.image); g(c.image))
train nce { epochs: 1 }
`;
  const compiled = (value: string, source = text) =>
    compile(
      'case.infomin',
      memoryHost({ files: { 'case.infomin': source }, plugins, env: { SECRET_ROOT: value } }),
    );

  it('stands in a plan by its name, so that what it holds is in no file and no hash', async () => {
    const [one, other] = [await compiled('/secret/one'), await compiled('/secret/other')];
    expect(JSON.stringify(one.plan)).not.toContain('secret/');
    expect(one.plan!.trials[0]!.datasets[0]!.call.args).toEqual({ root: { $env: 'SECRET_ROOT' } });
    expect(one.plan!.params.root).toEqual({ $env: 'SECRET_ROOT', default: 'here' });
    expect(other.plan).toEqual(one.plan);
    expect(one.reads).toMatchObject({
      files: ['case.infomin'],
      variables: ['SECRET_ROOT'],
      data: [{ dataset: 'e', parameter: 'root', value: 'env("SECRET_ROOT")' }],
    });
  });

  it('is quoted in no diagnostic', async () => {
    const wrong = [
      text.replace('dim: 8', 'dim: root'),
      text.replace('"here")', '"here") + 1'),
      text.replace('param root', 'param root: Int'),
      text.replace('channels: [8]', 'channels: [root]'),
    ];
    for (const source of wrong) {
      const { diagnostics } = await compiled('/secret/one', source);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).not.toEqual([]);
      expect(JSON.stringify(diagnostics)).not.toContain('secret/');
    }
    const { diagnostics } = await compiled('12345', text.replace('dim: 8', 'dim: root'));
    expect(JSON.stringify(diagnostics)).not.toContain('12345');
  });

  it('need be set only where a table chooses it', async () => {
    const chosen = head
      .replace('Mnist()', '{ digits: Mnist(), files: Mnist(root: env("UNSET_ROOT")) }[which]')
      .concat('param which = .digits\n');
    const [digits, files] = [
      await run(chosen, { strictEnv: true }),
      await run(chosen, { strictEnv: true, set: { which: '.files' } }),
    ];
    expect(digits.diagnostics).toEqual([]);
    expect(files.diagnostics.map(({ code }) => code)).toEqual(['IM3010']);
  });
});
