import { UsageError } from '../errors.js';
import type { OpenRecorder, RecorderOptions } from './open-recorder.js';
import type { Server } from './outbox.js';

const kinds: Readonly<Record<string, (options: RecorderOptions) => Promise<OpenRecorder>>> = {
  tensorboard: async (options) => new (await import('./tensorboard.js')).TensorBoard(options),
  mlflow: async (options) => outbox(new (await import('./mlflow.js')).Mlflow(options), options),
  trackio: async (options) => outbox(new (await import('./trackio.js')).Trackio(options), options),
};

const outbox = async (server: Server, { log }: RecorderOptions) =>
  new (await import('./outbox.js')).Outbox(server, log);

const recorderNames = Object.keys(kinds);

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
