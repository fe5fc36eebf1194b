import type { Code } from '../catalogue/messages.js';
import type { Explanation } from './explanation.js';
import { importExplanations, nameExplanations } from './names.js';
import { objectiveExplanations } from './objectives.js';
import { probeExplanations, sweepExplanations } from './probes.js';
import { syntaxExplanations } from './syntax.js';
import { trainingExplanations } from './training.js';
import { typeExplanations } from './types.js';
import { valueExplanations } from './values.js';
import { warningExplanations } from './warnings.js';

/** What every code means, a file that causes it, and its mend. */
export const explanations: Readonly<Record<Code, Explanation>> = {
  ...syntaxExplanations,
  ...nameExplanations,
  ...importExplanations,
  ...valueExplanations,
  ...typeExplanations,
  ...objectiveExplanations,
  ...trainingExplanations,
  ...probeExplanations,
  ...sweepExplanations,
  ...warningExplanations,
};
