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
    // What is expected stands in files; `npx vitest run PATH -u` writes them, nothing else does.
    update: 'none',
  },
});
