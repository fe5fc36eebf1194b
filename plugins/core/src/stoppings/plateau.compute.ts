import type { StoppingImplementation } from '@infomin/plugin';

interface PlateauArgs {
  readonly patience: number;
  readonly by: number;
}

const implementation: StoppingImplementation<PlateauArgs> = {
  ends({ values, better }, { patience, by }) {
    const sign = better === 'higher' ? 1 : -1;
    let best = 0;
    for (const [i, value] of values.entries()) if (sign * (value - values[best]!) > by) best = i;
    return values.length - 1 - best >= patience;
  },
};

export default implementation;
