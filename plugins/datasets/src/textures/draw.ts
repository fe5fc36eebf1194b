import type { Random } from '@infomin/plugin';

/** How much of the second colour a point has, 0..1. Coordinates run from 0 to 1 across the image. */
type Field = (x: number, y: number) => number;

const wave = (turns: number) => 0.5 + 0.5 * Math.cos(2 * Math.PI * turns);
const stripes = (random: Random): ((along: number) => number) => {
  const frequency = random.uniform(3, 8);
  const phase = random.uniform();
  return (along) => wave(frequency * along + phase);
};

/** One per class, in the order of the class index: draws what varies within the class. */
const fields: readonly ((random: Random) => Field)[] = [
  function horizontal(random) {
    const at = stripes(random);
    return (_, y) => at(y);
  },
  function vertical(random) {
    const at = stripes(random);
    return (x) => at(x);
  },
  function diagonal(random) {
    const at = stripes(random);
    return (x, y) => at((x + y) * Math.SQRT1_2);
  },
  function checkerboard(random) {
    const squares = random.uniform(4, 10);
    const [px, py] = [random.uniform(), random.uniform()];
    return (x, y) => (Math.floor(squares * x + px) + Math.floor(squares * y + py)) & 1;
  },
  function dots(random) {
    const count = random.uniform(3, 8);
    const radius = random.uniform(0.2, 0.35);
    const [px, py] = [random.uniform(), random.uniform()];
    return (x, y) => {
      const u = count * x + px;
      const v = count * y + py;
      return Math.hypot(u - Math.floor(u) - 0.5, v - Math.floor(v) - 0.5) < radius ? 1 : 0;
    };
  },
  function rings(random) {
    const at = stripes(random);
    const [cx, cy] = [random.uniform(0.2, 0.8), random.uniform(0.2, 0.8)];
    return (x, y) => at(Math.hypot(x - cx, y - cy));
  },
  function rays(random) {
    const count = 5 + random.int(8);
    const phase = random.uniform();
    const [cx, cy] = [random.uniform(0.2, 0.8), random.uniform(0.2, 0.8)];
    return (x, y) => wave((count * Math.atan2(y - cy, x - cx)) / (2 * Math.PI) + phase);
  },
  function waves(random) {
    const at = stripes(random);
    const bends = random.uniform(1.5, 3);
    const phase = random.uniform();
    const height = random.uniform(0.08, 0.16);
    return (x, y) => at(y + height * Math.sin(2 * Math.PI * (bends * x + phase)));
  },
  function clouds(random) {
    const cells = 3 + random.int(4);
    const side = 2 * cells + 2;
    const lattice = random.fillUniform(new Float32Array(2 * side * side));
    const octave = (from: number, x: number, y: number) => {
      const [i, j] = [Math.floor(x), Math.floor(y)];
      const [s, t] = [smooth(x - i), smooth(y - j)];
      const at = from + j * side + i;
      const top = lattice[at]! * (1 - s) + lattice[at + 1]! * s;
      const bottom = lattice[at + side]! * (1 - s) + lattice[at + side + 1]! * s;
      return top * (1 - t) + bottom * t;
    };
    return (x, y) =>
      (2 * octave(0, cells * x, cells * y) + octave(side * side, 2 * cells * x, 2 * cells * y)) / 3;
  },
  function cells(random) {
    const seeds = random.fillUniform(new Float32Array(2 * (8 + random.int(16))), -0.1, 1.1);
    return (x, y) => {
      let nearest = 4;
      let second = 4;
      for (let i = 0; i < seeds.length; i += 2) {
        const dx = x - seeds[i]!;
        const dy = y - seeds[i + 1]!;
        const d = dx * dx + dy * dy;
        if (d < nearest) {
          second = nearest;
          nearest = d;
        } else if (d < second) second = d;
      }
      return Math.min(1, 10 * (Math.sqrt(second) - Math.sqrt(nearest)));
    };
  },
];

const smooth = (t: number) => t * t * (3 - 2 * t);

/** How many classes {@link drawTexture} knows. */
export const textureClasses = fields.length;

/** Draws a texture of a class, `[size, size, 3]`, values up to 0.7 · 255. */
export function drawTexture(label: number, size: number, random: Random): Uint8Array {
  const [r0, g0, b0] = colour(random);
  let [r1, g1, b1] = colour(random);
  // Colours too alike would hide the texture.
  while (Math.abs(r0 - r1) + Math.abs(g0 - g1) + Math.abs(b0 - b1) < 120) [r1, g1, b1] = colour(random);
  const field = fields[label]!(random);
  const out = new Uint8Array(size * size * 3);
  let at = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const t = field((x + 0.5) / size, (y + 0.5) / size);
      out[at++] = r0 + (r1 - r0) * t;
      out[at++] = g0 + (g1 - g0) * t;
      out[at++] = b0 + (b1 - b0) * t;
    }
  }
  return out;
}

function colour(random: Random): [number, number, number] {
  return [random.uniform(0, 178), random.uniform(0, 178), random.uniform(0, 178)];
}
