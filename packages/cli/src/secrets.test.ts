import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shell } from '../test/shell.js';

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP438AAAAQBAYD718vxAAAAAElFTkSuQmCC',
  'base64',
);
const program = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
param root = env("SECRET_ROOT")
dataset photos = ImageFolder(root: root, size: 8, splits: [.train, .test])
batch b ~ photos.train
encoder f = ConvNet(channels: [4], dim: 4)
objective nce = max f: I_NCE(f(b.image); f(b.image |> Noise(0.1)))
train nce { steps: 1, batch: 4 }
batch e ~ photos
probe p = LinearProbe(f(e.image), e.label)
sweep seed in 0..1
report "r" = Table(rows: root, columns: [p])
`;
const work = mkdtempSync(join(tmpdir(), 'infomin-work-'));
const [one, other] = ['one', 'other'].map((name) => join(work, `TOP-SECRET-${name}`)) as [string, string];
beforeAll(() => {
  for (const kind of ['train/a', 'train/b', 'test/a', 'test/b']) {
    mkdirSync(join(one, kind), { recursive: true });
    for (let i = 0; i < 4; i++) writeFileSync(join(one, kind, `${i}.png`), pixel);
  }
  cpSync(one, other, { recursive: true });
  writeFileSync(join(work, 'a.infomin'), program);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const infomin = (command: string, SECRET_ROOT: string) =>
  shell(`cd "$WORK"; infomin ${command}`, { WORK: work, SECRET_ROOT });

/** All that a folder holds, as text. */
function contents(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return files.map((path) => (statSync(path).isFile() ? readFileSync(path, 'latin1') : '')).join('\n');
}

it('keeps what a variable holds out of all files and messages, processes of trials included', () => {
  const run = 'run a.infomin --engine cpu --out out --jobs 2 --debug';
  const commands = [
    'check a.infomin --json',
    'compile a.infomin -o compiled/plan.json',
    'graph a.infomin',
    run,
    'export out --model f --trial seed-0 -o exported/f.onnx',
    'docs a.infomin -o pages',
  ];
  for (const command of commands) {
    const { status, stdout, stderr } = infomin(command, one);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout + stderr).not.toContain('TOP-SECRET');
  }
  for (const folder of ['out', 'compiled', 'exported', 'pages']) {
    expect(contents(join(work, folder))).not.toContain('TOP-SECRET');
  }
  // Another value is the same run: what counts is what the data hold.
  const again = infomin(run, other);
  expect(again.status, again.stderr).toBe(0);
  const failed = infomin(`${run} --overwrite`, join(work, 'TOP-SECRET-nowhere'));
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('env("SECRET_ROOT") does not exist');
  expect(failed.stdout + failed.stderr + contents(join(work, 'out'))).not.toContain('TOP-SECRET');
}, 180_000);

it('asks for a variable that a run folder names and nobody has set', () => {
  const { status, stderr } = shell('cd "$WORK"; unset SECRET_ROOT; infomin run a.infomin --engine cpu', {
    WORK: work,
  });
  expect(status).toBe(1);
  expect(stderr).toContain('IM3010');
});
