import type { Code } from '../catalogue/messages.js';

/** What `infomin explain` prints about a code. */
export interface Explanation {
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /** The smallest file that causes it. */
  readonly example: string;
  /** What else it causes, where it cannot do without. */
  readonly also?: readonly Code[];
  /** What to do, as a sentence. */
  readonly mend: string;
  /** The mend as an edit of the example, which then has no errors: this text, replaced by that. */
  readonly edit?: readonly [from: string, to: string];
  /** What stands around the file, where the text alone does not cause it. */
  readonly given?: () => Circumstances;
}

/** Files, variables, plugins and command line around an example. */
export interface Circumstances {
  /** In place of the text of the example; `missing`: there is no such file. */
  readonly bytes?: Uint8Array | 'missing';
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly plugins?: Readonly<Record<string, unknown>>;
  /** Paths of plugins that nobody has allowed to run. */
  readonly untrusted?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly strictEnv?: boolean;
}

// What many examples start with.

export const withData = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
dataset mnist = Mnist()
batch b ~ mnist.train
`;

export const withEncoder = `${withData}view v = b.image |> Noise(0.1)
encoder f = ConvNet(channels: [8], dim: 10)
`;

export const withObjective = `${withEncoder}objective nce = max f: I_NCE(f(v); f(b.image))
`;

export const withTraining = `${withObjective}train nce { epochs: 1 }
`;

export const withProbes = `use "@infomin/plugin-probes"
${withTraining}batch e ~ mnist
`;
