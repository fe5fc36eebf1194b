import { Random } from '@infomin/plugin';

/** Pairs of normal vectors whose entries correlate one by one: they share `−columns / 2 · log(1 − r²)` nats. */
export function correlated(rows: number, columns: number, r: number, stream: string) {
  const random = Random.of(11, stream);
  const a = random.fork('a').fillNormal(new Float32Array(rows * columns));
  const noise = random.fork('noise').fillNormal(new Float32Array(rows * columns));
  const b = a.map((x, i) => r * x + Math.sqrt(1 - r * r) * noise[i]!);
  return { a: { rows, columns, data: a }, b: { rows, columns, data: b } };
}
