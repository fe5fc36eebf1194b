import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { trustingEnv } from '../../test/trusted.js';
import { main } from '../main.js';
import type { Io } from '../terminal/io.js';
import { brokenLinks } from './links.js';
import { renderMarkdown } from './markdown.js';
import type { Page } from './page.js';
import { renderSite } from './site.js';
import { writePages } from './write.js';

const inputs = join(dirname(fileURLToPath(import.meta.url)), '../../cases/inputs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function docs(...files: string[]): Promise<{ code: number; told: string }> {
  let told = '';
  const output = {
    write: (text: string) => {
      told += text;
    },
    isTTY: false,
    columns: 80,
  };
  const io: Io = { stdin: async () => new Uint8Array(), stdout: output, stderr: output, env: trustingEnv() };
  return { code: await main(['docs', ...files, '-o', folder], io), told };
}
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

it('writes pages of a file, of the plugin it uses, and of all that come with infomin', async () => {
  const { code, told } = await docs(join(inputs, 'bars.infomin'));
  expect(told).toContain('10 pages written');
  expect(code).toBe(0);
  const index = read('index.md');
  const file = /\]\((files\/\S*bars\.md)\)/.exec(index)?.[1];
  expect(file).toBeDefined();
  const page = read(file!);
  expect(page).toMatch(/\| `v` \| view \| `Image\[4, 4, 1\]` \|/);
  expect(page).toContain('## Declarations');
  expect(read(file!.replace('.md', '.svg'))).toContain('<svg');
  expect(read(file!.replace('.md', '.html'))).toContain('<span class="constructor">Mlp</span>');
  const training = read('training.md');
  expect(training).toContain('| `ratio` | a record `{ max: …, min: … }` |  | `{ max: 1, min: 1 }` |');
  expect(training).toContain('| `floor` | a number of at least 0 | nats |');
  const datasets = read('plugins/plugin-datasets.md');
  expect(datasets).toMatch(/\| `image` \| `Image\[28, 28, 1\]` \| all \|/);
  const vision = read('plugins/plugin-vision.md');
  expect(vision).toContain('| `scale` | a range `a..b` |  | `0.08..1` |');
  expect(vision).toContain('| `size` | a whole number of at least 1 | pixels | required |');
});

it('tells errors of a file and exits with 1; the other pages are there', async () => {
  const { code, told } = await docs(join(inputs, 'bad.infomin'));
  expect(code).toBe(1);
  expect(told).toContain('IM2003');
  expect(existsSync(join(folder, 'plugins/plugin-core.html'))).toBe(true);
});

const page = (path: string, markdown: string): Page => ({ path, title: path, group: 'All', markdown });

it('turns links between pages into links of the site, and asks nothing from elsewhere', () => {
  const site = renderSite(
    [
      page(
        'index.md',
        '# Start\n\n[a](guides/a.md#one-two) [self](#start) [there](https://example.org/x.md)',
      ),
      page('guides/a.md', '# A\n\n## One *two*\n\n[folder](../more/) [file](../more/run.infomin)'),
      page('more/README.md', '# More\n\n[up](../index.md)'),
      page('more/run.infomin', '```infomin\nview v = x // <i>\n```'),
    ],
    'Site',
  );
  expect(brokenLinks(site)).toEqual([]);
  expect(site.get('index.html')).toContain('href="guides/a.html#one-two"');
  expect(site.get('guides/a.html')).toContain('href="../more/index.html"');
  expect(site.get('guides/a.html')).toContain('href="../more/run.infomin.html"');
  expect(site.get('more/run.infomin.html')).toContain('<span class="comment">// &lt;i&gt;</span>');
  for (const text of site.values()) {
    expect(text).not.toMatch(/<script|(src|url\()\s*=?["'(]?https?:|<link[^>]+https?:|@import/);
  }
});

it('finds links that lead nowhere', async () => {
  const pages = [
    page('index.md', '# A\n\n[x](gone.md) [y](#b) [z](other.md#c) ![p](p.svg)'),
    page('other.md', '# C'),
  ];
  expect(brokenLinks(renderSite(pages, 'Site'))).toEqual([
    'index.html: gone.md',
    'index.html: #b',
    'index.html: p.svg',
  ]);
  await expect(writePages(pages, folder, 'Site')).rejects.toThrow('gone.md');
});

it.each([
  ['<script>alert(1)</script>', '&lt;script&gt;'],
  ['a <img src=x onerror=alert(1)> b', '&lt;img'],
  ['[x](javascript:alert(1))', '<p>x</p>'],
  ['[x](JaVaScRiPt:alert(1))', '<p>x</p>'],
  ['[x](java&#115;cript:alert(1))', '<p>x</p>'],
  ['[x](javascript&colon;alert(1))', '<p>x</p>'],
  ['[x](data:text/html;base64,AA)', '<p>x</p>'],
  ['![x](vbscript:a)', '<p>x</p>'],
  ['[x](https://a.org/?a=b:c)', '<a href="https://a.org/?a=b:c">x</a>'],
  ['[x](mailto:a@b.org)', '<a href="mailto:a@b.org">x</a>'],
  ['[x](../a.html#b:c)', '<a href="../a.html#b:c">x</a>'],
])('makes no scripts of doc comments: %s', (markdown, html) => {
  const rendered = renderMarkdown(markdown, (href) => href);
  expect(rendered).toContain(html);
  expect(rendered).not.toMatch(/<script|<img|href="(?!https?:|mailto:|\.\.\/)/i);
});
