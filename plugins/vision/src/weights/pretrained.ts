import { basename } from 'node:path';
import { type HostTensor, type HostTensors, UserError, type WeightSpecs } from '@infomin/plugin';
import {
  floatsOf,
  fromTorchLayout,
  readSafetensors,
  type StoredTensor,
  torchShape,
} from '@infomin/plugin/safetensors';
import { readWhole } from '@infomin/plugin/unreadable';

export type Stored = ReadonlyMap<string, StoredTensor>;

/** What a model knows of the files that it may be given. */
export interface Expected {
  /** How the model is called, with what decides its tensors, as messages quote it. */
  readonly call: string;
  /** Names of tensors that a file may hold and the model does without. */
  readonly spare: (name: string) => boolean;
  /** The same of what tensors would fit, going by some that tell. */
  readonly meant: (stored: Stored) => string | undefined;
}

/**
 * The tensors of a model from a safetensors file: all that `specs` names, in PyTorch's layout, floats of any width. Throws
 * {@link UserError} where the file can't be read, lacks one, has one of another shape or one that the model doesn't know.
 */
export async function pretrained(path: string, specs: WeightSpecs, expected: Expected): Promise<HostTensors> {
  const file = basename(path);
  const { call, spare, meant } = expected;
  const advice =
    'Give `weights` a file that `infomin export -o f.safetensors` or safetensors.torch.save_file wrote.';
  const bytes = await readWhole(path, advice);
  const stored = readSafetensors(bytes);
  if (typeof stored === 'string') {
    if (!isPickle(bytes)) throw new UserError(`${path} ${stored}`, advice);
    throw new UserError(
      `${path} is a pickle of PyTorch, no safetensors file`,
      'Write its state_dict by `safetensors.torch.save_file(model.state_dict(), "f.safetensors")`.',
    );
  }
  const missing = Object.keys(specs).filter((name) => !stored.has(name));
  const unknown = [...stored.keys()].filter((name) => !Object.hasOwn(specs, name) && !spare(name));
  const fits = meant(stored);
  const mend = (otherwise: string) =>
    fits === undefined || fits === call ? otherwise : `It looks like weights of ${fits}.`;
  if (missing.length > 0) {
    const prefix = prefixOf([...stored.keys()], missing[0]!);
    throw new UserError(
      `${file} lacks ${listed(missing)} of ${call}`,
      prefix === undefined
        ? mend(`It has ${stored.size === 0 ? 'no tensors' : listed([...stored.keys()])}.`)
        : `Its names begin with \`${prefix}\`: write them without it.`,
    );
  }
  if (unknown.length > 0) {
    throw new UserError(
      `${file} holds ${listed(unknown)}, which ${call} has not`,
      mend('Leave them out of the file, or declare the model that has them.'),
    );
  }
  const given = Object.entries(specs).map(([name, { shape }]): [string, HostTensor] => {
    const tensor = stored.get(name)!;
    const needed = torchShape(shape);
    if (tensor.shape.join() !== needed.join()) {
      throw new UserError(
        `${name} is [${tensor.shape.join(', ')}] in ${file} and [${needed.join(', ')}] in ${call}`,
        mend('Declare the model as the one that the weights are of.'),
      );
    }
    const numbers = floatsOf(tensor);
    if (!numbers) {
      throw new UserError(
        `${name} is ${tensor.dtype} in ${file}`,
        'Weights are floats: F64, F32, F16 or BF16.',
      );
    }
    return [name, { dtype: 'float32', shape, data: fromTorchLayout(numbers, shape) }];
  });
  return Object.fromEntries(given);
}

/** Whether a file is what torch.save writes, now or before it wrote archives. */
const isPickle = (bytes: Buffer) =>
  bytes.subarray(0, 2).toString() === 'PK' || (bytes[0] === 0x80 && bytes[8] !== 0x7b);

/** Some of many names. */
function listed(names: readonly string[]): string {
  const most = 3;
  const first = names.slice(0, most).join(', ');
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}

/** What stands before a name among others: `module.` for `conv1.weight` in `module.conv1.weight`. */
function prefixOf(names: readonly string[], name: string): string | undefined {
  const longer = names.find((other) => other.endsWith(`.${name}`));
  return longer?.slice(0, -name.length);
}
