import { type CallExpression, walk } from '@infomin/grammar';
import type { Module } from '../files/module.js';
import { isVariable, reservedNames } from '../files/names.js';
import type { Trial } from '../trial/trial.js';

/** Reports semicolons that do not separate the variables of a term. */
export function checkSemicolons(trial: Trial, module: Module): void {
  const { text } = module.source;
  if (!text.includes(';')) return;
  for (const declaration of module.tree.declarations) {
    for (const node of walk(declaration)) {
      if (!('kind' in node) || node.kind !== 'call') continue;
      const operands = operandsOf(module, node);
      for (const [i, argument] of node.arguments.entries()) {
        const before = node.arguments[i - 1];
        if (before === undefined || argument.separator !== ';') continue;
        if (operands === undefined || (argument.name === undefined && i < operands)) continue;
        // One operand too many is told as that.
        if (operands > 0 && argument.name === undefined && isVariable(module, argument.value)) continue;
        const start = text.indexOf(';', before.span.end);
        const at = { source: module.source, span: { start, end: start + 1 } };
        trial.report('IM3024', at, {}, { suggestion: 'write `,`', fix: { text: ',' } });
      }
    }
  }
}

/** How many operands what is called has: their separators are checked with it. `undefined`: nobody knows what is called. */
function operandsOf(module: Module, { callee }: CallExpression): number | undefined {
  if (callee.kind !== 'name') return undefined;
  const registered = module.registry.find(undefined, callee.text);
  if (registered?.signature.kind === 'term') return registered.signature.operands.length;
  const known = registered !== undefined || reservedNames.has(callee.text);
  return known || module.names.get(callee.text)?.kind === 'model' ? 0 : undefined;
}
