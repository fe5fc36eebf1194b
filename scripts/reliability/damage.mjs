// Files of a run folder, each damaged in many ways: nothing else may come of it unsaid.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { all, inFolder, isSame, node, outcome, runner, Tally } from './bench.mjs';

const turned = (bytes, at, by = 0xff) => {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[Math.floor(at * (copy.length - 1))] ^= by;
  return copy;
};
const instead = (make) => (path) => {
  rmSync(path, { recursive: true, force: true });
  make(path);
};
const content = (change) => (path, random) => writeFileSync(path, change(readFileSync(path), random));

/** @type {Record<string, (path: string, random: { uniform(): number }) => void>} */
export const damages = {
  emptied: content(() => ''),
  'one byte': content((bytes) => bytes.subarray(0, 1)),
  'the first half': content((bytes) => bytes.subarray(0, bytes.length >> 1)),
  'all but the last byte': content((bytes) => bytes.subarray(0, -1)),
  'first byte turned': content((bytes) => turned(bytes, 0)),
  'last byte turned': content((bytes) => turned(bytes, 1)),
  'a bit turned': content((bytes, random) => turned(bytes, random.uniform(), 1)),
  'another bit turned': content((bytes, random) => turned(bytes, random.uniform(), 16)),
  zeros: content((bytes) => Buffer.alloc(bytes.length)),
  'zeros at the end': content((bytes) =>
    Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.alloc(bytes.length >> 1)]),
  ),
  noise: content((bytes, random) => Buffer.from(bytes.map(() => random.uniform() * 256))),
  doubled: content((bytes) => Buffer.concat([bytes, bytes])),
  null: content(() => 'null'),
  'an empty record': content(() => '{}'),
  removed: instead(() => undefined),
  'a folder': instead((path) => mkdirSync(path)),
  'a pipe': instead((path) => execFileSync('mkfifo', [path])),
  'a link in a circle': instead((path) => symlinkSync(path, path)),
};

/** The files of a run that was interrupted in its second trial, by pattern. */
function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
  const trial = (seed) => names.filter((name) => name.startsWith(`trials/seed-${seed}/`));
  const baseline = names.filter((name) => name.startsWith('baselines/')).slice(0, 1);
  return [...names.filter((name) => !name.includes('/')), ...trial(0), ...trial(1), ...baseline];
}

export async function damage({ plan, expected, random, enough }) {
  const tally = new Tally('damaged files');
  await inFolder(async (folder) => {
    const whole = join(folder, 'whole');
    await node([runner, plan, whole, '--interval', '0.02', '--stop', '60']);
    const cases = filesOf(whole).flatMap((file) => Object.keys(damages).map((name) => ({ file, name })));
    tally.name = `${filesOf(whole).length} files of a run folder × ${Object.keys(damages).length} damages`;
    // Shuffled, so that what there is time for is a fair sample.
    const order = random.permutation(cases.length);
    await all([...order], async (place) => {
      const { file, name } = cases[place];
      if (enough()) return;
      const out = join(folder, `${file} ${name}`.replaceAll('/', '-'));
      cpSync(whole, out, { recursive: true });
      damages[name](join(out, file), random);
      tally.tried++;
      const ended = await node([runner, plan, out, '--interval', '0.02']);
      judge(tally, ended, `${file}: ${name}`, out, file, expected);
      rmSync(out, { recursive: true, force: true });
    });
  });
  return tally;
}

/** Fine is: the same numbers; fewer lines of metrics, told; a refusal that names the file. */
function judge(tally, ended, what, out, file, expected) {
  const code = tally.look(ended, what);
  if (code === 0) {
    const found = outcome(out);
    const told = ended.printed.includes('damaged');
    const fine = isSame(found, expected) || (told && found.results === expected.results);
    if (!fine) tally.fault('different', what, ended.printed);
  } else if (!ended.hung && !ended.printed.includes(file.split('/').at(-1)) && existsSync(out)) {
    tally.fault('lost', `${what}: ended with ${code}, and no file was named`, ended.printed);
  }
}
