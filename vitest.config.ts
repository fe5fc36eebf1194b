import { defineConfig } from 'vitest/config';

const conditions = ['infomin-source', 'module', 'node', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'default'] } },
  test: {
    include: ['{grammar,packages,plugins,examples,bench,scripts,docs}/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // What a page comes to show may take its time on a busy machine; one second is vitest's own.
    expect: { poll: { timeout: 30_000 } },
    // What is expected stands in files; `npx vitest run PATH -u` writes them, nothing else does.
    update: 'none',
  },
});
