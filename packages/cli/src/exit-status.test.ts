import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputs, shell, shellEnv } from '../test/shell.js';

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'infomin-exit-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const read = (name: string) => readFileSync(join(out, name), 'utf8');
const statuses = (): string[] =>
  JSON.parse(read('run/results.json')).trials.map(({ status }: { status: string }) => status);

/** Runs `command` with standard output, or with `to` something else, going to a reader that is gone already. */
function readerGone(command: string, to = '') {
  return shell(
    `{ until [ -e "$OUT/gone" ]; do sleep 0.01; done; ${command} ${to}; echo $? > "$OUT/status"; } |
      { exec <&-; : > "$OUT/gone"; until [ -e "$OUT/status" ]; do sleep 0.01; done; }`,
    { OUT: out },
  );
}

it('ends in silence, but not with 0, where the reader of its output is gone', () => {
  const { stderr } = readerGone('infomin compile good.infomin');
  expect(read('status')).toBe('141\n');
  expect(stderr).toBe('');
});

it('is not done where its JSON document could not be given, though the run is', () => {
  readerGone('infomin run bars.infomin --engine cpu --out "$OUT/run" --json', '2> "$OUT/told"');
  expect(read('status')).toBe('141\n');
  expect(read('told')).toContain('engine cpu; files in');
  expect(statuses()).toEqual(['done']);
});

it.each(['1', '2'])('runs to its end, %s trial at a time, where standard error leads nowhere', (jobs) => {
  const command = `infomin run alike.infomin --engine cpu --jobs ${jobs} --out "$OUT/run"`;
  readerGone(command, '2>&1 > /dev/null');
  expect(read('status')).toBe('0\n');
  expect(statuses()).toEqual(['done', 'collapsed']);
});

it.runIf(existsSync('/dev/full'))('tells a full disk behind standard output', () => {
  const { status, stderr } = shell('infomin compile good.infomin > /dev/full');
  expect(stderr).toBe(
    'error: standard output could not be written: the disk is full\n' +
      '  help: Make room, then give the same command again.\n',
  );
  expect(status).toBe(1);
});

it('says that the working directory is gone', () => {
  const { status, stderr } = shell(
    'file="$PWD/bars.infomin"; mkdir "$OUT/gone"; cd "$OUT/gone"; rmdir "$OUT/gone"; infomin run "$file" --engine cpu',
    { OUT: out },
  );
  expect([status, stderr]).toEqual([
    1,
    'error: the working directory is not there any more\n  help: Change to one that is there.\n',
  ]);
});

it('counts on every byte: a disk that takes the first part of the output only is full', () => {
  // Blocks of 512 or 1024 bytes, and the output has over 20,000.
  const { status, stderr } = shell('ulimit -f 8; infomin compile good.infomin > "$OUT/plan.json"', {
    OUT: out,
  });
  expect(stderr).toContain('error: standard output could not be written: it would be larger');
  expect(status).toBe(1);
});

it.each(['1', '2'])('names what a trial waits for that never comes, with %s at a time', (jobs) => {
  const { status, stderr } = shell(`infomin run never.infomin --engine cpu --jobs ${jobs} --out "$OUT/run"`, {
    OUT: out,
  });
  expect(status).toBe(1);
  const failed = (at: string, what: string) =>
    `${at}: Never of never failed: ${what} never ends: its promise is open and nothing is left`;
  expect(stderr).toContain(
    `(at: .opening, seed: 0): ${failed('never.infomin:8:1', 'opening dataset Never')}`,
  );
  expect(stderr).toContain(`(at: .reading, seed: 0): ${failed('never.infomin:12:12', 'reading image')}`);
  expect(statuses()).toEqual(['failed', 'failed']);
  expect(existsSync(join(out, 'run/run.lock'))).toBe(false);
});

it.each([
  ['await new Promise(() => {})', 'own.js never ends: its promise is open'],
  [
    'process.exit(0)',
    '`infomin check` ended before it was done: something, a plugin perhaps, called process.exit',
  ],
])('does not pass a plugin that does `%s`', (text, told) => {
  writeFileSync(join(out, 'own.js'), text);
  writeFileSync(join(out, 'own.infomin'), 'use "./own.js"\n');
  const { status, stderr } = shell('infomin check --trust "$OUT/own.infomin"', { OUT: out });
  expect(stderr).toContain(told);
  expect(status).toBe(1);
});

it('does not end with 0 where nobody knows what it waits for', () => {
  const preload =
    'data:text/javascript,process.stdin[Symbol.asyncIterator]=()=>({next:()=>new(Promise)(()=>{})})';
  const { status, stdout, stderr } = shell('infomin fmt - --json', { NODE_OPTIONS: `--import ${preload}` });
  const why = '`infomin fmt` ended before it was done: it waits for a promise that never settles';
  expect(stderr).toContain(why);
  expect(JSON.parse(stdout).error.message).toContain(why);
  expect(status).toBe(1);
});

const hasScript = shell('script --version').stdout.includes('util-linux');

it.runIf(hasScript).each([
  // What shells do when they are told that their terminal is gone.
  ['ends the run after its step', 1_000_000, 'trap "kill -HUP $RUN" HUP', '1\n', 'interrupted'],
  ['leaves a run that is to ignore it', 500, '', '0\n', 'done'],
])('a terminal that goes away %s', async (_name, steps, passOn, status, result) => {
  const long = readFileSync(join(inputs, 'long.infomin'), 'utf8');
  writeFileSync(
    join(out, 'long.infomin'),
    long.replace('./plugin.js', join(inputs, 'plugin.js')).replace('1_000_000', `${steps}`),
  );
  writeFileSync(
    join(out, 'shell.sh'),
    `trap "" HUP
    ${passOn === '' ? '' : 'trap - HUP'}
    "$NODE" "$BIN" run "$OUT/long.infomin" --engine cpu --out "$OUT/run" &
    RUN=$!
    ${passOn}
    wait $RUN; wait $RUN
    echo $? > "$OUT/status"`,
  );
  const terminal = spawn('script', ['-qfc', 'exec sh "$OUT/shell.sh"', '/dev/null'], {
    cwd: inputs,
    env: shellEnv({ OUT: out }),
    stdio: 'ignore',
  });
  await until(() => existsSync(join(out, 'run/metrics.jsonl')));
  terminal.kill('SIGKILL');
  await until(() => existsSync(join(out, 'status')) && read('status') !== '');
  expect(read('status')).toBe(status);
  expect(statuses()).toEqual([result]);
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
}
