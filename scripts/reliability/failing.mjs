// Runs in which one call on a file of the folder fails: `node failing.mjs PLAN FOLDER OF PART`, each case whose number has
// that remainder. Prints a line of JSON for each, then the same run goes on. In one process, for there are many of them.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isSame, outcome } from './bench.mjs';
import { attack, made } from './calls.mjs';
import { faultOf, run, silent } from './runner.mjs';

const [path, folder, of, part] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(path, 'utf8'));
mkdirSync(folder, { recursive: true });
/** The engine that begins soonest, and checkpoints where they must be alone. */
const quick = { engine: 'cpu', checkpointInterval: 1000 };
const writes = /^(writeFile|appendFile)/;
const at = (name) => join(folder, name);
const reasons = { EIO: 'the disk or the terminal does not answer', ENOSPC: 'the disk is full' };
/** Longer than any run takes. */
const patience = 120_000;

/** Runs with the fault; gives what went wrong, what was told and all calls. */
async function once(out, fault, signal) {
  const told = [];
  attack(out, fault);
  let timer;
  const hung = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ message: 'hung', internal: true }), patience);
  });
  const log = { ...silent, warn: (message) => told.push(message) };
  const going = faultOf(run(plan, out, { ...quick, log, signal }));
  const wrong = await Promise.race([going, hung]);
  clearTimeout(timer);
  const calls = [...made];
  attack(undefined);
  return { wrong, told, calls };
}

/** Interrupted in its second trial. */
async function interrupted(out) {
  const controller = new AbortController();
  let lines = 0;
  attack(out, undefined, (call) => {
    if (call === 'appendFile metrics.jsonl' && ++lines === 7) controller.abort();
  });
  await run(plan, out, { ...quick, signal: controller.signal });
  attack(undefined);
}

await once(at('whole'));
const expected = outcome(at('whole'));
await interrupted(at('half'));
const starts = { 'a new run': undefined, 'a run that goes on': at('half') };
const prepare = (out, start) => {
  rmSync(out, { recursive: true, force: true });
  if (start) cpSync(start, out, { recursive: true });
};
const out = at('out');
let number = 0;
for (const [name, start] of Object.entries(starts)) {
  prepare(out, start);
  const { calls } = await once(out);
  const cases = calls.flatMap((call, index) =>
    (writes.test(call) ? ['EIO', 'half ENOSPC'] : ['EIO']).map((how) => ({ call, at: index + 1, how })),
  );
  for (const { call, at, how } of cases) {
    if (number++ % Number(of) !== Number(part)) continue;
    prepare(out, start);
    const first = await once(out, { at, how });
    const what = `${name}: ${how} at ${at}, ${call.replaceAll(/[0-9a-f]{16}/g, '…')}`;
    const found = [];
    const reason = reasons[how.replace('half ', '')];
    if (first.wrong?.internal) found.push(first.wrong.message === 'hung' ? 'hung' : 'internal');
    else if (first.wrong && !first.wrong.message.includes(reason)) found.push('internal');
    else if (!first.wrong && !isSame(outcome(out), expected) && first.told.length === 0)
      found.push('different');
    const names = existsSync(out) ? readdirSync(out, { recursive: true }) : [];
    const parts = names.filter((name) => String(name).endsWith('.part'));
    if (parts.length > 0 && !/^rm /.test(call)) found.push('left');
    const second = await once(out);
    if (second.wrong) found.push(second.wrong.message === 'hung' ? 'hung' : 'lost');
    else if (!isSame(outcome(out), expected)) found.push('different');
    const printed = [
      first.wrong?.message,
      ...first.told,
      'again:',
      second.wrong?.message,
      ...second.told,
    ].join('\n');
    console.log(JSON.stringify({ what, found, printed }));
  }
}
