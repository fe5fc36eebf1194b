/**
 * Single-token slips: `node packages/compiler/test/slips.mjs [count]` makes so many (1,000) mutations of the good cases, one
 * token left out, doubled, replaced or put in, and prints the share of those with an error that have at most two.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, memoryHost } from '@infomin/compiler';
import { Random } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';

const count = Number(process.argv[2] ?? 1000);
const root = join(import.meta.dirname, 'cases');
const read = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.infomin'))
    .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]);
const files = Object.fromEntries(['good', 'imported'].flatMap(read));
const good = read('good').filter(([, text]) => !text.includes('//! '));
const plugins = Object.fromEntries([core, datasets, probes, vision].map((plugin) => [plugin.name, plugin]));

const random = Random.of(14, 'slips');
let broken = 0;
let few = 0;
const worst = [];
for (let i = 0; i < count; i++) {
  const draw = random.at(i);
  const [path, text] = good[draw.int(good.length)];
  const tokens = text.match(/\/\/.*|"[^"]*"|[\w.]+|\s+|\|>|[^\w\s]/g) ?? [];
  const places = tokens.flatMap((token, at) => (/^(\s|\/\/)/.test(token) ? [] : [at]));
  if (places.length === 0) continue;
  const at = places[draw.int(places.length)];
  const other = tokens[places[draw.int(places.length)]];
  const how = draw.int(4);
  tokens.splice(at, 1, ...[[], [tokens[at], ' ', tokens[at]], [other], [other, ' ', tokens[at]]][how]);
  const host = memoryHost({ files: { ...files, [path]: tokens.join('') }, plugins });
  const { diagnostics } = await compile(path, host);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) continue;
  broken++;
  if (errors.length <= 2) few++;
  else worst.push([errors.length, path, at, how, errors.map(({ code }) => code).join(' ')]);
}
worst.sort(([a], [b]) => b - a);
for (const [errors, path, at, how, codes] of worst.slice(0, 15)) {
  console.log(`${errors} errors: ${path}, token ${at}, slip ${how}: ${codes}`);
}
console.log(`${few} of ${broken} slips with errors have at most two: ${((100 * few) / broken).toFixed(1)} %`);
