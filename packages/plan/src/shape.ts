import { type Plan, planFormat } from './plan.js';

type Check = (value: unknown, depth: number) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const record: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Names a folder, and no other place. */
const folder: Check = (value) => typeof value === 'string' && /^(?!\.\.?$)[\w.-]{1,200}$/.test(value);

const list =
  (item: Check): Check =>
  (value, depth) =>
    Array.isArray(value) && value.every((part) => item(part, depth));

const fields =
  (table: Readonly<Record<string, Check>>): Check =>
  (value, depth) =>
    record(value, depth) &&
    Object.entries(table).every(([key, check]) => check((value as Record<string, unknown>)[key], depth));

/** No file nests deeper, and what walks through arguments would not come back. */
const DEEPEST = 100;

/** Anything of JSON, not too deep. */
const shallow: Check = (value, depth) =>
  depth < DEEPEST &&
  (typeof value !== 'object' ||
    value === null ||
    Object.values(value).every((part) => shallow(part, depth + 1)));

const call: Check = (value, depth) =>
  fields({ call: text, args: record })(value, depth) && shallow(value, depth);
const params: Check = (value, depth) => record(value, depth) && shallow(value, depth);
const type = fields({ kind: text, dims: list(() => true) });
const state: Check = (value, depth) =>
  record(value, depth) &&
  Object.values(value as object).every((spec) => fields({ shape: list(number) })(spec, depth));

const trial = fields({
  id: folder,
  params,
  seed: number,
  training: text,
  hash: text,
  datasets: list(fields({ id: text, name: text, call })),
  batches: list(fields({ id: text, name: text, dataset: text })),
  models: list(fields({ id: text, name: text, role: text, call, input: type, output: type, state })),
  nodes: list((value, depth) => {
    const { op, call: made } = Object(value) as Readonly<Record<string, unknown>>;
    const calls = op === 'view' || op === 'term' || made !== undefined;
    return fields({ id: text, op: text, type })(value, depth) && (!calls || call(made, depth));
  }),
  stages: list(fields({ id: text, objective: text, value: text, min: list(text), max: list(text) })),
  probes: list(fields({ name: text, call, operands: list(text) })),
});

const imported = fields({ name: text, file: text, hash: text, trials: list(text), options: list(text) });

const plan = fields({
  file: text,
  hash: text,
  plugins: list(
    fields({ name: text, version: text, path: (value) => value === undefined || text(value, 0) }),
  ),
  params,
  sweeps: list(fields({ param: text, values: list(shallow) })),
  trials: list(trial),
  imports: (value, depth) => value === undefined || list(imported)(value, depth),
});

/** Whether a value that anybody may have written has the parts of a plan of this format. */
export function isPlan(value: unknown): value is Plan {
  return (value as Plan | null)?.format === planFormat && plan(value, 0);
}
