import { UserError } from '@infomin/plugin';
import { callerFrame } from './caller.js';

/**
 * Runs a program's body, in which Math.random throws: what it draws, as tf.dropout and tf.randomNormal do, would be a
 * constant of a traced step, and nothing could repeat it.
 */
export function withoutMathRandom<T>(program: string, body: () => T): T {
  const { random } = Math;
  Math.random = () => {
    const frame = callerFrame(new Error().stack);
    throw new UserError(
      `${program}: a step draws by Math.random, as tf.dropout and tf.randomNormal do${frame ? ` (at ${frame})` : ''}`,
      "Draw from the context's `random`: each step then has numbers of its own, and a run can be repeated.",
    );
  };
  try {
    return body();
  } finally {
    Math.random = random;
  }
}
