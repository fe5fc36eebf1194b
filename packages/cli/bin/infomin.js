#!/usr/bin/env node
// Starts the bundle with the code that V8 compiled for an earlier command: compiling it anew takes as long as checking a
// file. Node keeps compiled code by itself only from 22.8 on.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

// In Node 20, what only reads files is done before optimised code pays: making it takes a quarter of the time that a
// check of 300 lines takes. Code that goes on running is optimised later.
const reads = ['check', 'fmt', 'compile', 'graph', 'explain'].includes(process.argv[2]);
if (reads && process.version.startsWith('v20.')) setFlagsFromString('--interrupt-budget=4000000');

const dist = join(__dirname, '../dist');
const filename = join(dist, 'infomin.cjs');
const kept = join(dist, `infomin-${process.version}-${process.arch}.cache`);
// V8 refuses code that was compiled by another version or under other flags.
const cachedData = readKept();
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
const { start } = script.runInThisContext()(createRequire(filename), filename, (name) => import(name));

// Whoever loads this file may wait for the command's end.
module.exports = start().then(() => {
  if (process.argv[2] === 'check' && (cachedData === undefined || script.cachedDataRejected)) keep();
});

/** Compiled code, whose checksum follows it: V8 does not survive code that was damaged. */
function readKept() {
  try {
    const bytes = readFileSync(kept);
    const code = bytes.subarray(0, -4);
    return bytes.readUInt32LE(code.length) === crc32(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what is compiled by now; where the folder is read-only, nothing. */
function keep() {
  const code = script.createCachedData();
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(code));
  const written = `${kept}.${process.pid}`;
  try {
    writeFileSync(written, Buffer.concat([code, checksum]));
    renameSync(written, kept);
  } catch {}
}
