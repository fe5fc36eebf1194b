import type { Dtype, Duration, Metric, ModelRole, Type, WeightSpecs } from '@infomin/plugin';

/** Counted up where a plan that was stored means something else, or lacks something, now. */
export const planFormat = 3;

/**
 * The plan: what a file means once names, types and parameters are settled. Plain JSON, the only thing the runtime sees.
 * A trial is one setting of the parameters and one seed; every trial has its own typed graph.
 */
export interface Plan {
  readonly format: typeof planFormat;
  /** Path of the file, as given. */
  readonly file: string;
  /** The file's own documentation, its opening `///` lines. */
  readonly doc: string | undefined;
  readonly plugins: readonly PlannedPlugin[];
  /** Parameters with their values before sweeps. */
  readonly params: Readonly<Record<string, Value>>;
  readonly sweeps: readonly { readonly param: string; readonly values: readonly Value[] }[];
  readonly trials: readonly TrialPlan[];
  readonly reports: readonly ReportPlan[];
  /** Other files whose results reports may name; left out where there are none. */
  readonly imports?: readonly ImportPlan[];
  /** Hash of what its trainings depend on: neither paths, nor the order of declarations, nor probes and reports. */
  readonly hash: string;
}

export interface PlannedPlugin {
  readonly name: string;
  readonly version: string;
  /** Of its module, as seen from where `file` is seen from; only where the file names it by a path. */
  readonly path?: string;
}

/** A value of a parameter or an argument, as JSON. */
export type Value =
  | number
  | string
  | boolean
  | readonly Value[]
  | { readonly [key: string]: Value }
  | SymbolValue
  | EnvValue
  | RangeValue
  | DurationValue
  | RecipeValue
  | CallValue;

/** `.digit` */
export interface SymbolValue {
  readonly symbol: string;
}
/**
 * `env("NAME")` or `env("NAME", "default")`: what the variable holds is known to who runs the plan, and stands in none. No
 * record of a file has such a key.
 */
export interface EnvValue {
  readonly $env: string;
  readonly default?: string;
}
/** `a..b` */
export interface RangeValue {
  readonly from: number;
  readonly to: number;
}

/** `1 epoch` */
export interface DurationValue {
  readonly count: number;
  readonly unit: Duration['unit'];
}

/** `|> Flip()`, as it is written, or the name of one. */
export interface RecipeValue {
  readonly recipe: string;
}

/** A constructor with parsed arguments (defaults filled in): `{ "call": "@infomin/plugin-vision/ConvNet", … }`. */
export interface CallValue {
  readonly call: string;
  readonly args: ArgValues;
  /** Id of the declared model that it is, as an argument that names one. */
  readonly model?: string;
}

/**
 * Parsed arguments: enumerations are strings, ranges `{ from, to }`, nested constructors {@link CallValue}; a declared
 * dataset is its CallValue (equal calls are one dataset).
 */
export type ArgValues = { readonly [key: string]: Value };

/** A place in a source file, 1-based, for messages at run time. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface TrialPlan {
  /** Unique within the plan, fit for a folder's name. */
  readonly id: string;
  /** Values of the swept and the other parameters. */
  readonly params: Readonly<Record<string, Value>>;
  readonly seed: number;
  readonly datasets: readonly DatasetPlan[];
  readonly batches: readonly BatchPlan[];
  readonly models: readonly ModelPlan[];
  /** In topological order: inputs stand before what uses them. */
  readonly nodes: readonly NodePlan[];
  readonly stages: readonly StagePlan[];
  readonly probes: readonly ProbePlan[];
  /** Hash of what its stages depend on: not of its `id`, paths, the order of declarations, or what only probes need. */
  readonly training: string;
  /** The same with its probes. */
  readonly hash: string;
}

export interface DatasetPlan {
  readonly id: string;
  readonly name: string;
  readonly call: CallValue;
  readonly place: Place;
}

export interface BatchPlan {
  readonly id: string;
  readonly name: string;
  /** Id of a dataset. */
  readonly dataset: string;
  /** `undefined`: the whole dataset, for probes. */
  readonly split: string | undefined;
  /** The validation split; where there is none, part of the batch's own split is held out from training. */
  readonly heldOut: string | undefined;
  readonly place: Place;
}

export interface ModelPlan {
  readonly id: string;
  readonly name: string;
  readonly role: ModelRole;
  readonly call: CallValue;
  /** Types at its first application; weights are the same at all. */
  readonly input: Type;
  readonly output: Type;
  readonly state: WeightSpecs;
  readonly place: Place;
}

interface NodeBase {
  /** Stable under edits elsewhere in the file: made of the names on the way to it. Keys its random stream. */
  readonly id: string;
  readonly place: Place;
  /** The name of the view it is, if it has one. */
  readonly name: string | undefined;
  readonly type: Type;
  /** Id of the batch its rows come from; `undefined` for numbers and for sums of terms over several batches. */
  readonly batch: string | undefined;
}

/** A column of a batch. */
export interface ColumnNode extends NodeBase {
  readonly op: 'column';
  readonly batch: string;
  readonly column: string;
  /** Of what its dataset reads. */
  readonly dtype: Dtype;
  readonly args: ArgValues;
  readonly random: boolean;
}

/** A view operation. */
export interface ViewNode extends NodeBase {
  readonly op: 'view';
  readonly call: CallValue;
  readonly input: string;
  /** Which result, of an operation that gives several; such nodes share `draw`. */
  readonly output: number | undefined;
  /** Names the random stream; the same for all results of one application. */
  readonly draw: string;
  readonly random: boolean;
  /** `host`: on decoded images of open size, before the step; `step`: on tensors, inside it. */
  readonly site: 'host' | 'step';
}

/** A model applied. */
export interface ApplyNode extends NodeBase {
  readonly op: 'apply';
  /** Id of a model. */
  readonly model: string;
  readonly input: string;
}

/** Channels `from..to` (end excluded) of an image. */
export interface SliceNode extends NodeBase {
  readonly op: 'slice';
  readonly input: string;
  readonly from: number;
  readonly to: number;
}

/** Vectors joined. */
export interface ConcatNode extends NodeBase {
  readonly op: 'concat';
  readonly inputs: readonly string[];
}

/** Images or clips of one shape joined number by number, or one with a number. */
export interface BlendNode extends NodeBase {
  readonly op: 'blend';
  readonly operator: '+' | '-' | '*' | '/';
  readonly inputs: readonly [string, string];
}

/** Its input, through which no gradient passes. */
export interface StopNode extends NodeBase {
  readonly op: 'stop';
  readonly input: string;
}

/** A term of an objective. */
export interface TermNode extends NodeBase {
  readonly op: 'term';
  readonly call: CallValue;
  readonly information: boolean;
  readonly operands: readonly string[];
  /**
   * The operands of each estimate, as places in `operands`, where a view is drawn several times: the term is their mean. One
   * estimate of all operands where this is left out.
   */
  readonly tuples?: readonly (readonly number[])[];
  /** For a term that looks at which rows it is given: the node that says so, and how many it has room for if it keeps each. */
  readonly rows?: { readonly node: string; readonly room: number | undefined };
}

/** Which rows of its split a batch holds. */
export interface RowsNode extends NodeBase {
  readonly op: 'rows';
  readonly batch: string;
}

/** `+ - * /` on scalars. */
export interface ArithmeticNode extends NodeBase {
  readonly op: 'add' | 'subtract' | 'multiply' | 'divide';
  readonly inputs: readonly [string, string];
}

export interface NumberNode extends NodeBase {
  readonly op: 'number';
  readonly value: number;
}

export type NodePlan =
  | ColumnNode
  | ViewNode
  | ApplyNode
  | SliceNode
  | ConcatNode
  | BlendNode
  | StopNode
  | TermNode
  | RowsNode
  | ArithmeticNode
  | NumberNode;

/** Ids of the nodes a node is computed from, in the order they are written. */
export function inputsOf(node: NodePlan): readonly string[] {
  switch (node.op) {
    case 'column':
    case 'number':
    case 'rows':
      return [];
    case 'view':
    case 'apply':
    case 'slice':
    case 'stop':
      return [node.input];
    case 'term':
      return node.rows ? [...node.operands, node.rows.node] : node.operands;
    default:
      return node.inputs;
  }
}

/** {@link inputsOf} that a gradient of the node reaches. */
export function gradientInputsOf(node: NodePlan): readonly string[] {
  return node.op === 'stop' ? [] : inputsOf(node);
}

/** One `train` block with its objective. */
export interface StagePlan {
  /** The objective's name; `name#2` where one is trained twice. */
  readonly id: string;
  readonly objective: string;
  /** The value function's node. */
  readonly value: string;
  /** Ids of models. */
  readonly min: readonly string[];
  readonly max: readonly string[];
  /** Exactly one of the two is there. */
  readonly epochs: number | undefined;
  readonly steps: number | undefined;
  /** Rows a step, per batch id. */
  readonly batch: Readonly<Record<string, number>>;
  /** Per model id; `args.lr` is the base learning rate. */
  readonly optimizer: Readonly<Record<string, CallValue>>;
  /** For all models, or per model id; a model that is left out keeps its rate. */
  readonly schedule: CallValue | Readonly<Record<string, CallValue>> | undefined;
  /** Steps of each side a round. */
  readonly ratio: { readonly min: number; readonly max: number };
  /** Largest norm of the gradient: of all models of a side together, or of each by itself, per model id. */
  readonly clip: number | Readonly<Record<string, number>>;
  /** The side that lowers information rests while the estimate of it is below this, in nats. */
  readonly floor: number | undefined;
  /** Names of probes that are measured on the way. */
  readonly watch?: readonly string[] | undefined;
  /** How often; an epoch where it is left out. */
  readonly every?: Duration | undefined;
  /** Ends the stage early, by the first of the watched probes. */
  readonly stop?: CallValue | undefined;
  readonly place: Place;
}

export interface ProbePlan {
  readonly name: string;
  readonly call: CallValue;
  /** Node ids, all over one batch. */
  readonly operands: readonly string[];
  readonly batch: string;
  /** Whether random view operations draw. */
  readonly draw: boolean;
  readonly metric: Metric;
  readonly place: Place;
}

export interface ReportPlan {
  readonly title: string;
  readonly call: CallValue;
  readonly place: Place;
}

/** `import raw from "./raw.infomin"`: a file whose results reports name, `raw.accuracy`. */
export interface ImportPlan {
  readonly name: string;
  /** As seen from where {@link Plan.file} is seen from. */
  readonly file: string;
  /** {@link Plan.hash} of that file as it is now. */
  readonly hash: string;
  /** {@link TrialPlan.hash} of each of its trials: results of others are of another version of it. */
  readonly trials: readonly string[];
  /** What `infomin run` takes besides the file for those trials: `--set`, `small=true`. */
  readonly options: readonly string[];
}
