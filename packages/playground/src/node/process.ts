/** What infomin uses of Node's `process`, as a global. */
export const process = {
  env: {} as Record<string, string | undefined>,
  platform: 'browser',
  arch: 'wasm32',
  cwd: () => '/',
  on() {},
  off() {},
  constrainedMemory: () => 0,
};
