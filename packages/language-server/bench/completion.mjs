// Time from a keystroke to the proposals in a file of 2,000 lines, through the protocol: what an editor waits for.
//
//   node packages/language-server/bench/completion.mjs [--keystrokes 200] [--lines 2000]
//
// Prints one JSON document: milliseconds between sending the change and having its completion, median and others.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { bundleServer } from '../scripts/bundle.mjs';

const { values } = parseArgs({
  options: { keystrokes: { type: 'string', default: '200' }, lines: { type: 'string', default: '2000' } },
});
const keystrokes = Number(values.keystrokes);
const lines = Number(values.lines);
/** Between two keystrokes of somebody who types fast, in milliseconds. */
const pause = 80;

/** A file of experiments as people write them, over and over. */
function program() {
  const text = [
    'use "@infomin/plugin-datasets"',
    'use "@infomin/plugin-vision"',
    'use "@infomin/plugin-probes"',
    '',
  ];
  for (let i = 0; text.length < lines; i++) {
    text.push(
      `dataset d${i} = Mnist()`,
      `batch b${i} ~ d${i}.train`,
      `view v${i} = b${i}.image |> RandomCrop(20) |> Noise(0.1)`,
      `view w${i} = b${i}.image |> RandomCrop(20) |> Noise(0.1)`,
      `encoder f${i} = ConvNet(channels: [16, 32, 64], dim: 64)`,
      `objective o${i} = max f${i}: I_NCE(f${i}(v${i}); f${i}(w${i}), temperature: 0.1)`,
      '',
      `train o${i} {`,
      '  epochs: 3',
      '  batch: 256',
      '  optimizer: Adam(lr: 1e-3)',
      '}',
      '',
    );
  }
  return text.slice(0, lines);
}

const folder = mkdtempSync(join(tmpdir(), 'infomin-bench-'));
const module = join(folder, 'server.mjs');
await bundleServer(module);
const server = spawn(process.execPath, [module, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const connection = createProtocolConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
const checked = new Map();
let resume = () => {};
connection.onNotification('textDocument/publishDiagnostics', ({ version }) => {
  checked.set(version, performance.now());
  resume();
});
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
await connection.sendNotification('initialized', {});

const text = program();
const uri = pathToFileURL(join(folder, 'large.infomin')).href;
const opened = performance.now();
await connection.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'infomin', version: 1, text: text.join('\n') },
});
while (!checked.has(1))
  await new Promise((done) => {
    resume = done;
  });
const firstCheck = checked.get(1) - opened;

// Typed again and again in the middle of the file, letter by letter; every letter asks for proposals.
const typed = '\nview x = b7.image |> RandomResizedCrop(32, scale: 0.2..1.0) |> Noise(0.1)';
const line = text.findIndex((row, i) => i > lines / 2 && row === '');
let version = 1;
let position = { line, character: 0 };
const times = [];
let proposals = 0;
for (let i = 0; i < keystrokes; i++) {
  const letter = typed[i % typed.length];
  const started = performance.now();
  version++;
  void connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: position, end: position }, text: letter }],
  });
  position =
    letter === '\n'
      ? { line: position.line + 1, character: 0 }
      : { ...position, character: position.character + 1 };
  const items = await connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
  times.push(performance.now() - started);
  proposals += items.length;
  await new Promise((done) => setTimeout(done, pause));
}
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
connection.dispose();
rmSync(folder, { recursive: true, force: true });

const sorted = times.toSorted((a, b) => a - b);
const at = (share) =>
  Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2));
const result = {
  measure: 'completion after a keystroke, milliseconds',
  lines,
  keystrokes,
  median: at(0.5),
  p95: at(0.95),
  max: at(1),
  target: 50,
  first_check: Number(firstCheck.toFixed(0)),
  proposals_per_keystroke: Number((proposals / keystrokes).toFixed(1)),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
