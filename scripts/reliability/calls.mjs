// Counts what a process does to files below a folder, call by call, and lets one of them fail or be its last: loaded before
// what is attacked, for it changes `node:fs`. Unlike strace it counts what infomin asks for alone, the same in each run.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Calls below the folder so far, as words: `write .infomin-….part`. */
export const made = [];
/** What is done to the call with a number, from 1 on. @type {{ at: number, how: string } | undefined} */
let fault;
let below;
let watch;

/** Begins to count at 0; `seen` hears of each call. */
export function attack(folder, wanted, seen) {
  [below, fault, watch] = [folder, wanted, seen];
  made.length = 0;
}

const meanings = { EIO: 'i/o error', ENOSPC: 'no space left on device' };
const paths = new WeakMap();

/** Counts a call; gives what is to be done to it, if it is the one. */
function counted(name, path) {
  if (below === undefined || typeof path !== 'string' || !path.startsWith(below)) return undefined;
  made.push(`${name} ${path.slice(below.length + 1)}`);
  watch?.(made.at(-1));
  return fault?.at === made.length ? fault.how : undefined;
}

function refuse(how, name, path) {
  if (how.endsWith('kill')) process.kill(process.pid, 'SIGKILL');
  const code = how.replace('half ', '');
  throw Object.assign(new Error(`${code}: ${meanings[code]}, ${name} '${path}'`), {
    code,
    syscall: name,
    path,
  });
}

const bytesOf = (data) => (typeof data === 'string' ? Buffer.from(data) : data);
const firstHalf = (data) => bytesOf(data).subarray(0, bytesOf(data).length >> 1);

const { promises } = fs;
/** Its class is what all open files share. */
const handle = await promises.open(process.execPath);
const methods = Object.getPrototypeOf(handle);
await handle.close();

for (const name of [
  'rename',
  'link',
  'mkdir',
  'rm',
  'readdir',
  'stat',
  'readFile',
  'writeFile',
  'appendFile',
  'open',
]) {
  const original = promises[name];
  promises[name] = async (path, ...rest) => {
    const how = counted(name, path);
    if (how?.startsWith('half') && /^(write|append)File$/.test(name))
      await original(path, firstHalf(rest[0]), ...rest.slice(1));
    if (how) refuse(how, name, path);
    const result = await original(path, ...rest);
    if (name === 'open') paths.set(result, path);
    return result;
  };
}
for (const name of ['writeFile', 'readFile', 'sync', 'chmod', 'stat']) {
  const original = methods[name];
  methods[name] = async function (...rest) {
    const path = paths.get(this);
    const how = counted(`${name} of`, path);
    if (how?.startsWith('half') && name === 'writeFile') await original.call(this, firstHalf(rest[0]));
    if (how) refuse(how, name, path);
    return original.apply(this, rest);
  };
}
for (const name of ['readFileSync', 'unlinkSync']) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    const how = counted(name, path);
    if (how) refuse(how, name, path);
    return original(path, ...rest);
  };
}
syncBuiltinESMExports();
