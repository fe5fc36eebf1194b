// Asks runs to end, by every signal, alone and as a group: they do, whole, and the same command goes on.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { all, inFolder, infomin, isSame, leftovers, outcome, source, start, Tally } from './bench.mjs';
import { engineFlags } from './engines.mjs';

const wait = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

export async function signals({ expected, enough }) {
  const tally = new Tally(
    'SIGINT, SIGTERM, SIGHUP × process, group × one trial, two at a time × starting, training',
  );
  const cases = ['SIGINT', 'SIGTERM', 'SIGHUP'].flatMap((signal) =>
    ['process', 'group'].flatMap((to) =>
      ['1', '2'].flatMap((jobs) => ['starting', 'training'].map((when) => ({ signal, to, jobs, when }))),
    ),
  );
  await all(cases, ({ signal, to, jobs, when }) =>
    inFolder(async (folder) => {
      if (enough()) return;
      const out = join(folder, 'out');
      const what = `${signal} to ${to}, --jobs ${jobs}, ${when}`;
      const args = [infomin, 'run', source, '--out', out, '--jobs', jobs, ...engineFlags()];
      const first = start(args, { env: { INFOMIN_MARK: folder }, group: true });
      const started = Date.now();
      while (
        when === 'training' &&
        !/step \d/.test(first.printed()) &&
        first.child.exitCode === null &&
        Date.now() - started < 60_000
      )
        await wait(0.02);
      if (when === 'starting') await wait(1);
      process.kill(to === 'group' ? -first.child.pid : first.child.pid, signal);
      const ended = await first.ended;
      tally.tried++;
      // Before it listens it just ends.
      const early = ended.signal === signal && when === 'starting';
      if (!early) tally.look(ended, what);
      for (let i = 0; i < 30 && leftovers(out, folder).length > 0; i++) await wait(0.1);
      const left = leftovers(out, folder).filter((name) => !early || name.startsWith('process'));
      if (left.length > 0) tally.fault('left', `${what}: ${left}`);
      const second = await start(args).ended;
      if (tally.look(second, `${what}, again`) !== 0) tally.fault('lost', what, second.printed);
      else if (!isSame(outcome(out), expected)) tally.fault('different', what, second.printed);
    }),
  );
  return tally;
}

const plugin = new URL('../../packages/plugin/dist/index.js', import.meta.url);
const zod = new URL('../../packages/plugin/node_modules/zod/index.js', import.meta.url);
/** A plugin whose dataset reads from a pipe that nobody writes to: that thread never comes back. */
const stuckPlugin = `import { readFile } from 'node:fs/promises';
import { dataset, definePlugin, image } from '${plugin}';
import { z } from '${zod}';
const split = { size: 64, read: () => { console.error('reading'); return readFile('pipe'); } };
export default definePlugin({ name: 'stuck', version: '1.0.0', doc: '', constructors: [dataset({
  name: 'Stuck', doc: '', parameters: z.object({}),
  describe: () => ({ columns: { image: { type: image(8, 8, 3), doc: '' } }, splits: { train: { doc: '' } } }),
  implementation: async () => ({ default: { open: async () => ({ splits: { train: split } }) } }),
})] });
`;
const stuckSource = `use "./stuck.js"
use "@infomin/plugin-vision"
dataset d = Stuck()
batch b ~ d.train
encoder f = ConvNet(channels: [4], dim: 4)
objective nce = max f: I_NCE(f(b.image |> Noise(0.1)); f(b.image))
train nce { steps: 2, batch: 8 }
sweep seed in 0..2
`;

/** A read that never ends: one signal ends it within the deadline of 30 seconds, a second one at once. */
export async function stuckReads() {
  const tally = new Tally('a read that never ends × one trial, two at a time × one signal, two');
  const cases = ['1', '2'].flatMap((jobs) => [false, true].map((twice) => ({ jobs, twice })));
  await all(
    cases,
    ({ jobs, twice }) =>
      inFolder(async (folder) => {
        writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
        writeFileSync(join(folder, 'stuck.js'), stuckPlugin);
        writeFileSync(join(folder, 'a.infomin'), stuckSource);
        execFileSync('mkfifo', [join(folder, 'pipe')]);
        const args = [
          infomin,
          'run',
          'a.infomin',
          '--trust',
          '--out',
          'out',
          '--jobs',
          jobs,
          ...engineFlags(),
        ];
        const env = { INFOMIN_MARK: folder, XDG_CONFIG_HOME: folder };
        const { child, ended, printed } = start(args, { cwd: folder, env });
        while (!printed().includes('reading') && child.exitCode === null) await wait(0.1);
        const asked = performance.now();
        child.kill('SIGTERM');
        if (twice) {
          await wait(1);
          child.kill('SIGTERM');
        }
        const end = await ended;
        const seconds = (performance.now() - asked) / 1000;
        tally.tried++;
        const what = `--jobs ${jobs}, ${twice ? 'two signals' : 'one'}: ${seconds.toFixed(0)} s`;
        if (end.hung || seconds > (twice ? 15 : 60)) tally.fault('hung', what, end.printed);
        if (end.signal !== 'SIGTERM')
          tally.fault('internal', `${what}: ${end.code} ${end.signal}`, end.printed);
        await wait(1);
        const left = leftovers(join(folder, 'out'), folder);
        if (left.length > 0) tally.fault('left', `${what}: ${left}`);
      }),
    4,
  );
  return tally;
}
