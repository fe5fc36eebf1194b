import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { engine } from '@infomin/plugin';
import { z } from 'zod';
import { ask, deviceOf, interpreterOf, problemOf } from './interpreter.js';

export const torch = engine({
  name: 'torch',
  doc: 'Lowers a whole step to PyTorch code, forward, backward and update together, and runs it in a Python process: on the processor, or on a graphics processor that PyTorch knows. Needs Python 3.10 or newer with PyTorch 2.6 or newer.',
  parameters: z.object({
    python: z
      .string()
      .optional()
      .describe(
        'The Python interpreter; left out: the one that INFOMIN_PYTHON names, an active virtual environment, or `python3`.',
      ),
    device: z
      .string()
      .regex(/^(auto|cpu|mps|(cuda|xpu)(:\d+)?)$/, 'takes auto, cpu, cuda, cuda:1, mps or xpu')
      .default('auto')
      .describe('As PyTorch names it: `cpu`, `cuda`, `cuda:1`, `mps`, `xpu`; `auto`: a GPU if there is one.'),
    threads: z
      .int()
      .min(1)
      .max(1024)
      .default(() => availableParallelism())
      .describe(
        'Threads that share the work of one operator on the processor; ranks on one machine share them.',
      )
      .meta({ unit: 'threads' }),
    precision: z
      .enum(['fp32', 'tf32', 'bf16'])
      .default('fp32')
      .describe(
        'Of products: `tf32` rounds their operands on NVIDIA GPUs; `bf16` those of convolutions and of products with weights, and keeps images between convolutions so. Everything else stays float32.',
      ),
    deterministic: z
      .boolean()
      .default(false)
      .describe('Takes only ways of computing that give the same each time, which may be slower.'),
    compile: z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe(
        'When `torch.compile` compiles a step: `auto` where it runs often enough, which is less where it has been compiled on this machine before.',
      ),
  }),
  ranks: true,
  rank: async () => ((await hasGpu()) ? 40 : 15),
  availability: async ({ python, device = 'auto' } = {}) => {
    const interpreter = interpreterOf(python);
    const found = await ask(interpreter);
    const problem = problemOf(found, interpreter);
    if (problem !== undefined || typeof found === 'string')
      return { available: false, detail: problem ?? 'PyTorch is not there' };
    const { torch = '', python: version, executable, devices = [] } = found;
    const here = `PyTorch ${torch}, Python ${version} (${executable})`;
    const names = devices
      .map(({ name, detail }) => (name === 'cpu' ? detail : `${name} ${detail}`))
      .join(', ');
    if (!deviceOf(device, devices))
      return { available: false, detail: `${here} has no device ${device}; it has ${names}` };
    return { available: true, detail: `${here}, ${names}` };
  },
  implementation: () => import('./torch.compute.js'),
});

/** Whether PyTorch finds a GPU. It is asked only where the system shows one: importing it takes seconds. */
async function hasGpu(): Promise<boolean> {
  if (!showsGpu()) return false;
  const interpreter = interpreterOf(undefined);
  const found = await ask(interpreter);
  if (typeof found === 'string' || problemOf(found, interpreter)) return false;
  return found.devices?.some(({ name }) => name !== 'cpu') ?? false;
}

function showsGpu(): boolean {
  if (process.platform === 'darwin') return process.arch === 'arm64';
  if (process.platform === 'win32') return existsSync('C:\\Windows\\System32\\nvcuda.dll');
  if (existsSync('/dev/nvidiactl') || existsSync('/dev/dxg') || existsSync('/dev/kfd')) return true;
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
  } catch {
    return false;
  }
}
