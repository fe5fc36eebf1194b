import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'infomin';
import { afterAll, expect, it } from 'vitest';

/** Hand-written pages: their links lead somewhere, the files they show check. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Of a user who has allowed nothing yet. */
const config = mkdtempSync(join(tmpdir(), 'infomin-config-'));
afterAll(() => rmSync(config, { recursive: true }));

async function infomin(...args: string[]): Promise<{ code: number; printed: string }> {
  let printed = '';
  const output = {
    write: (text: string) => {
      printed += text;
    },
    isTTY: false,
    columns: 80,
  };
  const io = {
    stdin: async () => new Uint8Array(),
    stdout: output,
    stderr: output,
    env: { XDG_CONFIG_HOME: config },
  };
  return { code: await main(args, io), printed };
}

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...markdownIn('.'), ...markdownIn('docs'), 'examples/custom-plugin/README.md'];

it.each(pages)('%s links to files that exist', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
  const broken = targets.filter((target) => !existsSync(join(root, dirname(page), target)));
  expect(broken).toEqual([]);
});

const files = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```infomin\n([\s\S]*?)^```/gm)].map((match) => ({
    page,
    source: match[1]!,
  })),
);

it.each(files)('a file shown in $page has no errors and no warnings', async ({ source }) => {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-docs-'));
  try {
    const path = join(folder, 'shown.infomin');
    writeFileSync(path, source);
    const { code, printed } = await infomin('check', '--json', path);
    expect(code, printed).toBe(0);
    expect(JSON.parse(printed).diagnostics).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('shows the quick start as it is', () => {
  const quickstart = readFileSync(join(root, 'examples/quickstart.infomin'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`infomin\n${quickstart}\`\`\``);
});

it('says what each key of a training does', async () => {
  const guide = readFileSync(join(root, 'docs/language.md'), 'utf8');
  const { train } = JSON.parse((await infomin('plugins', 'train', '--json')).printed);
  expect(train.parameters.length).toBeGreaterThan(0);
  for (const { name } of train.parameters) expect(guide).toMatch(new RegExp(`^- .*\`${name}\``, 'm'));
});

/** Workspace packages are links in `node_modules`, which lead back here. */
function examplesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : examplesIn(path);
    return path.endsWith('.infomin') ? [path] : [];
  });
}

it.each(examplesIn('examples'))('%s checks', async (example) => {
  const { code, printed } = await infomin('check', '--trust', join(root, example));
  expect(code, printed).toBe(0);
});
