import { importMessages, nameMessages } from './names.js';
import { objectiveMessages, trainingMessages } from './objectives.js';
import { probeMessages, sweepMessages } from './probes.js';
import { syntaxMessages } from './syntax.js';
import { typeMessages } from './types.js';
import { valueMessages } from './values.js';
import { warningMessages } from './warnings.js';

/**
 * Every diagnostic of the language: its stable code, how bad it is and what it says. `{…}` are holes that the place
 * which reports it fills. What a code means, a file that causes it and its mend stand in `explanations/`.
 */
export const messages = {
  ...syntaxMessages,
  ...nameMessages,
  ...importMessages,
  ...valueMessages,
  ...typeMessages,
  ...objectiveMessages,
  ...trainingMessages,
  ...probeMessages,
  ...sweepMessages,
  ...warningMessages,
} as const;

export type Code = keyof typeof messages;
