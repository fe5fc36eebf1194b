import { type OpenDataset, Random } from '@infomin/plugin';

/**
 * How many clips of `ColorfulMovingMnist` are rendered per second, read as a training does it: `inFlight` batches are
 * asked for ahead. The first batches, in which threads start and code is compiled, don't count.
 */
export async function measureClipRate(
  { splits }: OpenDataset,
  { batch = 128, batches = 80, inFlight = 2 }: { batch?: number; batches?: number; inFlight?: number } = {},
): Promise<number> {
  const train = splits.train!;
  const random = Random.of(0, 'measure');
  const read = (number: number) =>
    train.read({
      column: 'clip',
      rows: Int32Array.from({ length: batch }, (_, i) => (number * batch + i) % train.size),
      args: {},
      random,
    });
  const readAll = async (count: number) => {
    const underWay: ReturnType<typeof read>[] = [];
    for (let number = 0; number < count; number++) {
      underWay.push(read(number));
      if (underWay.length >= inFlight) await underWay.shift();
    }
    await Promise.all(underWay);
  };
  await readAll(10);
  const start = performance.now();
  await readAll(batches);
  return (batch * batches) / ((performance.now() - start) / 1000);
}
