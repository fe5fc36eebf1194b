// Commands one after another in one process, each with the program loaded anew: `node several.cjs INFOMIN '[["check", "a.infomin"], …]'`.
// Prints a line of JSON for each: `code` and what it `printed`.
const [, , program, commands] = process.argv;

async function run(args) {
  let printed = '';
  const collect = (chunk, encoding, done) => {
    printed += chunk;
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  };
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(({ write }) => write);
  for (const stream of streams) stream.write = collect;
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  delete require.cache[program];
  await require(program);
  for (const [i, stream] of streams.entries()) stream.write = writes[i];
  console.log(JSON.stringify({ code: process.exitCode ?? 0, printed }));
}

// Each command listens to them anew.
for (const emitter of [process, process.stdout, process.stderr]) emitter.setMaxListeners(0);

(async () => {
  for (const args of JSON.parse(commands)) await run(args);
  process.exitCode = 0;
})();
