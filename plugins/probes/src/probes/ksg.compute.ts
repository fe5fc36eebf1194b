import { type ProbeImplementation, UserError } from '@infomin/plugin';
import { APART } from '../information/contradicted.js';
import { fewestRows, ksg, ksgWithError, repeats } from '../information/ksg.js';
import { normalScores } from '../information/normal-scores.js';
import { normalsLike } from '../information/normals-like.js';
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
    const { random, signal } = context;
    const { value, error } = await ksgWithError(scored, k, random, signal);
    const { pairs, shared } = await normalsLike(scored, random.fork('normals'), signal);
    const found = await ksg(pairs, k, signal);
    const told = (nats: number) => `${nats.toFixed(2)} nats`;
    // NaN is far, too.
    const near = Math.abs(found - shared) <= APART;
    const unreliable = [
      ...(repeats(scored) ? ['pairs repeat: neighbours at no distance tell too much'] : []),
      ...(near
        ? []
        : [
            `of normal variables that correlate as these do and share ${told(shared)}, it finds ${told(found)}`,
          ]),
    ];
    const normals = { shared, found };
    return {
      ...context.metric,
      value,
      chance: 0,
      unreliable,
      details: { error, normals, k, test_rows: a.rows },
    };
  },
};

export default implementation;
