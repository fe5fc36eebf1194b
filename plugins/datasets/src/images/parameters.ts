import {
  classOf,
  type DatasetDescription,
  image,
  type Problem,
  problem,
  type SplitSignature,
} from '@infomin/plugin';
import { z } from 'zod';
import { describeLimited, limitParameter } from '../storage/limit.js';
import { type SplitName, splitNames } from './split-names.js';

// What datasets of image files have in common: ImageFolder and its like.

const size = z
  .int()
  .min(1)
  .max(4096)
  .optional()
  .meta({ unit: 'pixels' })
  .describe('side of the square all images are brought to; their own sizes if left out');

const splits = z
  .array(z.enum(splitNames))
  .min(1)
  .default([...splitNames])
  .describe('the splits that the data have');

/** The parameter `testSplit`, for data that come without a test split. */
export const testSplitParameter = z
  .number()
  .gt(0)
  .lt(1)
  .optional()
  .describe('share of the images that is the test split, where the data have none');

/** Parameters that follow those which say where the images lie. */
export const imageParameters = { size, splits, testSplit: testSplitParameter, limit: limitParameter };

export interface ImageArgs {
  readonly size?: number | undefined;
  readonly splits: readonly SplitName[];
  readonly testSplit?: number | undefined;
  readonly limit?: number | undefined;
}

/** A paragraph of documentation on {@link imageParameters}. */
export const imageDoc = `The images keep their sizes, \`Image[?, ?, 3]\`, until a view operation fixes them; with \`size\` they are scaled and cut
about the centre to \`Image[size, size, 3]\`. Grey images become RGB, transparency becomes black, a camera's orientation is applied.
JPEG, PNG, WebP, AVIF, TIFF (8 or 16 bits) and GIF, by their content, up to 100 million pixels each; of several frames or pages the
first. They are decoded when a batch needs them and kept up to 512 MB.`;

/** A paragraph of documentation on how `testSplit` and `limit` choose rows. */
export const choiceDoc = `With \`testSplit: 0.1\` a tenth of the images is \`test\` and the others are \`train\`: of each class its share, chosen by
hashes of the images' names, so that every seed and every machine is scored on the same images. \`limit: 1000\` leaves at most
1,000 rows of each split, evenly spread over its rows, after that choice: a small version of an experiment needs no other data.`;

/** Columns and splits of a dataset of image files. */
export function describeImages(
  { size, splits: named, testSplit, limit }: ImageArgs,
  docs: { readonly splits: Readonly<Record<SplitName, string>>; readonly label: string },
): DatasetDescription | Problem {
  if (testSplit !== undefined && named.length < splitNames.length) {
    return problem('testSplit draws train and test; splits says which of them the data have', {
      suggestion: 'Leave out one of the two.',
    });
  }
  const side = size ?? '?';
  return {
    columns: {
      image: { type: image(side, side, 3), doc: 'the photograph, RGB' },
      label: { type: classOf('?'), doc: docs.label },
    },
    splits: describeLimited(
      testSplit === undefined ? givenSplits(named, docs.splits) : describeDrawn(testSplit),
      limit,
    ),
  };
}

function givenSplits(
  named: readonly SplitName[],
  docs: Readonly<Record<SplitName, string>>,
): Record<string, SplitSignature> {
  const present = splitNames.filter((name) => named.includes(name));
  const heldOut = (name: SplitName) => name === 'train' && named.includes('val') && { heldOut: 'val' };
  return Object.fromEntries(present.map((name) => [name, { doc: docs[name], ...heldOut(name) }]));
}

/** The splits that `testSplit` draws. */
export function describeDrawn(testSplit: number): Record<string, SplitSignature> {
  const percent = `${Number((100 * testSplit).toFixed(2))} %`;
  return {
    train: { doc: 'the images that are not in test' },
    test: { doc: `${percent} of the images, the same for every seed` },
  };
}
