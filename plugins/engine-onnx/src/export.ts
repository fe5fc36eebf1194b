import type { HostTensors, ProgramSpec, RandomDraw } from '@infomin/plugin';
import { trace } from '@infomin/tensor-program';
import { forAnyRows, type Model } from './any-rows.js';
import { elementTypes, ModelProto } from './onnx/schema.js';
import { writeModel } from './onnx/write.js';
import { compile } from './passes/index.js';

/** A program without a next state, as a file of its own. */
export interface ModelExport {
  /** Its inputs and outputs keep their names in the file. */
  readonly program: ProgramSpec;
  /** The same program for another number of rows: the file is for any number, where nothing but rows differs. */
  readonly other?: ProgramSpec;
  /** Values of the program's state, by name: the file's initializers. */
  readonly weights: HostTensors;
  /** Kept in the file's `metadata_props`. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ExportedModel {
  readonly bytes: Uint8Array;
  /** Whether inputs may have any number of rows. */
  readonly anyRows: boolean;
  /** What the program draws: inputs of the file, `noise`, `noise2`, …, that whoever runs it fills. */
  readonly noise: readonly Noise[];
}

export interface Noise {
  readonly name: string;
  readonly shape: readonly number[];
  /** `uniform in 0..1`, `normal, standard deviation 1`; also in the file's metadata under the name. */
  readonly distribution: string;
}

/**
 * A program as an ONNX model (opset 20, and `com.microsoft` for matrix products with a transposed factor) whose weights
 * are inside. Shapes are the program's, the number of rows among them unless it could be left open.
 */
export function exportModel({ program, other, weights, metadata }: ModelExport): ExportedModel {
  const { lowered, written, model: fixed } = modelOf(program);
  const open = other && forAnyRows(fixed, modelOf(other).model);
  const model = open ?? fixed;
  const names = new Map(lowered.outputs.map(({ name }, i) => [written.outputs[i]!, name]));
  const initializers: Model['graph']['initializer'] = [];
  const noise: Noise[] = [];
  for (const [i, { source }] of lowered.inputs.entries()) {
    const name = written.inputs[i]!;
    if (name === '') continue;
    if (source.kind === 'random') {
      const drawn = noiseOf(source.draw, noise.length);
      noise.push(drawn);
      names.set(name, drawn.name);
      continue;
    }
    names.set(name, source.name);
    if (source.kind === 'state') initializers.push(initializer(source.name, weights));
  }
  const renamed = (name: string) => names.get(name) ?? name;
  const { graph } = model;
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
  }
  for (const value of [...graph.input, ...graph.output]) value.name = renamed(value.name);
  graph.input = graph.input.filter(({ name }) => !(name in program.state));
  graph.initializer.push(...initializers);
  const described = {
    ...metadata,
    ...Object.fromEntries(noise.map((each) => [each.name, each.distribution])),
  };
  model.metadataProps = Object.entries(described).map(([key, value]) => ({ key, value }));
  const bytes = ModelProto.encode(ModelProto.create(model)).finish();
  return { bytes, anyRows: open !== undefined, noise };
}

function noiseOf({ distribution, shape }: RandomDraw, before: number): Noise {
  return {
    name: before === 0 ? 'noise' : `noise${before + 1}`,
    shape,
    distribution:
      distribution.kind === 'uniform'
        ? `uniform in ${distribution.from}..${distribution.to}`
        : `normal, standard deviation ${distribution.std}`,
  };
}

function modelOf(program: ProgramSpec) {
  const { lowered } = compile(trace(program));
  const written = writeModel(lowered);
  return { lowered, written, model: ModelProto.decode(written.bytes) as unknown as Model };
}

function initializer(name: string, weights: HostTensors): Model['graph']['initializer'][number] {
  const value = weights[name];
  if (!value) throw new Error(`there are no values for '${name}'`);
  const { data, shape, dtype } = value;
  return {
    name,
    dims: [...shape],
    dataType: elementTypes[dtype],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}
