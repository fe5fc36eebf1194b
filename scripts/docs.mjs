// Builds the whole manual as a static site, docs/site/: guides, reference, examples with their graphs, results, and the
// TypeScript API by typedoc, the playground, with a search of all but the API. The site has the repository's own layout, so that links in Markdown hold on both; a file
// that is linked to and is no page itself is shown as it is. Fails where an example of a constructor has errors or a
// link leads nowhere.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { buildPlayground } from '@infomin/playground';
import {
  brokenLinks,
  cataloguePage,
  codeBlock,
  htmlPath,
  processIo,
  referencePages,
  renderSite,
  Session,
  syntaxPage,
  writeFiles,
} from 'infomin/pages';
import { close, createIndex } from 'pagefind';
import { Application } from 'typedoc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const site = join(root, 'docs/site');
const api = 'docs/api';
/** Stands in typedoc's pages for the manual's first page, which each of them reaches by another way. */
const manual = 'infomin:manual';
/** The guides that come first, in the order of reading. */
const first = [
  'docs/tutorial.md',
  'docs/language.md',
  'docs/recipes.md',
  'docs/command-line.md',
  'docs/writing-a-plugin.md',
  'docs/editors.md',
];

process.chdir(root);

/** Files under a folder with an ending, by path. */
function filesIn(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return /node_modules|^docs\/site$/.test(path) ? [] : filesIn(path, ending);
      return path.endsWith(ending) ? [path] : [];
    });
}

function guide(path, group) {
  const text = readFileSync(path, 'utf8');
  const markdown = text.replaceAll(/^```infomin\n([\s\S]*?)^```\n/gm, (block, file) =>
    runsInPage(file) ? `${block}\n[Open in the playground](${playLink(path, file)})\n` : block,
  );
  return { path, title: /^# (.*)$/m.exec(text)?.[1].replaceAll('`', '') ?? path, group, markdown };
}

/** A page has no files: a program that reads some has nothing to read there. */
const runsInPage = (file) => !/\benv\(|\broot:|"\.\.?\//.test(file);

function guides() {
  const written = filesIn('docs', '.md').filter((path) => !path.startsWith('docs/results/'));
  const others = written.filter((path) => !first.includes(path));
  const readmes = filesIn('examples', 'README.md');
  return [...first, ...others, ...readmes, 'ARCHITECTURE.md'].map((path) => guide(path, 'Guides'));
}

/** A way into the playground with a text. */
function playLink(from, text) {
  const hash = new URLSearchParams({
    sample: 'quickstart',
    text: deflateRawSync(text).toString('base64url'),
  });
  return `${posix.relative(dirname(from), 'play/index.html')}#${hash}`;
}

function exampleFile(page) {
  const text = readFileSync(page.path, 'utf8');
  const link = `[Open in the playground](${playLink(page.path, text)})`;
  const markdown = runsInPage(text) ? page.markdown.replace(/^(# .*\n)/, `$1\n${link}\n`) : page.markdown;
  return { ...page, title: exampleTitle(page), group: 'Examples', markdown };
}

const exampleTitle = ({ title }) => title.replace(/^examples\//, '');

function exampleList(examples) {
  const rows = examples.map((page) => {
    const about = page.markdown.split('\n\n')[1]?.replaceAll('\n', ' ') ?? '';
    return `- [${exampleTitle(page)}](${posix.relative('examples', page.path)}): ${about}`;
  });
  return {
    path: 'examples/README.md',
    title: 'All examples',
    group: 'Examples',
    markdown: `# Examples\n\n${rows.join('\n')}\n`,
  };
}

const apiPage = {
  path: 'docs/typescript.md',
  title: 'TypeScript API',
  group: 'Reference',
  markdown: `# TypeScript API

[The pages that typedoc makes](${posix.relative('docs', api)}/index.html) of what the packages export:

- [@infomin/plugin](${posix.relative('docs', api)}/modules/_infomin_plugin.html): what a plugin may declare
- [@infomin/compiler](${posix.relative('docs', api)}/modules/_infomin_compiler.html): from a text to diagnostics and the plan
- [@infomin/runtime](${posix.relative('docs', api)}/modules/_infomin_runtime.html): from the plan to a folder of results
- [@infomin/grammar](${posix.relative('docs', api)}/modules/_infomin_grammar.html): from a text to the syntax tree and back
`,
};

const playPage = {
  path: 'docs/playground.md',
  title: 'Playground',
  group: 'Guides',
  markdown: `# Playground

[Open the playground](../play/index.html): an editor that checks as you type, the graph, what views make of digits, and
training in your browser. Nothing is installed, and nothing is sent anywhere.

- [Two crops of a digit](../play/index.html#sample=quickstart): the first file, smaller
- [The reverse U](../play/index.html#sample=reverse-u), a lesson: how much should two views share?
- [Table 1](../play/index.html#sample=table-1), a lesson: what is shared decides what is learned
- [Information that is known](../play/index.html#sample=gaussians): an estimate beside the truth, and its ceiling
- [Views of digits](../play/index.html#sample=gallery-digits) and [of textures](../play/index.html#sample=gallery-textures)

Its digits are the first 4,000 of MNIST's to train on and 1,000 to test on.
`,
};

/** Pagefind's own element over the index that {@link writeSearch} makes; it asks nobody but the site. */
const searchPage = {
  path: 'docs/search.md',
  title: 'Search',
  group: 'Guides',
  html: true,
  markdown: `# Search

<link rel="stylesheet" href="../pagefind/pagefind-ui.css">
<style>
#search {
  --pagefind-ui-primary: var(--accent);
  --pagefind-ui-text: var(--ink);
  --pagefind-ui-background: var(--ground);
  --pagefind-ui-border: var(--line);
  --pagefind-ui-tag: var(--raised);
}
</style>
<div id="search"></div>
<noscript>Searching needs JavaScript.</noscript>
<script src="../pagefind/pagefind-ui.js"></script>
<script>
if (location.protocol === 'file:') document.getElementById('search').textContent =
  'A browser lets pages search only where they come from a server, such as: npx http-server docs/site';
else new PagefindUI({ element: '#search', showSubResults: true, showImages: false, autofocus: true });
</script>
`,
};

/** The parts of a plugin's page, a constructor each: what its name is searched for is to come first. */
function sections(path, html) {
  const words = (part) => part.replaceAll(/<[^>]+>/g, '');
  return [...html.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>([\s\S]*?)(?=<h2 |<\/main>)/g)].map(
    ([, id, title, text]) => ({
      url: `/${path}#${id}`,
      content: `${words(title)}. ${words(text)}`,
      language: 'en',
      meta: { title: words(title) },
    }),
  );
}

/** Makes the index of the pages, and adds the names of its files to those of the site. */
async function writeSearch(pages, files) {
  const { index, errors } = await createIndex({ rootSelector: 'main' });
  if (!index) throw new Error(errors.join('\n'));
  for (const { path, group } of pages) {
    const sourcePath = htmlPath(path);
    const content = files.get(sourcePath);
    if (group === 'Plugins')
      for (const record of sections(sourcePath, content)) await index.addCustomRecord(record);
    // Sources that are shown belong to no group.
    else if (group !== undefined) await index.addHTMLFile({ sourcePath, content });
  }
  const made = await index.writeFiles({ outputPath: join(site, 'pagefind') });
  await close();
  for (const path of filesIn('docs/site/pagefind', '')) files.set(posix.relative('docs/site', path), '');
  if (made.errors.length > 0) throw new Error(made.errors.join('\n'));
}

/** A page for each file and folder of the repository that a link of the site asks for. */
function sourcePages(files) {
  const targets = brokenLinks(files).map((told) => {
    const [page, target] = told.split(': ');
    return posix.join(posix.dirname(page), target.split('#')[0]);
  });
  return [...new Set(targets)]
    .filter((path) => existsSync(path) && !path.startsWith('docs/'))
    .map((path) => {
      if (statSync(path).isDirectory()) {
        const names = readdirSync(path).map((name) => `- \`${name}\``);
        return { path: `${path}/README.md`, title: path, markdown: `# ${path}\n\n${names.join('\n')}\n` };
      }
      const code = codeBlock(path.endsWith('.infomin') ? 'infomin' : '', readFileSync(path, 'utf8'));
      return { path, title: path, markdown: `# ${path}\n\n${code}\n` };
    });
}

async function writeApi() {
  const app = await Application.bootstrap({
    name: 'infomin: TypeScript API',
    entryPoints: ['plugin', 'compiler', 'runtime', 'testing']
      .map((name) => `packages/${name}/src/index.ts`)
      .concat('grammar/src/index.ts'),
    tsconfig: 'tsconfig.test.json',
    readme: 'none',
    disableSources: true,
    githubPages: false,
    hideGenerator: true,
    excludeExternals: true,
    excludePrivate: true,
    navigationLinks: { Manual: manual },
    validation: { notExported: false, invalidLink: true, rewrittenLink: true },
    skipErrorChecking: true,
    logLevel: 'Warn',
  });
  const project = await app.convert();
  if (!project) throw new Error('typedoc could not read the packages');
  for (const module of project.children ?? []) {
    module.name = module.name.replace(
      /^(packages\/)?(\w+)\/src$|^(\w+)$/,
      (_all, _p, a, b) => `@infomin/${a ?? b}`,
    );
  }
  app.validate(project);
  await app.generateDocs(project, join(site, api));
  return app.logger.hasErrors() || app.logger.hasWarnings();
}

const session = new Session(processIo(), ['--trust']);
const examples = filesIn('examples', '.infomin');
const reference = await referencePages(examples, session, (file) => file);
const shown = reference.filter(({ group }) => group === 'Files');
const pages = [
  { ...guide('README.md', 'Guides'), title: 'First run' },
  searchPage,
  playPage,
  ...guides(),
  await cataloguePage('docs/diagnostics.md'),
  syntaxPage('docs/syntax.md'),
  apiPage,
  ...reference.filter(({ group }) => group !== 'Files'),
  exampleList(shown),
  ...shown.map(exampleFile),
  ...[...new Set(['docs/results/index.md', ...filesIn('docs/results', '.md')])].map((path) =>
    guide(path, 'Results'),
  ),
];
pages.push(...sourcePages(renderSite(pages, 'infomin')));

rmSync(site, { recursive: true, force: true });
await buildPlayground(join(site, 'play'));
const files = renderSite(pages, 'infomin');
await writeFiles(files, site);
files.set('play/index.html', '');
for (const path of filesIn('docs/images', '')) {
  cpSync(path, join(site, path));
  files.set(path, '');
}
await writeSearch(pages, files);
const apiFailed = await writeApi();
for (const path of filesIn(posix.join('docs/site', api), '.html')) {
  const start = posix.relative(dirname(path), 'docs/site/index.html');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`href="${manual}"`, `href="${start}"`));
  // typedoc checks its own links; of its pages only the names matter here.
  files.set(posix.relative('docs/site', path), '');
}
// What follows the # of the playground is a text.
for (const [path, text] of files) files.set(path, text.replaceAll(/(play\/index\.html)#[^"]*/g, '$1'));
const broken = brokenLinks(files);
if (broken.length > 0) console.error(`links that lead nowhere:\n  ${broken.join('\n  ')}`);
console.error(
  `docs: ${pages.length} pages and the API; the manual starts at docs/site/${htmlPath('README.md')}`,
);
process.exitCode = session.exitCode || broken.length > 0 || apiFailed ? 1 : 0;
