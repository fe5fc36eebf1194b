import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { handWritten, writeStep } from './gpu.js';

const { INFOMIN_PYTHON, PEER_PYTHON } = process.env;
const python = INFOMIN_PYTHON || PEER_PYTHON || 'python3';

it('an ejected saddle of three programs with Adam goes on as the hand-written one does', async (task) => {
  if (spawnSync(python, ['-c', 'import torch']).status !== 0) task.skip(`${python} has no PyTorch`);
  const folder = mkdtempSync(join(tmpdir(), 'infomin-gpu-'));
  try {
    const small = { size: 16, width: 0.04, images: 12 };
    const set = Object.entries(small).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    writeStep('view-learning.infomin', join(folder, 'view-learning'), ['--no-check', ...set]);
    await handWritten(folder);

    const ways = JSON.stringify(['eager', 'hand, eager']);
    const side = [join(folder, 'side.py'), 'view-learning', 'fp32', 'cpu', ways];
    const { stdout, stderr } = spawnSync(python, side, { encoding: 'utf8', input: '' });
    const told = JSON.parse(stdout || '{}') as { apart?: number; faults?: object };
    expect(told.faults, stderr).toEqual({});
    expect(told.apart).toBeLessThan(1e-4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

it('the folder of a network that could read its weights holds none where it draws them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-gpu-'));
  try {
    writeStep('resnet18.infomin', folder, ['--no-check', '--set', 'images=2']);
    expect(readdirSync(folder)).toContain('step.py');
    expect(readdirSync(folder)).not.toContain('state.safetensors');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
