import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import vision from '@infomin/plugin-vision';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPlayground } from '../scripts/build.mjs';
import { slide, textOf } from './page.js';
import { serve } from './serve.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const source = fileURLToPath(new URL('../src', import.meta.url));
const sampleText = (name: string) => readFileSync(join(source, 'samples', `${name}.infomin`), 'utf8');

/** What follows the # of an address with a text, begun as the quickstart. */
const hashOf = (text: string, set = '') =>
  `#${new URLSearchParams({ sample: 'quickstart', text: deflateRawSync(text).toString('base64url'), ...(set && { set }) })}`;

/** Three trainings of each of two trials, and a probe that says it is not to be trusted. */
const several = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"

dataset pairs = CorrelatedGaussians(dim: 4, correlation: 0.5)

batch b ~ pairs.train

encoder f = Mlp(hidden: 8, dim: 4)
encoder g = Mlp(hidden: 8, dim: 4)

objective nce = max f, g: I_NCE(f(b.x); g(b.y))
objective nwj = max f, g: I_NWJ(f(b.x); g(b.y))
objective fit = min f: MSE(f(b.x), b.y)

train nce { steps: 3 batch: 16 }
train nwj { steps: 2 batch: 16 }
train fit { steps: 2 batch: 16 }

batch e ~ pairs

probe kept = KSG(e.x, e.x, rows: 150)

sweep seed in 0..2
`;

/** A training whose least loss is that all embeddings are alike, beside one that has none. */
const alike = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"

param steps = 80

dataset pairs = CorrelatedGaussians(dim: 4, correlation: 0.9, rows: 600, testRows: 300)

batch b ~ pairs.train

encoder f = Mlp(hidden: 16, dim: 4)

objective same = min f: Alignment(f(b.x), f(b.y))

train same {
  steps: steps
  batch: 32
  optimizer: Adam(lr: 5e-2)
}

batch e ~ pairs

probe rank = RankMe(f(e.x))

sweep steps in [1, 80]
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-playground-'));
  await buildPlayground(join(folder, 'play'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('asks no other address', () => {
  const page = readFileSync(join(folder, 'play/index.html'), 'utf8');
  expect(page).toContain("default-src 'self'");
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
});

it('shows in its galleries every view there is', () => {
  const texts = sampleText('gallery-digits') + sampleText('gallery-textures');
  const views = vision.constructors.filter(({ kind }) => kind === 'view');
  expect(views.filter(({ name }) => !texts.includes(`${name}(`)).map(({ name }) => name)).toEqual([]);
});

// Without a browser there is nothing to see: Debian's package chromium, or Chrome.
describe.skipIf(!executablePath)('in a browser', () => {
  let browser: Browser;
  let server: Server;
  let address: string;
  let page: Page;
  const broken: string[] = [];

  const open = async (hash = '') => {
    const opened = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    opened.on('pageerror', ({ message }) => broken.push(message));
    opened.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(data|blob):/.test(url)) broken.push(`asked ${url}`);
    });
    await opened.goto(`${address}/play/index.html${hash}`);
    await opened.waitForSelector('.cm-line');
    return opened;
  };
  /** What is told where the mouse comes to: it goes away when what is there is checked again, until the mouse moves. */
  const tooltipOver = async (place: Locator, tooltip: string) => {
    await page.mouse.move(0, 0);
    await place.hover();
    await page.waitForSelector(tooltip, { timeout: 2000 }).catch(() => undefined);
    return (await page.locator(tooltip).allTextContents()).join('\n');
  };

  beforeAll(async () => {
    ({ server, address } = await serve(folder));
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    page = await open();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    server.close();
    expect(broken).toEqual([]);
  });

  it('tells of a mistake, completes a constructor, shows what a name is, renames', async () => {
    await page.click('.cm-content');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('view w = b.imag');
    await expect
      .poll(() => tooltipOver(page.locator('.cm-lintRange-error'), '.cm-tooltip-lint'))
      .toContain('`mnist` has no column `imag`');
    await page.keyboard.type('e |> RandomC');
    const proposal = page.locator('.cm-tooltip-autocomplete li', { hasText: /^RandomCrop/ });
    await proposal.waitFor();
    await proposal.click();
    expect(await textOf(page)).toContain('view w = b.image |> RandomCrop(');
    const name = page.locator('.cm-line', { hasText: 'encoder f' });
    await expect
      .poll(() => tooltipOver(name.getByText('ConvNet'), '.cm-lsp-hover-tooltip'))
      .toContain('ConvNet');
    await page.keyboard.press('Escape');
    await name.getByText('ConvNet').click();
    await page.keyboard.press('Home');
    for (const _ of 'encoder ') await page.keyboard.press('ArrowRight');
    await page.keyboard.press('F2');
    await page.locator('.cm-panel input').fill('encode');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page)).toContain('I_NCE(encode(v1); encode(v2)');
  });

  it('opens a shared address with the same text', async () => {
    await page.click('#share');
    await expect.poll(() => page.textContent('#share')).toBe('Copied');
    const [address, text] = [page.url(), await textOf(page)];
    expect(text).toContain('view w');
    const other = await open(new URL(address).hash);
    expect(await textOf(other)).toBe(text);
    await other.close();
  });

  it('shows what views make of the data', async () => {
    const gallery = await open('#sample=gallery-digits');
    await gallery.waitForSelector('#views img');
    expect(await gallery.locator('#views figcaption').allTextContents()).toContain('solarised');
    await gallery.close();
  });

  it('tells in the panel what is wrong with a value, until it is taken back', async () => {
    const bad = await open('#sample=quickstart&set=crop=abc');
    await expect.poll(() => bad.locator('#graph').textContent()).toContain('abc');
    expect(await bad.locator('#sliders').textContent()).toContain('abc');
    await slide(bad, 'crop', '12');
    await expect.poll(() => bad.locator('#graph svg').textContent()).toContain('RandomCrop(size: 12)');
    await bad.close();
  }, 120_000);

  it('shows no pictures of another setting where one fails', async () => {
    const wider = sampleText('quickstart').replaceAll('RandomCrop(crop)', 'RandomCrop(crop + 4)');
    const views = await open(hashOf(wider));
    await views.click('#tab-views');
    await views.waitForSelector('#views img');
    await slide(views, 'crop', '28');
    await expect.poll(() => views.locator('#views').textContent()).toContain('IM4001');
    expect(await views.locator('#views img').count()).toBe(0);
    await slide(views, 'crop', '12');
    await views.waitForSelector('#views img');
    await views.close();
  }, 120_000);

  it('has controls at the values of the text, and none for what it sweeps', async () => {
    const crops = await open(hashOf(sampleText('quickstart').replace(/(param crop\s+=).*/, '$1 5')));
    await crops.waitForSelector('#set-crop');
    expect(await crops.inputValue('#set-crop')).toBe('5');
    await crops.locator('#set-crop').press('ArrowRight');
    expect(await crops.inputValue('#set-crop')).toBe('6');
    await expect.poll(() => crops.locator('#graph svg').textContent()).toContain('RandomCrop(size: 6)');
    expect(await crops.evaluate(() => document.activeElement?.id)).toBe('set-crop');
    await crops.close();

    const text = sampleText('table-1').replace(/(param shared\s*=).*/, '$1 [.background]');
    const scenes = await open(hashOf(text).replace('quickstart', 'table-1'));
    await scenes.waitForSelector('#set-shared');
    expect(await scenes.inputValue('#set-shared')).toBe('[.background]');
    await scenes.close();

    const swept = await open(hashOf(`${sampleText('quickstart')}\nsweep crop in [8, 12]\n`, 'crop=20'));
    await expect.poll(() => swept.locator('#graph svg').textContent()).toContain('RandomCrop(size: 8)');
    expect(await swept.locator('#sliders label').allTextContents()).toEqual(['steps']);
    await swept.close();
  }, 120_000);

  it('shows each quantity of each training of each trial by itself, and what is not to be trusted', async () => {
    const run = await open(hashOf(several));
    await run.click('#tab-train');
    const told: string[] = [];
    await run.exposeFunction('tell', (text: string) => told.push(text));
    await run.evaluate(() => {
      const status = document.getElementById('status')!;
      const { tell } = window as never as { tell(text: string | null): void };
      new MutationObserver(() => tell(status.textContent)).observe(status, { childList: true });
    });
    await run.click('#run');
    await run.locator('#status', { hasText: /^Done/ }).waitFor({ timeout: 150_000 });
    expect(told.join('\n')).not.toContain('undefined');
    expect(told.join('\n')).toContain('Trial 2 of 2 (seed: 1), step 2 of 2: I_NWJ');

    const charts = run.locator('#curve svg[aria-label]');
    const names = await charts.evaluateAll((all) => all.map((svg) => svg.getAttribute('aria-label')));
    expect(names).toEqual(['I_NCE, nats by step', 'I_NWJ, nats by step', 'loss by step']);
    for (const chart of await charts.all()) {
      const lines = await chart
        .locator('polyline')
        .evaluateAll((all) =>
          all.map((line) => line.getAttribute('points')!.split(' ').map(Number.parseFloat)),
        );
      expect(lines).toHaveLength(2);
      for (const xs of lines) expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    }
    expect(await run.locator('.legend').first().locator('li').allTextContents()).toEqual([
      'nce, seed: 0',
      'nce, seed: 1',
    ]);
    const cells = await run
      .locator('#found tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const [head, ...rows] = cells;
    expect(head).toEqual(['seed', 'nce, held out, nats', 'nwj, held out, nats', 'kept, information, nats']);
    expect(rows.map(([seed]) => seed)).toEqual(['0', '1']);
    for (const row of rows) expect(row.at(-1)).toMatch(/\d \?$/);
    expect(await run.locator('#found').textContent()).toContain('kept: of normal variables');
    await run.close();
  }, 240_000);

  it('marks a trial that collapsed, and colours no key as a word of the language', async () => {
    const run = await open(hashOf(alike));
    const key = run.locator('.cm-line', { hasText: 'batch: 32' });
    const colour = (text: string) =>
      run.locator('.cm-line span', { hasText: text }).first().getAttribute('class');
    expect(await key.locator('span', { hasText: /^batch$/ }).count()).toBe(0);
    expect(await colour('batch')).toBe(await colour('encoder'));
    await run.click('#tab-train');
    await run.click('#run');
    await run.locator('#status', { hasText: /^Done/ }).waitFor({ timeout: 150_000 });
    const rows = run.locator('#found tr');
    expect(await rows.first().locator('th').allTextContents()).toContain('status');
    expect(await rows.locator('td:nth-child(2)').allTextContents()).toEqual(['done', 'collapsed']);
    expect(await run.locator('#found tr.collapsed').count()).toBe(1);
    expect(await run.locator('#found').textContent()).toContain('collapsed: information ended at zero');
    await run.close();
  }, 240_000);

  it('names the dots of runs by what differs between them, beside untrained models', async () => {
    const run = await open(
      hashOf(
        `${sampleText('reverse-u').replace('Mnist()', 'Textures(size: 32, images: 400, testImages: 200)')}\nsweep crop in [8, 12]\n`,
      ),
    );
    await run.click('#tab-train');
    await slide(run, 'steps', '20');
    await run.click('#run');
    await run.locator('#status', { hasText: /^(Done|It broke)/ }).waitFor({ timeout: 150_000 });
    const texts = await run.locator('#found svg text').allTextContents();
    expect(texts).toEqual(expect.arrayContaining(['8', '12', 'untrained', 'digit, accuracy, %, by crop']));
    await run.close();
  }, 240_000);

  it('ends what trains and forgets it where another sample is chosen', async () => {
    const left = await open('#sample=gaussians');
    await left.click('#tab-train');
    await left.click('#run');
    await left.waitForSelector('#curve polyline');
    await left.selectOption('#sample', 'quickstart');
    expect(await left.locator('#curve svg').count()).toBe(0);
    expect(await left.isDisabled('#run')).toBe(false);
    expect(await left.textContent('#status')).toBe('Trains here, in your browser; nothing is sent anywhere.');
    await left.close();
  });

  it('opens with its first sample where an address names none', async () => {
    const opened = await open('#sample=toString');
    await opened.waitForSelector('#graph svg');
    expect(await opened.inputValue('#sample')).toBe('quickstart');
    await opened.close();
  });

  it('trains to more than 2 nats within two minutes, by the steps of the command line', async () => {
    const training = await open('#sample=quickstart');
    await training.click('#tab-train');
    const start = performance.now();
    await training.click('#run');
    await training.waitForFunction(
      () => JSON.parse(document.getElementById('curve')!.dataset.steps ?? '[]').at(-1)?.mi > 2,
      undefined,
      { timeout: 115_000 },
    );
    expect(performance.now() - start).toBeLessThan(120_000);
    await training.click('#pause');
    const steps = JSON.parse((await training.getAttribute('#curve', 'data-steps'))!);
    await training.click('#stop');
    await training.close();

    const file = join(folder, 'same.infomin');
    const root = JSON.stringify(join(folder, 'play/digits'));
    writeFileSync(file, sampleText('quickstart').replace('Mnist()', `Mnist(root: ${root})`));
    const out = join(folder, 'run');
    const cli = createRequire(import.meta.url)
      .resolve('infomin/package.json')
      .replace('package.json', 'bin/infomin.js');
    execFileSync(process.execPath, [cli, 'run', file, '--out', out, '--engine', 'onnx'], { stdio: 'pipe' });
    const lines = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
    const fifth = lines.map((line) => JSON.parse(line)).find(({ step }) => step === 5);
    expect(Math.abs(steps[4].loss - fifth.loss)).toBeLessThan(1e-4);
  }, 240_000);

  it('works without a network once it was loaded', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await page.goto(`${address}/play/index.html#sample=table-1`);
    await page.reload();
    await page.waitForSelector('#graph svg');
    await page.context().setOffline(false);
  });

  it('has no fault of accessibility, light and dark, large and small', async () => {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      const looked = await open('#sample=reverse-u');
      await looked.waitForSelector('#graph svg');
      await looked.setViewportSize({ width, height: 800 });
      await looked.emulateMedia({ colorScheme });
      // As a tool of the browser does, which the page's own policy does not hold.
      await looked.evaluate(readFileSync(axe, 'utf8'));
      const { violations } = await looked.evaluate(() =>
        (
          window as never as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          }
        ).axe.run(),
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
      expect(await looked.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await looked.close();
    }
  });

  it('is not heavier than it was: 20 MB, of which 14 are the WebAssembly that training loads', () => {
    const play = join(folder, 'play');
    const files = readdirSync(play, { recursive: true, encoding: 'utf8' });
    const bytes = files.map((name) => statSync(join(play, name)).size).reduce((a, b) => a + b);
    expect(bytes).toBeLessThan(22e6);
  });
});
