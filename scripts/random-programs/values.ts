/** Arguments drawn from what the parameters of a constructor expect, as a file writes them and as a schema takes them. */
import { describeParameters, type Expectation } from '../../packages/compiler/src/index.js';
import type { ConstructorKind, Signature } from '../../packages/plugin/src/index.js';

/** Draws numbers from [0, 1). */
export type Draw = () => number;

export interface Written {
  readonly text: string;
  readonly value: unknown;
}

export interface DrawnCall {
  readonly signature: Signature;
  readonly text: string;
  readonly args: never;
}

/** What would take long or is heavy by its default; all else is drawn. */
const small: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ResNet: { width: 2, dim: 4 },
  ViT: { patch: 4, blocks: 1, dim: 4 },
  AlexNet: { width: 0.05 },
  Flow: { blocks: 1, hidden: 4 },
  Viewmaker: { blocks: 1, hidden: 4 },
  Textures: { size: 16, images: 20, testImages: 12 },
  CorrelatedGaussians: { rows: 20, testRows: 12 },
  SharedBits: { bits: 12, rows: 20, testRows: 12 },
  Sprites: { size: 16, positions: 3, rows: 20, testRows: 12 },
  FineTune: { epochs: 1 },
  LinearProbe: { maxIterations: 5 },
  LogUniform: { count: 2 },
  Uniform: { count: 2 },
  SIGReg: { slices: 4 },
};

export function pick<T>(draw: Draw, list: readonly T[]): T {
  return list[Math.floor(draw() * list.length)]!;
}

/** A constructor with drawn arguments; `undefined` where its schema refuses them, or they need what a file has elsewhere. */
export function drawCall(
  signature: Signature,
  draw: Draw,
  among: readonly Signature[],
): DrawnCall | undefined {
  const written: [string, Written][] = [];
  for (const { name, required, expectation } of describeParameters(signature.parameters)) {
    const fixed = small[signature.name]?.[name];
    if (fixed !== undefined) written.push([name, { text: String(fixed), value: fixed }]);
    else if (required || draw() < 0.4) {
      const drawn = drawValue(expectation, draw, among);
      if (drawn !== undefined) written.push([name, drawn]);
      else if (required) return undefined;
    }
  }
  const parsed = signature.parameters.safeParse(
    Object.fromEntries(written.map(([name, { value }]) => [name, value])),
  );
  if (!parsed.success) return undefined;
  const text = written.map(([name, value]) => `${name}: ${value.text}`).join(', ');
  return { signature, text: `${signature.name}(${text})`, args: parsed.data as never };
}

function drawValue(expectation: Expectation, draw: Draw, among: readonly Signature[]): Written | undefined {
  switch (expectation.is) {
    case 'number': {
      const value = drawNumber(expectation, draw);
      return { text: String(value), value };
    }
    case 'boolean': {
      const value = draw() < 0.5;
      return { text: String(value), value };
    }
    case 'symbol': {
      const value = pick(draw, expectation.members);
      return { text: `.${value}`, value };
    }
    case 'range': {
      const [from, to] = [drawn(draw, 0.1, 0.5), drawn(draw, 0.5, 1)];
      return { text: `${from}..${to}`, value: { from, to } };
    }
    case 'list': {
      const items = Array.from({ length: 1 + Math.floor(draw() * 3) }, () =>
        drawValue(expectation.item, draw, among),
      ).filter((item) => item !== undefined);
      return {
        text: `[${items.map(({ text }) => text).join(', ')}]`,
        value: items.map(({ value }) => value),
      };
    }
    case 'union':
      return drawValue(pick(draw, expectation.options), draw, among);
    case 'constructor': {
      const call = drawOne(among, expectation.kinds, draw);
      return call && { text: call.text, value: { ...call, id: call.signature.name } };
    }
    default:
      return undefined;
  }
}

/** A call of some constructor of these kinds. */
function drawOne(
  among: readonly Signature[],
  kinds: readonly ConstructorKind[],
  draw: Draw,
): DrawnCall | undefined {
  const fitting = among.filter(({ kind }) => kinds.includes(kind));
  return fitting.length === 0 ? undefined : drawCall(pick(draw, fitting), draw, among);
}

function drawNumber({ integer, limits }: Extract<Expectation, { is: 'number' }>, draw: Draw): number {
  const least = limits.min ?? (integer ? 1 : 0);
  if (!integer) return drawn(draw, least, Math.min(limits.max ?? 1, least + 1));
  return least + Math.floor(draw() * (Math.min(limits.max ?? least + 15, least + 15) - least + 1));
}

/** Inside of an interval, with two digits. */
function drawn(draw: Draw, from: number, to: number): number {
  return Number((from + (0.05 + 0.9 * draw()) * (to - from)).toFixed(2));
}
