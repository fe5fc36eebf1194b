import type { StartedRanks } from '@infomin/runtime';
import { UsageError } from '../errors.js';

type Env = Readonly<Record<string, string | undefined>>;

/** A way of starting ranks, by the names of the variables in which each finds its place. */
interface Starter {
  readonly rank: string;
  readonly world: string;
  readonly localRank: string;
  readonly localWorld: string;
}

const torchrun: Starter = {
  rank: 'RANK',
  world: 'WORLD_SIZE',
  localRank: 'LOCAL_RANK',
  localWorld: 'LOCAL_WORLD_SIZE',
};
/** `srun` sets the number of a step's tasks; a batch script without it is one process, however many tasks its job has. */
const slurm: Starter = {
  rank: 'SLURM_PROCID',
  world: 'SLURM_STEP_NUM_TASKS',
  localRank: 'SLURM_LOCALID',
  localWorld: 'SLURM_STEP_TASKS_PER_NODE',
};

/**
 * The processes that `torchrun` or `srun` started with this one; `undefined` where there is one. Throws {@link UsageError} where
 * the environment says one half of it.
 */
export function ranksOf(env: Env): StartedRanks | undefined {
  if (env.RANK !== undefined || env.WORLD_SIZE !== undefined) {
    const missing = env.RANK === undefined ? 'RANK' : 'WORLD_SIZE';
    if (env[missing] === undefined) {
      const given = missing === 'RANK' ? 'WORLD_SIZE' : 'RANK';
      throw new UsageError(
        `${given} is set and ${missing} is not, so it is not known which of how many ranks this is`,
        'torchrun sets both: torchrun --nproc-per-node 2 --no-python infomin run FILE. Unset it to run in one process.',
      );
    }
    return placeOf(torchrun, env, env.MASTER_ADDR, env.MASTER_PORT);
  }
  if (env.SLURM_STEP_NUM_TASKS === undefined || env.SLURM_PROCID === undefined) return undefined;
  const host = env.MASTER_ADDR ?? firstHost(env.SLURM_STEP_NODELIST ?? '');
  // Jobs on one machine have ports of their own.
  const port = env.MASTER_PORT ?? String(20000 + ((Number(env.SLURM_JOB_ID) || 0) % 20000));
  return placeOf(slurm, env, host, port);
}

function placeOf(
  names: Starter,
  env: Env,
  address: string | undefined,
  portText: string | undefined,
): StartedRanks | undefined {
  const world = whole(env, names.world, 1, 1 << 20);
  const rank = whole(env, names.rank, 0, world - 1);
  if (world === 1) return undefined;
  if (!address || portText === undefined) {
    throw new UsageError(
      `${address ? 'MASTER_PORT' : 'MASTER_ADDR'} is not set, so ${world} ranks do not know where to meet`,
      'It is of the machine of rank 0, the same for all ranks; torchrun sets it.',
    );
  }
  const port = whole({ MASTER_PORT: portText }, 'MASTER_PORT', 1, 65535);
  const localRank = env[names.localRank] === undefined ? 0 : whole(env, names.localRank, 0, world - 1);
  // Slurm writes `4(x2),3`.
  const [count = String(localRank + 1)] = /^\d+/.exec(env[names.localWorld] ?? '') ?? [];
  return {
    rank,
    world,
    local: { rank: localRank, world: Math.max(Number(count), localRank + 1) },
    address,
    port,
  };
}

function whole(env: Env, name: string, from: number, to: number): number {
  const text = env[name] ?? '';
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  throw new UsageError(`${name} is \`${text}\` and must be a whole number from ${from} to ${to}`);
}

/** The first of Slurm's list: `n03` of `n[03-06,9],m1`. */
function firstHost(list: string): string | undefined {
  const [, name, numbers] = /^([^,[]+)(?:\[([^\]]+)\])?/.exec(list) ?? [];
  if (name === undefined) return undefined;
  return numbers === undefined ? name : name + numbers.split(/[-,]/)[0]!;
}
