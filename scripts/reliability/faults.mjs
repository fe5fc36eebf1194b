// A disk that does not answer or is full: the run says so, and goes on once it is well again.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { all, can, inFolder, isSame, outcome, runner, start, Tally } from './bench.mjs';

const failing = fileURLToPath(new URL('failing.mjs', import.meta.url));

/** Each call of a run on a file of its folder fails once; the same run then goes on. */
export async function failingCalls({ brief, enough }) {
  const tally = new Tally('each call on a file fails once: EIO, of writes also ENOSPC after half');
  await inFolder(async (folder) => {
    const worker = async (part) => {
      const args = [failing, brief, join(folder, part), '2', part];
      const { child, ended } = start(args, { seconds: 1800 });
      const watch = setInterval(() => enough() && child.kill('SIGTERM'), 1000);
      const end = await ended.finally(() => clearInterval(watch));
      for (const line of end.printed.split('\n').filter((line) => /^{.*}$/.test(line))) {
        const { what, found, printed } = JSON.parse(line);
        tally.tried++;
        for (const kind of found) tally.fault(kind, what, printed);
      }
      if (end.hung || (end.code !== 0 && end.signal !== 'SIGTERM'))
        tally.fault('internal', 'ended', end.printed);
    };
    await Promise.all(['0', '1'].map(worker));
  });
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
      if (first !== '0' && !ended.printed.includes('the disk is full'))
        tally.fault('internal', `${size} KB: no reason`, ended.printed);
      if (second !== '0') tally.fault('lost', `${size} KB`, ended.printed);
      else if (!isSame(outcome(join(folder, 'kept')), expected))
        tally.fault('different', `${size} KB`, ended.printed);
    }),
  );
  return tally;
}
