import { builtInFunctions, isBuiltInFunction } from '@infomin/compiler';
import { type CallExpression, isArgument, type TreeNode } from '@infomin/grammar';
import type { ParameterInformation, SignatureHelp } from 'vscode-languageserver';
import { namesFor } from '../completion/completion.js';
import { markCursor } from '../completion/marked.js';
import {
  type Arguments,
  argumentsOf,
  kindsAt,
  type Names,
  type Place,
  placeOf,
  slotOf,
} from '../completion/place.js';
import {
  constructorLabel,
  formatParameter,
  operandsOf,
  parameterLine,
  signatureLabel,
} from '../describe/constructors.js';
import { typeOf } from '../describe/symbols.js';
import type { SyntaxFile } from '../syntax/file.js';
import type { Workspace } from '../workspace/workspace.js';

/** How the call around a cursor is written, and which argument the cursor is in. */
export function signatureHelp(
  workspace: Workspace,
  file: SyntaxFile,
  offset: number,
): SignatureHelp | undefined {
  const { path } = markCursor(file.chunks.at(offset), offset);
  const names = namesFor(workspace, file);
  const at = path.findLastIndex(
    (node, i) => isCall(node) && path[i + 1] !== undefined && isArgument(path[i + 1]!),
  );
  const call = path[at];
  const argument = path[at + 1];
  if (call === undefined || !isCall(call) || argument === undefined || !isArgument(argument))
    return undefined;
  const place = placeOf(path.slice(0, at + 1), names);
  const expected = argumentsOf(call, place, names);
  if (expected === undefined) return undefined;
  const signature = describe(workspace, file, call, place, expected, names);
  const slot = slotOf(call, call.arguments.indexOf(argument), expected);
  const activeParameter = labelOf(slot, expected, signature.parameters.length);
  return { signatures: [{ ...signature, activeParameter }], activeSignature: 0, activeParameter };
}

/** Which of some labels is that of a slot: the last operand's is that of all behind it, too. */
function labelOf(slot: number, { operands, parameters }: Arguments, labels: number): number {
  // No argument of that name or at that position: past the last one nothing is marked.
  if (slot < 0) return labels;
  const first = labels - parameters.length;
  return slot < operands.length ? Math.min(slot, first - 1) : slot - operands.length + first;
}

function isCall(node: TreeNode): node is CallExpression {
  return 'kind' in node && node.kind === 'call';
}

function describe(
  workspace: Workspace,
  file: SyntaxFile,
  { callee }: CallExpression,
  place: Place,
  { operands, parameters }: Arguments,
  names: Names,
): { label: string; documentation?: string; parameters: ParameterInformation[] } {
  const name = callee.kind === 'member' ? callee.member.text : callee.kind === 'name' ? callee.text : '';
  const target = workspace.find(file, name);
  if (callee.kind === 'name' && target?.declared.shape.kind === 'model') {
    const { label, ranges } = signatureLabel(name, ['x']);
    const type = typeOf(workspace, file, name, target);
    return { label: type === undefined ? label : `${label}: ${type}`, parameters: [{ label: ranges[0]! }] };
  }
  if (isBuiltInFunction(name)) {
    const { label, ranges } = signatureLabel(name, builtInFunctions[name].operands);
    return { label, parameters: ranges.map((range) => ({ label: range })) };
  }
  const docs = parameters.map((parameter) => parameterLine(parameter));
  const kinds = kindsAt(place);
  const registered =
    kinds.map((kind) => names.registry.find(kind, name)).find((found) => found !== undefined) ??
    names.registry.find(undefined, name);
  if (callee.kind === 'member' || registered === undefined) {
    const { label, ranges } = signatureLabel(name, parameters.map(formatParameter));
    return { label, parameters: ranges.map((range, i) => ({ label: range, documentation: docs[i]! })) };
  }
  const applied = operands.length === 0 ? [] : operandsOf(registered.signature);
  const { label, ranges } = constructorLabel(registered.signature, applied);
  const all = [...applied.map(({ doc }) => doc), ...docs];
  const [summary = ''] = registered.signature.doc.split('\n\n');
  return {
    label,
    documentation: summary,
    parameters: ranges.map((range, i) => ({ label: range, documentation: all[i]! })),
  };
}
