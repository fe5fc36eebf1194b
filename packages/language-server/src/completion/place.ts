import {
  builtInFunctions,
  declarationKinds,
  describeParameters,
  type Expectation,
  fieldOf,
  isBuiltInFunction,
  optionOf,
  type ParameterDescription,
  type PluginRegistry,
} from '@infomin/compiler';
import {
  type CallExpression,
  type Declaration,
  type Expression,
  isArgument,
  isEntry,
  isSide,
  type TrainDeclaration,
  type TreeNode,
} from '@infomin/grammar';
import {
  type ColumnSignature,
  type ConstructorKind,
  type KeyKind,
  type ModelRole,
  type Signature,
  train,
} from '@infomin/plugin';
import { operandsOf } from '../describe/constructors.js';
import { isMarker } from './marked.js';

/** What a place in a file is for. */
export type Place =
  | { readonly is: 'nothing' }
  | {
      readonly is: 'value';
      readonly expects: Expectation;
      /** The parameter whose value it is. */
      readonly param?: string;
      /** The objective that keys of a record name parts of. */
      readonly objective?: string | undefined;
    }
  /** A random variable: a view, a column, a model applied. */
  | { readonly is: 'variable' }
  | { readonly is: 'objective value' }
  | { readonly is: 'constructor'; readonly kinds: readonly ConstructorKind[]; readonly role?: ModelRole }
  | { readonly is: 'batch source' }
  | { readonly is: 'models'; readonly except: readonly string[] }
  | { readonly is: 'objective' }
  | { readonly is: 'param' }
  | { readonly is: 'type'; readonly of: 'param' | 'view' }
  | { readonly is: 'space' }
  | { readonly is: 'plugin' }
  | { readonly is: 'file' }
  | { readonly is: 'import'; readonly from: string | undefined; readonly except: readonly string[] }
  | { readonly is: 'member'; readonly object: Expression; readonly within: Place }
  /** The next argument by position, or the name of another. */
  | { readonly is: 'argument'; readonly value: Place; readonly names: readonly ParameterDescription[] }
  /** The key of a block. */
  | { readonly is: 'setting'; readonly names: readonly ParameterDescription[] }
  | { readonly is: 'key'; readonly keys: readonly string[] }
  /** A key that names a batch or a model of the objective that is trained. */
  | {
      readonly is: 'part';
      readonly kind: KeyKind;
      readonly objective: string | undefined;
      readonly except: readonly string[];
    };

/** What the names of a file say about it, as far as places depend on it. */
export interface Names {
  readonly registry: PluginRegistry;
  isModel(name: string): boolean;
  column(batch: string, column: string): ColumnSignature | undefined;
}

const nothing: Place = { is: 'nothing' };
const variable: Place = { is: 'variable' };
const anything: Place = { is: 'value', expects: { is: 'any' } };
const number: Place = { is: 'value', expects: { is: 'number', integer: false, limits: {} } };
const integer: Place = { is: 'value', expects: { is: 'number', integer: true, limits: {} } };

/** What the end of a path from a declaration is for. */
export function placeOf(path: readonly TreeNode[], names: Names): Place {
  const [declaration, child, ...rest] = path;
  if (declaration === undefined || child === undefined) return nothing;
  return inDeclaration(declaration as Declaration, child, rest, names);
}

function inDeclaration(
  declaration: Declaration,
  child: TreeNode,
  rest: readonly TreeNode[],
  names: Names,
): Place {
  const value = (place: Place): Place => inExpression(child, rest, place, names);
  switch (declaration.kind) {
    case 'use':
      return { is: 'plugin' };
    case 'import': {
      if (child === declaration.source) return { is: 'file' };
      if (child === declaration.name) return nothing;
      const from = declaration.source.kind === 'string' ? declaration.source.value : undefined;
      return { is: 'import', from, except: declaration.names.map(({ text }) => text) };
    }
    case 'param':
      if (child === declaration.type) return { is: 'type', of: 'param' };
      if (child !== declaration.value) return nothing;
      return value({ is: 'value', expects: { is: 'any' }, param: declaration.name?.text ?? '' });
    case 'batch':
      return child === declaration.source ? value({ is: 'batch source' }) : nothing;
    case 'view':
      if (child === declaration.type) {
        const inSpace = rest.length > 0 && rest[0] === declaration.type.space;
        return inSpace ? { is: 'space' } : { is: 'type', of: 'view' };
      }
      if (child === declaration.draws) return integer;
      return child === declaration.value ? value(variable) : nothing;
    case 'model':
      if (child !== declaration.value) return nothing;
      return value({ is: 'constructor', kinds: ['model'], role: declaration.role });
    case 'objective':
      if (isSide(child)) {
        const except = declaration.sides.flatMap(({ models }) => models.map(({ text }) => text));
        return { is: 'models', except };
      }
      return child === declaration.value ? value({ is: 'objective value' }) : nothing;
    case 'train':
      return child === declaration.objective ? { is: 'objective' } : inTrain(declaration, child, rest, names);
    case 'report':
      return child === declaration.value ? value({ is: 'constructor', kinds: ['report'] }) : nothing;
    case 'sweep': {
      if ((declaration.params as readonly TreeNode[]).includes(child)) return { is: 'param' };
      const [first] = declaration.tuple ? [] : declaration.params;
      const param = first?.text ?? '';
      const drawn: Expectation = { is: 'constructor', kinds: ['sampling'] };
      const list: Expectation = { is: 'list', item: { is: 'any' } };
      return value({ is: 'value', expects: { is: 'union', options: [list, drawn] }, param });
    }
    default: {
      const { constructs } = declarationKinds[declaration.kind];
      if (child !== declaration.value || constructs === undefined) return nothing;
      return value({ is: 'constructor', kinds: [constructs] });
    }
  }
}

function inTrain(block: TrainDeclaration, child: TreeNode, rest: readonly TreeNode[], names: Names): Place {
  if (!isEntry(child)) return nothing;
  const [next, ...after] = rest;
  const settings = describeParameters(train.parameters);
  if (next === undefined || next === child.key) {
    const taken = block.entries.filter((entry) => entry !== child).map(({ key }) => key.text);
    return { is: 'setting', names: settings.filter(({ name }) => !taken.includes(name)) };
  }
  const setting = settings.find(({ name }) => name === child.key.text);
  if (setting === undefined) return nothing;
  const objective = block.objective?.text;
  return inExpression(next, after, { is: 'value', expects: setting.expectation, objective }, names);
}

/** Goes down an expression, of which `place` is expected, to the end of the path. */
function inExpression(node: TreeNode, rest: readonly TreeNode[], place: Place, names: Names): Place {
  const [child, ...below] = rest;
  if (child === undefined) return 'kind' in node && node.kind === 'string' ? nothing : place;
  if (!('kind' in node)) return nothing;
  const down = (inner: Place): Place => inExpression(child, below, inner, names);
  switch (node.kind) {
    case 'parenthesized':
    case 'negate':
    case 'binary':
      return down(place);
    case 'symbol':
      return place;
    case 'list':
      return down(itemOf(place));
    case 'tuple':
      return down(anything);
    case 'range':
      return down(number);
    case 'index':
      return down(child === node.object ? variable : integer);
    case 'member':
      return child === node.object ? down(place) : { is: 'member', object: node.object, within: place };
    case 'pipe':
      return down(child === node.input ? variable : { is: 'constructor', kinds: ['view'] });
    case 'record':
      return inRecord(node, child, below, place, names);
    case 'call':
      return child === node.callee ? down(place) : inCall(node, child, below, place, names);
    default:
      return nothing;
  }
}

function itemOf(place: Place): Place {
  if (place.is !== 'value') return anything;
  const list = optionsOf(place.expects).find((option) => option.is === 'list');
  return { ...place, expects: list?.item ?? { is: 'any' } };
}

function inRecord(
  record: Extract<Expression, { kind: 'record' }>,
  entry: TreeNode,
  below: readonly TreeNode[],
  place: Place,
  names: Names,
): Place {
  if (!isEntry(entry) || place.is !== 'value') return nothing;
  const expected = optionOf(place.expects, 'record');
  const [part, ...deeper] = below;
  if (part !== undefined && part !== entry.key) {
    const expects: Expectation = expected === undefined ? { is: 'any' } : fieldOf(expected, entry.key.text);
    return inExpression(part, deeper, { is: 'value', expects }, names);
  }
  const except = record.entries.filter((other) => other !== entry).map(({ key }) => key.text);
  if (expected?.keys !== undefined)
    return { is: 'part', kind: expected.keys, objective: place.objective, except };
  return { is: 'key', keys: Object.keys(expected?.fields ?? {}).filter((key) => !except.includes(key)) };
}

/** What a call's arguments are for. */
export interface Arguments {
  /** As many as may stand there: those of a term that takes more than it has names for are called `''`. */
  readonly operands: readonly string[];
  readonly parameters: readonly ParameterDescription[];
}

/** What is called: the constructor of a place, a model, a column with arguments. */
export function argumentsOf(call: CallExpression, place: Place, names: Names): Arguments | undefined {
  const { callee } = call;
  if (callee.kind === 'member' && callee.object.kind === 'name') {
    const parameters = names.column(callee.object.text, callee.member.text)?.parameters;
    return parameters && { operands: [], parameters: describeParameters(parameters) };
  }
  if (callee.kind !== 'name') return undefined;
  if (isBuiltInFunction(callee.text)) {
    const operands: readonly string[] = builtInFunctions[callee.text].operands;
    return {
      operands: operands.at(-1) === '…' ? padded(operands, call.arguments.length) : operands,
      parameters: [],
    };
  }
  const kinds = kindsAt(place);
  const signature =
    kinds.map((kind) => names.registry.find(kind, callee.text)).find((found) => found !== undefined) ??
    (names.isModel(callee.text) ? undefined : names.registry.find(undefined, callee.text));
  if (signature === undefined)
    return names.isModel(callee.text) ? { operands: ['x'], parameters: [] } : undefined;
  return {
    operands: operandNames(signature.signature, call, place),
    parameters: describeParameters(signature.signature.parameters),
  };
}

function operandNames(signature: Signature, call: CallExpression, place: Place): readonly string[] {
  // As the argument of another, a term is not applied.
  if (signature.kind === 'term' && place.is !== 'objective value' && kindsAt(place).includes('term'))
    return [];
  const names = operandsOf(signature).map(({ name }) => name);
  if (signature.kind !== 'term' || signature.separator !== ';') return names;
  const end = call.arguments.findIndex(
    ({ name, separator }, i) => name !== undefined || (i > 0 && separator !== ';'),
  );
  return padded(names, end < 0 ? call.arguments.length : end);
}

function padded(names: readonly string[], length: number): readonly string[] {
  return [...names, ...Array<string>(Math.max(0, length - names.length)).fill('')];
}

/** Kinds of constructors that may be called at a place. */
export function kindsAt(place: Place): readonly ConstructorKind[] {
  if (place.is === 'constructor') return place.kinds;
  if (place.is === 'objective value') return ['term'];
  if (place.is === 'argument') return kindsAt(place.value);
  if (place.is !== 'value') return [];
  return optionsOf(place.expects).flatMap((option) => (option.is === 'constructor' ? option.kinds : []));
}

export function optionsOf(expectation: Expectation): readonly Expectation[] {
  return expectation.is === 'union' ? expectation.options.flatMap(optionsOf) : [expectation];
}

/** Which operand or parameter an argument of a call fills. */
export function slotOf(call: CallExpression, index: number, { operands, parameters }: Arguments): number {
  const all = [...operands, ...parameters.map(({ name }) => name)];
  const name = call.arguments[index]?.name?.text;
  if (name !== undefined) return all.indexOf(name);
  const taken = new Set(call.arguments.map((argument) => argument.name?.text));
  const free = all.flatMap((slot, i) => (i >= operands.length || !taken.has(slot) ? [i] : []));
  const position = call.arguments.slice(0, index).filter((argument) => argument.name === undefined).length;
  return free[position] ?? -1;
}

function inCall(
  call: CallExpression,
  child: TreeNode,
  below: readonly TreeNode[],
  place: Place,
  names: Names,
): Place {
  const expected = argumentsOf(call, place, names);
  if (!isArgument(child) || expected === undefined) return nothing;
  const { operands, parameters } = expected;
  const [part, ...deeper] = below;
  const given = new Set(call.arguments.map((argument) => argument.name?.text));
  const index = call.arguments.indexOf(child);
  const positional = call.arguments.slice(0, index).filter(({ name }) => name === undefined).length;
  const free = parameters.filter(({ name }, i) => !given.has(name) && operands.length + i >= positional);
  if (part !== undefined && part === child.name) return { is: 'argument', value: nothing, names: free };
  const slot = slotOf(call, index, expected);
  const parameter = parameters[slot - operands.length];
  const value: Place = slot < 0 ? nothing : slot < operands.length ? variable : parameterPlace(parameter);
  if (part === undefined) return value;
  if (child.name !== undefined || !isMarker(part)) return inExpression(part, deeper, value, names);
  const named = call.arguments.slice(0, index).some(({ name }) => name !== undefined);
  return { is: 'argument', value: named ? nothing : value, names: free };
}

function parameterPlace(parameter: ParameterDescription | undefined): Place {
  return parameter === undefined ? nothing : { is: 'value', expects: parameter.expectation };
}
