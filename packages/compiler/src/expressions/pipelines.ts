import type { Argument, Expression } from '@infomin/grammar';
import type { Module } from '../files/module.js';
import { isVariable } from '../files/names.js';
import { withoutComments } from '../text/comments.js';

type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Operations that are called within one another, or on what they are applied to, one after the other:
 * `Flip(Noise(b.image, 0.1))` is `b.image |> Noise(0.1) |> Flip()`. `undefined` where a call holds its arguments only.
 */
export function pipeline(module: Module, call: Call): string | undefined {
  const [first, ...rest] = call.arguments;
  if (first === undefined || first.name !== undefined) return undefined;
  const inner = steps(module, first.value);
  return inner && `${inner} |> ${written(module, call, rest)}`;
}

/** What an expression is as a chain of steps, `x` standing for an input that is not there. */
function steps(module: Module, expression: Expression): string | undefined {
  if (isVariable(module, expression)) return textOfAll(module, expression);
  if (expression.kind !== 'call' || !isOperation(module, expression)) return undefined;
  return pipeline(module, expression) ?? `x |> ${textOfAll(module, expression)}`;
}

export function isOperation(module: Module, { callee }: Call): boolean {
  return callee.kind === 'name' && module.registry.find('view', callee.text) !== undefined;
}

function written(module: Module, { callee }: Call, rest: readonly Argument[]): string {
  return `${textOfAll(module, callee)}(${rest.map((argument) => textOfAll(module, argument)).join(', ')})`;
}

function textOfAll(module: Module, { span }: Pick<Expression, 'span'>): string {
  return withoutComments(module.source.text.slice(span.start, span.end)).replace(/\s+/g, ' ');
}
