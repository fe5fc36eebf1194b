import type { ProbeImplementation } from '@infomin/plugin';
import { labelledRows } from '../fine-tuning/labelled.js';
import { FineTuning, type TuningSettings } from '../fine-tuning/tuning.js';
import { chanceError, errorRate, rated } from './chance.js';
import { labelledFeatures, learnedClasses } from './operands.js';

interface FineTuneArgs extends TuningSettings {
  readonly labels: number;
}

const implementation: ProbeImplementation<FineTuneArgs> = {
  async measure(context, args) {
    const { train, test, labels, testLabels } = labelledFeatures(context);
    const rows = labelledRows(labels, args.labels, context.random.fork('labels'));
    const known = rows.map((row) => labels[row]!);
    const classes = learnedClasses(context.log, known, testLabels);
    const numbers = new Map(Array.from(classes, (label, number) => [label, number]));
    const sizes = { columns: train.columns, classes: classes.length };
    const tuning = await FineTuning.open(context, context.trainable.features!, sizes, args);
    try {
      const losses = await tuning.train({ rows, classes: known.map((label) => numbers.get(label)!) });
      const error = async (split: 'train' | 'test', asked: Int32Array, truth: Int32Array) => {
        const answers = await tuning.answers(split, asked);
        return errorRate(truth, (row) => classes[answers[row]!]!);
      };
      const all = Int32Array.from({ length: test.rows }, (_, row) => row);
      return {
        ...rated(context.metric, {
          value: await error('test', all, testLabels),
          chance: chanceError(known, testLabels),
        }),
        details: {
          train_error: await error('train', rows, known),
          losses,
          train_rows: rows.length,
          test_rows: test.rows,
        },
      };
    } finally {
      tuning.dispose();
    }
  },
};

export default implementation;
