// Kills a run again and again, at random moments and at calls that write, and resumes it each time.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  all,
  can,
  inFolder,
  infomin,
  isSame,
  leftovers,
  node,
  oneThread,
  outcome,
  runner,
  source,
  start,
  strace,
  Tally,
} from './bench.mjs';
import { engineFlags, engineOfRuns } from './engines.mjs';

/** Ways to kill: each starts a process and gives how it ended. `chance` is in [0, 1); without it nothing is killed. */
function waysToKill({ plan, seconds, counts }) {
  const own = (out) => [runner, plan, out, '--interval', '0.02'];
  const within = async (args, chance, options) => {
    const { child, ended } = start(args, options);
    if (chance === undefined) return ended;
    const timer = setTimeout(() => child.kill('SIGKILL'), (0.15 + 0.85 * chance) * seconds * 1000);
    return ended.finally(() => clearTimeout(timer));
  };
  const at = (call) => (out, chance, env) => {
    if (chance === undefined) return node(own(out), { env });
    const when = 1 + Math.floor(chance * counts[call]);
    const program = strace('-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${when}`);
    return node(own(out), { program, env: { ...oneThread, ...env } });
  };
  return {
    'at a random moment': (out, chance, env) => within(own(out), chance, { env }),
    'at a random moment, two trials at a time': (out, chance, env) =>
      within([infomin, 'run', source, '--out', out, '--quiet', '--jobs', '2', ...engineFlags()], chance, {
        env,
      }),
    'at a rename': at('rename'),
    'at an fsync': at('fsync'),
    'at a write': at('write'),
  };
}

/** @param options `kills` in all, `plan`, `expected`, how many seconds a run takes, how many calls of a kind it makes */
export async function kill({ kills, random, expected, enough, ...run }) {
  const ways = waysToKill(run);
  const names = Object.keys(ways).filter((name) => {
    if (engineOfRuns() !== 'torch') return / moment/.test(name) || can('strace', 'true');
    // Calls of PyTorch's process would be counted too; trials side by side have one thread each, as the others, on 2 cores.
    return / moment$/.test(name) || (/ moment,/.test(name) && availableParallelism() === 2);
  });
  const wanted = Math.ceil(kills / names.length);
  const tallies = names.map((name) => new Tally(`killed ${name}`));
  const worker = async (number) => {
    // Ways take turns, so that each has its share of the time.
    for (
      let open = tallies;
      open.length > 0 && !enough();
      open = open.filter(({ tried }) => tried < wanted)
    ) {
      for (const tally of open) {
        const way = ways[names[tallies.indexOf(tally)]];
        const isDue = () => tally.tried < wanted && !enough();
        if (isDue()) await resumeUntilDone(tally, way, isDue, random, expected, number);
      }
    }
  };
  await Promise.all([0, 1].map(worker));
  return tallies;
}

/** How often one run is killed. */
const most = 6;

/** One folder, whose run is killed until it comes to its end. */
function resumeUntilDone(tally, way, isDue, random, expected, number) {
  return inFolder(async (folder) => {
    const out = join(folder, 'out');
    const mark = `${folder}-${number}`;
    for (let killed = 0; ; killed++) {
      const ended = await way(out, killed < most && isDue() ? random.uniform() : undefined, {
        INFOMIN_MARK: mark,
      });
      const code = tally.look(ended, 'a run that was killed before');
      if (ended.hung) return;
      if (ended.signal !== 'SIGKILL' && code !== 137) {
        if (code !== 0) tally.fault('lost', `ended with ${code}`, ended.printed);
        break;
      }
      tally.tried++;
    }
    // Processes of trials see that their parent is gone.
    for (let i = 0; i < 50 && leftovers(folder, mark).length > 0; i++)
      await new Promise((go) => setTimeout(go, 100));
    const left = leftovers(folder, mark);
    if (left.length > 0) tally.fault('left', left.join());
    if (!isSame(outcome(out), expected)) tally.fault('different', 'results or metrics');
  });
}

/** Of the calls that a run wrote to a file, those that change a file or wait for the disk. */
export const changesIn = (list) =>
  JSON.parse(readFileSync(list, 'utf8')).flatMap((call, index) =>
    /^(rename|link|mkdir|rm|unlinkSync|writeFile|appendFile|sync) /.test(call) ||
    /^(writeFile|sync) of/.test(call)
      ? [{ call, at: String(index + 1) }]
      : [],
  );

/** A run, and one that goes on from there, each killed at the n-th call that changes a file or waits for the disk: all n. */
export async function killAtEach({ brief, briefly, enough }) {
  const tally = new Tally('killed at each call that changes a file, then again when it goes on');
  await inFolder(async (folder) => {
    const list = join(folder, 'calls');
    const args = (out) => [runner, brief, out, '--interval', '1000'];
    await node([...args(join(folder, 'whole')), '--calls', list]);
    const cases = changesIn(list);
    tally.name = `killed at each of ${cases.length} calls that change a file, and at the same one of the run that goes on`;
    await all(cases, async ({ call, at }) => {
      if (enough()) return;
      const out = join(folder, at);
      const what = `at ${at}, ${call}`;
      for (const more of [[], ['--half']]) {
        const ended = await node([...args(out), '--kill', at, ...more]);
        tally.look(ended, what);
        if (ended.signal === 'SIGKILL') tally.tried++;
      }
      const last = await node(args(out));
      if (tally.look(last, what) !== 0) tally.fault('lost', what, last.printed);
      else if (!isSame(outcome(out), briefly)) tally.fault('different', what, last.printed);
      const left = leftovers(out, folder);
      if (left.length > 0) tally.fault('left', `${what}: ${left}`);
    });
  });
  return tally;
}
