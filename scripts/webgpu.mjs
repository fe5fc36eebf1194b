// Runs the engine contract of engine `onnx` on WebGPU: `node scripts/webgpu.mjs [OPTIONS of vitest]`, where VK_DRIVER_FILES names a
// driver for Vulkan by that, else by SwiftShader, the software that Debian's chromium brings with Vulkan's loader.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const chromium = '/usr/lib/chromium';
const software = `${chromium}/vk_swiftshader_icd.json`;
const isSoftware = !process.env.VK_DRIVER_FILES && existsSync(software);
console.log(`Vulkan: ${process.env.VK_DRIVER_FILES ?? (isSoftware ? software : "the machine's own")}`);
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'plugins/engine-onnx/test/contract.test.ts',
    ...process.argv.slice(2),
  ],
  {
    cwd: new URL('..', import.meta.url),
    env: {
      ...process.env,
      INFOMIN_ONNX_DEVICE: 'webgpu',
      ...(isSoftware && {
        VK_DRIVER_FILES: software,
        LD_LIBRARY_PATH: [chromium, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      }),
    },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
