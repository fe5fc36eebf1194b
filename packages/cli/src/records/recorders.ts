import type { Plan } from '@infomin/plan';
import type { Logger } from '@infomin/plugin';
import type { Recorder } from '@infomin/runtime';
import { UsageError } from '../errors.js';

/** Where lines and results go besides the run's folder, and the end of that. */
export interface OpenRecorder extends Recorder {
  /** When all is written or sent that can be. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  readonly plan: Plan;
  /** The run's. */
  readonly folder: string;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
}

const kinds: Readonly<Record<string, (options: RecorderOptions) => Promise<OpenRecorder>>> = {
  tensorboard: async (options) => new (await import('./tensorboard.js')).TensorBoard(options),
};

export const recorderNames = Object.keys(kinds);

/** What `--log` names; throws {@link UsageError} where there is no such thing. */
export async function openRecorders(
  names: readonly string[],
  options: RecorderOptions,
): Promise<OpenRecorder | undefined> {
  if (names.length === 0) return undefined;
  const all = await Promise.all(
    [...new Set(names)].map((name) => {
      if (!Object.hasOwn(kinds, name))
        throw new UsageError(`--log takes ${recorderNames.join(', ')}, not \`${name}\``);
      return kinds[name]!(options);
    }),
  );
  const tell = (news: (recorder: OpenRecorder) => void) => {
    for (const each of all) news(each);
  };
  return {
    begin: (...told) => tell((each) => each.begin(...told)),
    line: (...told) => tell((each) => each.line(...told)),
    end: (...told) => tell((each) => each.end(...told)),
    close: async () => {
      await Promise.all(all.map((each) => each.close()));
    },
  };
}
