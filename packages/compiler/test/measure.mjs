/**
 * Measures the process time (user and system, in milliseconds, start-up included) of `infomin check`: of the quick start
 * and of a file of 300 lines, beside Node by itself. From the root, after `node scripts/setup.mjs`:
 * `node packages/compiler/test/measure.mjs [RUNS]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = join(root, 'packages/cli/bin/infomin.js');
const runs = Number(process.argv[2] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'infomin-measure-'));

/** View learners over one dataset, three colour spaces and three seeds: 300 lines, 9 trials. */
function longFile() {
  const lines = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"

param space = .YDbDr
dataset stl = Stl10(root: "stl")
batch u ~ stl.unlabeled
batch l ~ stl.train
batch e ~ stl
sweep space in [.RGB, .YDbDr, .Lab]
sweep seed in 0..3`.split('\n');
  for (let i = 0; lines.length < 300; i++) {
    lines.push(
      ...`
// Learner ${i}
view X${i} = u.image |> RandomResizedCrop(64, scale: 0.2..1.0) |> Flip() |> ColorSpace(space)
view Y${i} = l.image |> RandomResizedCrop(64, scale: 0.2..1.0) |> Flip() |> ColorSpace(space)
generator g${i} = Flow(kind: .nvp, blocks: 3, hidden: 16)
encoder f${i} = AlexNet(width: 0.5, dim: 128)
encoder h${i} = AlexNet(width: 0.5, dim: 128)
encoder c${i} = AlexNet(width: 0.5, dim: 10)
objective views${i} =
  min g${i}, c${i} max f${i}, h${i}:
    I_NCE(f${i}(g${i}(X${i})[0]); h${i}(g${i}(X${i})[1..3]))
    + CE(c${i}(g${i}(Y${i})[0]), l.label)

train views${i} {
  epochs: 20
  batch: { u: 128, l: 128 }
  optimizer: { g${i}: Adam(lr: 2e-4), c${i}: Adam(lr: 2e-4), f${i}: Adam(lr: 6e-4), h${i}: Adam(lr: 6e-4) }
}
view Z${i} = e.image |> Resize(64) |> ColorSpace(space)
probe accuracy${i} = LinearProbe(concat(f${i}(g${i}(Z${i})[0]), h${i}(g${i}(Z${i})[1..3])), e.label)`.split(
        '\n',
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Process time of one run, told by the process itself when it ends. */
function processTime(args) {
  const report = join(folder, 'usage.json');
  const hook = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.cpuUsage())));`;
  const started = `data:text/javascript,${encodeURIComponent(hook)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', started, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { user, system } = JSON.parse(readFileSync(report, 'utf8'));
  return (user + system) / 1000;
}

function measure(name, args) {
  const times = Array.from({ length: runs }, () => processTime(args)).sort((a, b) => a - b);
  const [least, median, most] = [times[0], times[runs >> 1], times[runs - 1]].map((ms) => ms.toFixed(0));
  console.log(`${name}: median ${median} ms (${least} to ${most})`);
}

const long = join(folder, 'long.infomin');
const text = longFile();
writeFileSync(long, text);
const empty = join(folder, 'empty.mjs');
writeFileSync(empty, '');
try {
  measure('node by itself', [empty]);
  measure('check examples/quickstart.infomin', [program, 'check', join(root, 'examples/quickstart.infomin')]);
  measure(`check a file of ${text.split('\n').length - 1} lines`, [program, 'check', long]);
} finally {
  rmSync(folder, { recursive: true });
}
