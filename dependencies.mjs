// Who may import whom, held by `npm run lint` (dependency-cruiser). Types and dynamic imports count like others.
import { fileURLToPath } from 'node:url';

/** Packages a package's sources may import, besides libraries. Tests may import more. */
const packages = {
  grammar: [],
  'packages/plugin': [],
  'packages/plan': ['packages/plugin'],
  'packages/tensor-program': ['packages/plugin'],
  'packages/compiler': ['grammar', 'packages/plugin', 'packages/plan'],
  'packages/runtime': ['packages/plugin', 'packages/plan'],
  'packages/testing': [
    'packages/(plugin|plan|tensor-program|compiler|runtime)',
    'plugins/(core|engine-tfjs)',
  ],
  'packages/standard': ['packages/plugin', 'plugins/[^/]+'],
  'packages/cli': [
    'grammar',
    'packages/(plugin|plan|tensor-program|compiler|runtime|standard)',
    'plugins/(engine-(onnx|torch)|executor-redis)',
  ],
  'packages/language-server': ['grammar', 'packages/(plugin|plan|compiler|standard)'],
  'packages/vscode': ['packages/language-server'],
  'packages/playground': [
    'grammar',
    'packages/(plugin|plan|compiler|runtime|standard|language-server|cli)',
    'plugins/engine-onnx',
  ],
  'plugins/(core|datasets|vision|probes|executor-[^/]+)': ['packages/plugin'],
  'plugins/engine-[^/]+': ['packages/plugin', 'packages/tensor-program'],
  bench: ['packages/(cli|plugin|plan|testing)', 'plugins/[^/]+'],
};

/** Folders of a package in the order of the way of a file: imports go to the left. */
const stages = {
  'packages/compiler': [
    'text',
    'diagnostics',
    'host',
    'plugins',
    'files',
    'trial',
    'arguments',
    'expressions',
    'declarations',
    'compile',
  ],
  'packages/runtime': ['base', 'graph', 'data', 'step', 'folder', 'training', 'report', 'run'],
};

const anyPackage = '^(grammar|bench|examples|(packages|plugins)/[^/]+)/';
const tests = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'insides-of-another-package',
      severity: 'error',
      from: { path: anyPackage },
      to: { path: anyPackage, pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    ...Object.entries(packages).map(([name, allowed]) => ({
      name: `from ${name}`,
      severity: 'error',
      from: { path: `^${name}/src/`, pathNot: tests },
      to: { path: anyPackage, pathNot: `^(${[name, ...allowed].join('|')})/` },
    })),
    ...Object.entries(stages).flatMap(([name, folders]) =>
      folders.slice(0, -1).map((folder, i) => ({
        name: `from ${name} ${folder}`,
        severity: 'error',
        from: { path: `^${name}/src/${folder}/`, pathNot: tests },
        to: { path: `^${name}/src/(${folders.slice(i + 1).join('|')})/` },
      })),
    ),
  ],
  options: {
    includeOnly: '^(grammar|bench|examples|packages|plugins)/',
    exclude: '(^|/)(dist|node_modules)/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: fileURLToPath(new URL('tsconfig.test.json', import.meta.url)) },
    enhancedResolveOptions: {
      conditionNames: ['infomin-source', 'module', 'node', 'import', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
