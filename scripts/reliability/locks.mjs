// Several processes want one folder, some of them first of their own containers: one has it at a time.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { all, can, inFolder, isSame, node, outcome, runner, start, Tally } from './bench.mjs';

const container = ['unshare', '-r', '--pid', '--fork', '--mount-proc', '--kill-child', process.execPath];

/** Four processes at once, half of them pid 1 of a container. */
export async function races({ rounds, plan, expected, enough }) {
  const tally = new Tally('four processes for one folder, two of them pid 1 of their own containers');
  if (!can('unshare', '-r', '--pid', '--fork', '--mount-proc', 'true')) return tally;
  await all(
    Array.from({ length: rounds }),
    () =>
      inFolder(async (folder) => {
        if (enough()) return;
        const out = join(folder, 'out');
        const began = join(folder, 'began');
        const args = [runner, plan, out, '--began', began];
        const ended = await Promise.all(
          [undefined, container, undefined, container].map((program) => node(args, program && { program })),
        );
        tally.tried++;
        const codes = ended.map((end) => tally.look(end, 'one of four'));
        for (const [i, end] of ended.entries()) {
          if (codes[i] !== 0 && !/is in use by process \d+ on /.test(end.printed))
            tally.fault('internal', 'refused without its holder', end.printed);
        }
        const notes = existsSync(began)
          ? readFileSync(began, 'utf8')
              .trim()
              .split('\n')
              .map((line) => line.split(' ')[0])
          : [];
        if (notes.some((note, i) => note !== ['began', 'ended'][i % 2]))
          tally.fault('different', `two at a time: ${notes}`);
        if (!codes.includes(0)) tally.fault('lost', 'nobody got the folder');
        else if (!isSame(outcome(out), expected)) tally.fault('different', 'what one of four came to');
      }),
    1,
  );
  return tally;
}

/** The container of a run is killed; its folder goes to one of another container, whose process has the same number. */
export async function restarted({ plan, expected }) {
  const tally = new Tally('a container killed, its folder taken by another with the same pid');
  if (!can('unshare', '-r', '--pid', '--fork', '--mount-proc', 'true')) return tally;
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    const { child, ended } = start([runner, plan, out], { program: container });
    while (!existsSync(join(out, 'metrics.jsonl')) && child.exitCode === null)
      await new Promise((go) => setTimeout(go, 50));
    child.kill('SIGKILL');
    await ended;
    const next = await node([runner, plan, out], { program: container });
    tally.tried++;
    if (tally.look(next, 'after a restart') !== 0) tally.fault('lost', 'after a restart', next.printed);
    else if (!isSame(outcome(out), expected)) tally.fault('different', 'after a restart');
  });
  return tally;
}
