import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { shell } from '../test/shell.js';
import { writeOutput } from './output-file.js';

let folder: string;
let run: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-output-'));
  run = join(folder, 'run');
  const { status, stderr } = shell('infomin run bars.infomin --engine cpu --quiet --out "$RUN"', {
    RUN: run,
  });
  expect(status, stderr).toBe(0);
}, 60_000);
beforeEach(() => rmSync(join(folder, 'files'), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const disk = () => {
  const path = join(folder, 'files');
  mkdirSync(path);
  return path;
};

/** A file system of its own, gone with the process, is for root or where anybody may be it among themselves. */
const mounting = ['unshare', process.getuid?.() === 0 ? '-m' : '-rm'];
const canMount = shell('mount -t tmpfs none /tmp', {}, mounting).status === 0;
/** A root that rights hold for. */
const heeding = [...mounting, 'setpriv', '--bounding-set', '-dac_override'];
const canHeed = shell('true', {}, heeding).status === 0;

/** 3,900 bytes, and 4,500 laid out: more than the block that a file of the former gives free. */
const untidy = Array.from({ length: 300 }, (_, i) => `param a${100 + i}=1\n`).join('');

const commands = [
  ['fmt', 'infomin fmt "$DISK/old"', 'old'],
  ['compile', 'infomin compile good.infomin -o "$DISK/old"', 'old'],
  ['export', 'infomin export "$RUN" --model f -o "$DISK/old"', 'old'],
  ['docs', 'mkdir "$DISK/p"; mv "$DISK/old" "$DISK/p/index.md"; infomin docs -o "$DISK/p"', 'p/index.md'],
] as const;

it.runIf(canMount).each(commands)(
  'leaves the old file whole where the disk is full, removes what it began, and says so: %s',
  (_name, command, old) => {
    const { stdout, stderr } = shell(
      `mount -t tmpfs -o size=64k none "$DISK"
      printf %s "$OLD" > "$DISK/old"
      cp "$DISK/old" "$DISK/same"
      cat /dev/zero > "$DISK/fill" 2>"$DISK/null"
      ${command}
      echo "status $?"
      cmp "$DISK/same" "$DISK/${old}" && echo whole
      find "$DISK" -name '*.part'`,
      { DISK: disk(), RUN: run, OLD: untidy },
      mounting,
    );
    expect(stdout).toBe('status 1\nwhole\n');
    expect(stderr).toBe(
      `error: ${join(folder, 'files', old)} could not be written: the disk is full\n` +
        '  help: Make room, then give the same command again.\n',
    );
  },
);

it.runIf(canMount)('says where a disk can only be read', () => {
  const { status, stderr } = shell(
    `mount -t tmpfs none "$DISK"
    cp untidy.infomin "$DISK/old"
    mount -o remount,ro "$DISK"
    infomin fmt "$DISK/old"`,
    { DISK: disk() },
    mounting,
  );
  expect(stderr).toMatch(/files\/old could not be written: .*files\/old can only be read\n {2}help: /);
  expect(status).toBe(1);
});

it.runIf(canMount && canHeed).each([
  ['folder', 'chmod 500 "$DISK"'],
  ['file', 'chmod 400 "$DISK/old"'],
])('says where the %s gives no right to write', (_name, protect) => {
  const path = disk();
  const { status, stderr } = shell(
    `cp untidy.infomin "$DISK/old"; ${protect}; infomin fmt "$DISK/old"`,
    { DISK: path },
    heeding,
  );
  chmodSync(path, 0o700);
  expect(stderr).toMatch(/files\/old could not be written: you may not write to .*files/);
  expect(status).toBe(1);
  expect(readdirSync(path)).toEqual(['old']);
});

it.runIf(canMount)('says of a run which of its files the disk did not take', () => {
  const { status, stderr } = shell(
    'mount -t tmpfs -o size=32k none "$DISK"; infomin run bars.infomin --engine cpu --quiet --out "$DISK/run"',
    { DISK: disk() },
    mounting,
  );
  expect(stderr).toMatch(
    /^error: .*files\/run\/\S+ could not be written: the disk is full\n {2}help: Make room/m,
  );
  expect(stderr).not.toContain('internal error');
  expect(status).toBe(1);
});

it('keeps mode and links, also a link to a file that is not there yet', async () => {
  const path = disk();
  const [file, link, open] = ['file', 'link', 'open'].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, 'old', { mode: 0o640 });
  symlinkSync('file', link);
  symlinkSync('new/file', open);
  const { ino } = statSync(file);
  await writeOutput(link, 'new');
  await writeOutput(open, new Uint8Array([111, 107]));
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  // Whoever reads the old one goes on reading it.
  expect(statSync(file).ino).not.toBe(ino);
  expect(lstatSync(open).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(path, 'new/file'), 'utf8')).toBe('ok');
});

it('refuses a folder, and leaves nothing beside it', async () => {
  const path = disk();
  mkdirSync(join(path, 'folder'));
  await expect(writeOutput(join(path, 'folder'), 'text')).rejects.toMatchObject({
    message: `${join(path, 'folder')} could not be written: it is a folder`,
  });
  expect(readdirSync(path)).toEqual(['folder']);
});

it('removes what a command that was killed left half-written, once it is a day old', async () => {
  const path = disk();
  const part = (digit: string) => join(path, `.infomin-${digit.repeat(16)}.part`);
  for (const digit of ['0', '1']) writeFileSync(part(digit), 'half');
  const before = Date.now() / 1000 - 100_000;
  utimesSync(part('0'), before, before);
  await writeOutput(join(path, 'file'), 'text');
  expect(readdirSync(path)).toEqual(['.infomin-1111111111111111.part', 'file']);
});

it('writes to a pipe as it is', () => {
  const { stdout } = shell('infomin compile good.infomin -o /dev/stdout | head -c 1');
  expect(stdout).toBe('{');
});
