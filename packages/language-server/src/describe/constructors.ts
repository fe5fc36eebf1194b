import {
  describeParameters,
  type Expectation,
  formatDefault,
  formatExpectation,
  formatKind,
  type ParameterDescription,
  type RegisteredConstructor,
} from '@infomin/compiler';
import type { OperandSignature, Signature } from '@infomin/plugin';

/** A parameter in a few words, as signatures show it: `lr: Number = 0.001`. */
export function formatParameter(parameter: ParameterDescription): string {
  const { name, expectation, required } = parameter;
  const type = formatShort(expectation);
  if (required) return `${name}: ${type}`;
  const byDefault = formatDefault(parameter);
  return byDefault === undefined ? `${name}?: ${type}` : `${name}: ${type} = ${byDefault}`;
}

/** What a place expects, as short as a type. */
function formatShort(expected: Expectation): string {
  switch (expected.is) {
    case 'number':
      return expected.integer ? 'Int' : 'Number';
    case 'string':
      return 'String';
    case 'boolean':
      return 'Bool';
    case 'symbol':
      return expected.members.map((member) => `.${member}`).join(' | ');
    case 'list':
      return `[${formatShort(expected.item)}]`;
    case 'record':
      if (expected.keys !== undefined) return `{ ${expected.keys}: … }`;
      return expected.fields === undefined ? '{ … }' : `{ ${Object.keys(expected.fields).join(', ')} }`;
    case 'range':
      return 'a..b';
    case 'duration':
      return 'epochs or steps';
    case 'constructor':
    case 'name':
      return expected.kinds
        .map(formatKind)
        .join(' | ')
        .replace(/\ban? /g, '');
    case 'union':
      return expected.options.map(formatShort).join(' | ');
    case 'any':
      return 'value';
  }
}

/** Operands of a term or a probe: the expressions that come before its parameters. */
export function operandsOf(signature: Signature): readonly OperandSignature[] {
  return signature.kind === 'term' || signature.kind === 'probe' ? signature.operands : [];
}

/** `I_NCE(a; b, temperature: Number = 0.1)`, and where in it each operand and parameter stands. */
export function signatureLabel(name: string, parts: readonly string[], operands = 0, separator = ',') {
  let label = `${name}(`;
  const ranges = parts.map((part, i): [number, number] => {
    if (i > 0) label += i < operands ? `${separator} ` : ', ';
    const start = label.length;
    label += part;
    return [start, label.length];
  });
  return { label: `${label})`, ranges };
}

export function constructorLabel(signature: Signature, operands = operandsOf(signature)) {
  const parts = [
    ...operands.map(({ name }) => name),
    ...describeParameters(signature.parameters).map(formatParameter),
  ];
  const separator = signature.kind === 'term' ? signature.separator : ',';
  return signatureLabel(signature.name, parts, operands.length, separator);
}

/** A constructor's page in Markdown: how it is called, what it does, what it takes. */
export function constructorPage({ plugin, signature }: RegisteredConstructor): string {
  const parameters = describeParameters(signature.parameters);
  const operands = operandsOf(signature);
  const lines = [
    codeBlock(constructorLabel(signature).label),
    `*${formatKind(signature.kind).replace(/^an? /, '')} of \`${plugin.name}\`*`,
    signature.doc,
    ...(operands.length + parameters.length > 0
      ? [
          [
            ...operands.map(({ name, doc }) => `* \`${name}\`: ${doc}`),
            ...parameters.map((parameter) => `* ${parameterLine(parameter)}`),
          ].join('\n'),
        ]
      : []),
  ];
  return lines.join('\n\n');
}

/** `` `lr` (a number, greater than 0; default `0.001`): how far a step goes. `` */
export function parameterLine(parameter: ParameterDescription): string {
  const { name, doc, unit, required, expectation } = parameter;
  const byDefault = formatDefault(parameter);
  const facts = [
    `${formatExpectation(expectation)}${unit === undefined ? '' : ` ${unit}`}`,
    ...(byDefault === undefined ? [] : [`default \`${byDefault}\``]),
    ...(required || byDefault !== undefined ? [] : ['may be left out']),
  ];
  return `\`${name}\` (${facts.join('; ')})${doc === undefined ? '' : `: ${doc}`}`;
}

export function codeBlock(text: string): string {
  return `\`\`\`infomin\n${text}\n\`\`\``;
}
