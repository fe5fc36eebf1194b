import { compile, memoryHost } from '@infomin/compiler';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import vision from '@infomin/plugin-vision';
import { expect, it } from 'vitest';
import { drawPlan } from './drawing.js';
import { asGiven } from './given.js';

it('shows the arguments that the file gives, defaults too, and none besides; symbols as symbols', async () => {
  const text = `
use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
param shared = [.digit, .position]
dataset d = ColorfulMovingMnist(digits: Mnist(root: "m"), backgrounds: Cifar10(root: "a"), size: 48, frames: 10)
batch b ~ d.train
view v1 = b.image |> ColorSpace(.YDbDr)
view v2 = b.future(share: shared) |> Noise(0.1) |> RandomCrop(48)
generator g = Flow(blocks: 3, kind: .nvp)
encoder f = ConvNet(channels: [8], dim: 4)
objective o = min g max f: I_NCE(f(g(v1)); f(v1), temperature: 0.1) + I_NCE(f(v1); f(v2))
train o { steps: 1, batch: 4, optimizer: Adam(lr: 1e-3) }`;
  const plugins = Object.fromEntries(
    [core, datasets, vision].map((plugin) => [plugin.name, { default: plugin }]),
  );
  const { plan, program, diagnostics } = await compile(
    'a.infomin',
    memoryHost({ files: { 'a.infomin': text }, plugins }),
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const written = asGiven(plan!, program!);
  const lines = drawPlan(written).boxes.flatMap((box) => box.lines);
  expect([...new Set(lines.filter((line) => line.includes('(') || line === 'I_NCE'))]).toEqual([
    'ColorfulMovingMnist(digits: Mnist(root: m), bac…',
    'ColorSpace(space: .YDbDr)',
    'b.future(share: [.digit, .position])',
    'Noise(std: 0.1)',
    'RandomCrop(size: 48)',
    'Flow(blocks: 3, kind: .nvp)',
    'ConvNet(channels: [8], dim: 4)',
    'I_NCE(temperature: 0.1)',
    'I_NCE',
  ]);
  const { datasets: drawn, stages } = written.trials[0]!;
  expect(drawn.map(({ call }) => call.args)).toEqual([
    {
      digits: { call: '@infomin/plugin-datasets/Mnist', args: { root: 'm' } },
      backgrounds: { call: '@infomin/plugin-datasets/Cifar10', args: { root: 'a' } },
      size: 48,
      frames: 10,
    },
  ]);
  expect(stages[0]!.optimizer).toEqual({
    f: { call: expect.stringContaining('Adam'), args: { lr: 1e-3 } },
    g: { call: expect.stringContaining('Adam'), args: { lr: 1e-3 } },
  });
});
