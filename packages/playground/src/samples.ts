import galleryDigits from './samples/gallery-digits.infomin';
import galleryTextures from './samples/gallery-textures.infomin';
import gaussians from './samples/gaussians.infomin';
import quickstart from './samples/quickstart.infomin';
import reverseU from './samples/reverse-u.infomin';
import table1 from './samples/table-1.infomin';

/** What a slider or a choice may give a parameter. */
export type Range =
  | { readonly min: number; readonly max: number; readonly step: number }
  | { readonly values: readonly string[] };

export interface Sample {
  readonly title: string;
  /** What to try with it. */
  readonly about: string;
  readonly text: string;
  /** What is shown first; the graph if left out. */
  readonly panel?: 'views';
  readonly ranges: Readonly<Record<string, Range>>;
}

const steps = { min: 20, max: 400, step: 20 };

export const samples: Readonly<Record<string, Sample>> = {
  quickstart: {
    title: 'Two crops of a digit',
    about:
      'Look at the views, then train: I_NCE rises towards its ceiling ln 64, and a linear classifier on the frozen features reads the digit.',
    text: quickstart,
    ranges: { crop: { min: 8, max: 28, step: 2 }, steps },
  },
  'reverse-u': {
    title: 'Lesson: the reverse U',
    about:
      'Run it with crops of 8, 12, 18, 24 and 28 pixels. Each run adds a dot: information on held-out digits to the right, accuracy up. The best views share enough and no more.',
    text: reverseU,
    ranges: { crop: { min: 8, max: 28, step: 2 }, noise: { min: 0, max: 0.5, step: 0.05 }, steps },
  },
  'table-1': {
    title: 'Lesson: Table 1',
    about:
      'Choose what the views share and run. A row a run: where only the digit is shared the background cannot be read from the features, and the other way round.',
    text: table1,
    ranges: {
      shared: { values: ['[.digit]', '[.background]', '[.digit, .background]', '[.position]'] },
      steps,
    },
  },
  gaussians: {
    title: 'Information that is known',
    about:
      'Move the correlation: the truth is −10 ln(1 − ρ²) nats. Above the ceiling ln 64 = 4.16 the estimate stays below it.',
    text: gaussians,
    ranges: { correlation: { min: 0, max: 0.95, step: 0.05 }, steps: { min: 50, max: 1000, step: 50 } },
  },
  'gallery-digits': {
    title: 'Gallery: views of digits',
    about: 'What each view makes of digits of MNIST. Change one in the text, or its strength below.',
    text: galleryDigits,
    panel: 'views',
    ranges: { strength: { min: 0, max: 1, step: 0.05 } },
  },
  'gallery-textures': {
    title: 'Gallery: views of textures',
    about: 'What views make of colours, on textures that the page draws itself.',
    text: galleryTextures,
    panel: 'views',
    ranges: { hue: { min: 0, max: 0.5, step: 0.05 } },
  },
};
