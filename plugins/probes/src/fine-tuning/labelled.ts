import type { Random } from '@infomin/plugin';

/** A share of the rows of each class, at least one, drawn; ascending. */
export function labelledRows(labels: Int32Array, share: number, random: Random): Int32Array {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, row) => {
    if (!byClass.has(label)) byClass.set(label, []);
    byClass.get(label)!.push(row);
  });
  const chosen = [...byClass].flatMap(([label, rows]) => {
    const order = random.at(label).permutation(rows.length);
    const count = Math.max(1, Math.round(share * rows.length));
    return Array.from(order.subarray(0, count), (place) => rows[place]!);
  });
  return Int32Array.from(chosen).sort();
}
