// A disk that does not answer or is full: the run says so, and goes on once it is well again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  all,
  can,
  inFolder,
  isSame,
  node,
  oneThread,
  outcome,
  runner,
  start,
  strace,
  Tally,
} from './bench.mjs';

const errors = { EIO: 'the disk or the terminal does not answer', ENOSPC: 'the disk is full' };

/** One call of a run fails; the same command then goes on. */
export async function failingCalls({ cases, plan, expected, counts, random, enough }) {
  const tally = new Tally('one rename, fsync or open for writing fails (EIO, ENOSPC)');
  if (!can('strace', 'true')) return tally;
  const tries = Array.from({ length: cases }, (_, i) => ({
    call: ['rename', 'fsync'][i % 2],
    error: Object.keys(errors)[Math.floor(i / 2) % 2],
    at: random.uniform(),
  }));
  await all(tries, ({ call, error, at }) =>
    inFolder(async (folder) => {
      if (enough()) return;
      const out = join(folder, 'out');
      const when = 1 + Math.floor(at * counts[call]);
      const what = `${error} of ${call} ${when}`;
      const program = strace('-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`);
      const args = [runner, plan, out, '--interval', '0.02'];
      const first = await node(args, { program, env: oneThread });
      tally.tried++;
      const code = tally.look(first, what);
      if (code !== 0 && !first.printed.includes(errors[error]))
        tally.fault('internal', `${what}: no reason`, first.printed);
      const parts = readdirSync(out, { recursive: true }).filter((name) => String(name).endsWith('.part'));
      if (parts.length > 0) tally.fault('left', parts.join());
      if (code === 0 && !isSame(outcome(out), expected) && !/warning/.test(first.printed))
        tally.fault('different', `${what}, which was not told`);
      const second = await node(args);
      if (tally.look(second, `${what}, again`) !== 0) tally.fault('lost', what, second.printed);
      if (!isSame(outcome(out), expected)) tally.fault('different', what);
    }),
  );
  return tally;
}

/** A small tmpfs fills up, is made larger, and the same command goes on. */
export async function fullDisk({ plan, expected, enough }) {
  const tally = new Tally('a full tmpfs of 16 to 600 KB, then a larger one');
  if (!can('unshare', '-rm', 'true')) return tally;
  await all([16, 32, 48, 64, 96, 128, 160, 200, 240, 280, 320, 360, 400, 500, 600], (size) =>
    inFolder(async (folder) => {
      if (enough()) return;
      const out = join(folder, 'out');
      const run = `"${process.execPath}" "${runner}" "${plan}" "${out}" --interval 0.02`;
      const script = `mkdir "${out}" && mount -t tmpfs -o size=${size}k none "${out}" || exit 9
        ${run}; echo "first: $?"; mount -o remount,size=64m "${out}"
        ${run}; echo "second: $?"; mkdir "${folder}/kept" && cp -r "${out}/." "${folder}/kept"`;
      const ended = await start([script], { program: ['unshare', '-rm', 'sh', '-c'] }).ended;
      if (ended.code === 9) return;
      tally.tried++;
      tally.look(ended, `${size} KB`);
      const [, first, second] = /first: (\d+)[\s\S]*second: (\d+)/.exec(ended.printed) ?? [];
      if (first !== '0' && !ended.printed.includes(errors.ENOSPC))
        tally.fault('internal', `${size} KB: no reason`, ended.printed);
      if (second !== '0') tally.fault('lost', `${size} KB`, ended.printed);
      else if (!isSame(outcome(join(folder, 'kept')), expected))
        tally.fault('different', `${size} KB`, ended.printed);
    }),
  );
  return tally;
}
