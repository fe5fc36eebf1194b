// A store of stages: whoever is killed while using it, and whatever happens to its files, runs come to the same.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { all, inFolder, isSame, node, outcome, runner, Tally } from './bench.mjs';
import { damages } from './damage.mjs';
import { changesIn } from './kills.mjs';

/**
 * A run is killed at the n-th call that changes a file of the store, all n, with half of what is to be written there every other time; another
 * run uses the store meanwhile, and the killed one goes on.
 */
export async function killedInStore({ brief, briefly, enough }) {
  const tally = new Tally('killed in the store');
  await inFolder(async (folder) => {
    const list = join(folder, 'calls');
    const args = (out, stages) => [runner, brief, out, '--interval', '1000', '--stages', stages];
    await node([...args(join(folder, 'whole'), join(folder, 'stages')), '--calls', list]);
    const cases = changesIn(list);
    tally.name = `killed at each of ${cases.length} calls that change a store of stages, which another run uses meanwhile`;
    await all(cases, async ({ call, at }) => {
      if (enough()) return;
      const what = `at ${at}, ${call}`;
      const place = join(folder, at);
      const run = (name, ...more) => node([...args(join(place, name), join(place, 'stages')), ...more]);
      const half = Number(at) % 2 === 0 ? ['--half'] : [];
      const [killed, beside] = await Promise.all([run('killed', '--kill', at, ...half), run('beside')]);
      tally.look(killed, what);
      if (killed.signal === 'SIGKILL') tally.tried++;
      const again = await run('killed');
      for (const [name, ended] of [
        ['beside', beside],
        ['killed', again],
      ]) {
        if (tally.look(ended, what) !== 0) tally.fault('lost', `${what}, ${name}`, ended.printed);
        else if (!isSame(outcome(join(place, name)), briefly))
          tally.fault('different', `${what}, ${name}`, ended.printed);
      }
      // One who was killed letting go of a stage that is kept leaves a file that nobody waits for, until `infomin clean`.
      const stages = join(place, 'stages');
      const left = readdirSync(join(stages, 'training')).filter(
        (name) => /^[0-9a-f]{64}$/.test(name) && !existsSync(join(stages, `${name}.bin`)),
      );
      if (left.length > 0) tally.fault('left', `${what}: ${left}`);
      rmSync(place, { recursive: true, force: true });
    });
  });
  return tally;
}

/** Another run meets a store with a damaged file. */
export async function damagedStore({ brief, briefly, random, enough }) {
  const tally = new Tally('damaged files of a store');
  await inFolder(async (folder) => {
    const args = (out, stages) => [runner, brief, out, '--interval', '1000', '--stages', stages];
    const whole = join(folder, 'stages');
    await node(args(join(folder, 'whole'), whole));
    const files = readdirSync(whole, { recursive: true }).filter((name) => /\.(bin|json)$/.test(name));
    const cases = files.flatMap((file) => Object.keys(damages).map((name) => ({ file, name })));
    tally.name = `${files.length} files of a store of stages × ${Object.keys(damages).length} damages, met by another run`;
    await all([...random.permutation(cases.length)], async (index) => {
      if (enough()) return;
      const { file, name } = cases[index];
      const place = join(folder, String(index));
      cpSync(whole, join(place, 'stages'), { recursive: true });
      damages[name](join(place, 'stages', file), random);
      tally.tried++;
      const ended = await node(args(join(place, 'out'), join(place, 'stages')));
      const what = `${file}: ${name}`;
      if (tally.look(ended, what) !== 0) tally.fault('lost', what, ended.printed);
      else if (!isSame(outcome(join(place, 'out')), briefly)) tally.fault('different', what, ended.printed);
      rmSync(place, { recursive: true, force: true });
    });
  });
  return tally;
}
