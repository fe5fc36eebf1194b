import { type ProbeImplementation, UserError } from '@infomin/plugin';
import { fewestRows, ksgWithError } from '../information/ksg.js';
import { normalScores } from '../information/normal-scores.js';
import { variablesOf } from '../information/variables.js';

interface KsgArgs {
  readonly k: number;
  readonly rows: number;
}

const implementation: ProbeImplementation<KsgArgs> = {
  async measure(context, { k, rows }) {
    const { a, b } = variablesOf(context, 'test', rows);
    if (a.rows < fewestRows(k))
      throw new UserError(`KSG(k: ${k}) needs ${fewestRows(k)} rows of the test split, which has ${a.rows}`);
    const scored = { a: normalScores(a)(a), b: normalScores(b)(b) };
    const { value, error } = ksgWithError(scored, k, context.random);
    return { ...context.metric, value, chance: 0, details: { error, k, test_rows: a.rows } };
  },
};

export default implementation;
