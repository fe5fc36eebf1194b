import type { TrainKey } from '@infomin/compiler';

/** What the keys of a `train` block mean, as hover and completion tell it. */
export const trainKeyDocs: Readonly<Record<TrainKey, string>> = {
  epochs: 'How many times training goes through the data. Either `epochs` or `steps` is given.',
  steps: 'How many steps training takes. Either `epochs` or `steps` is given.',
  batch: 'Rows a step: one number for all batches, or one for each, `{ u: 128, l: 64 }`. 256 if left out.',
  optimizer:
    'The optimizer of all trained models, or one for each, `{ f: Adam(lr: 1e-3), g: Sgd() }`. `Adam()` if left out.',
  schedule: 'How the learning rate goes over the steps. Constant if left out.',
  ratio:
    'Steps of each side in a round, where both sides alternate: `{ max: 5, min: 1 }`. One each if left out.',
  clip: 'The greatest norm of the gradient: one number for all trained models, or one for each.',
  floor: 'The minimising side rests while the estimate of information is below this, in nats.',
};
