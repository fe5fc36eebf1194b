import type { Declaration, Expression, ModelRole, Name, Span } from '@infomin/grammar';
import type { Location } from '../text/source.js';
import type { DeclaredSymbol, Module, SymbolKind } from './module.js';

/** What messages call a declaration: `an encoder`, `a view`. */
export function describeSymbol(symbol: DeclaredSymbol): string {
  if (symbol.declaration?.kind === 'model') return describeRole(symbol.declaration.role);
  return symbol.kind === 'param'
    ? 'a parameter'
    : symbol.kind === 'objective'
      ? 'an objective'
      : `a ${symbol.kind}`;
}

export function describeRole(role: ModelRole): string {
  return role === 'encoder' ? 'an encoder' : `a ${role}`;
}

/** Names no declaration may take: they mean something in expressions. */
export const reservedNames: ReadonlySet<string> = new Set(['seed', 'env', 'concat']);

/** Where a symbol is declared, for related places. */
export function declaredAt(symbol: DeclaredSymbol): { message: string; at: Location }[] {
  if (symbol.nameSpan === undefined) return [];
  return [
    {
      message: `\`${symbol.name}\` is declared here`,
      at: { source: symbol.module.source, span: symbol.nameSpan },
    },
  ];
}

/** A reader's name for an expression that stands where it should not. */
export function describeExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return 'a number';
    case 'string':
      return 'a string';
    case 'boolean':
      return `\`${expression.value}\``;
    case 'symbol':
      return `the symbol \`.${expression.name.text}\``;
    case 'list':
      return 'a list';
    case 'record':
      return 'a record';
    case 'range':
      return 'a range';
    case 'name':
      return `\`${expression.text}\``;
    case 'call':
      return expression.callee.kind === 'name' ? `\`${expression.callee.text}(…)\`` : 'a call';
    case 'member':
      return expression.object.kind === 'name'
        ? `\`${expression.object.text}.${expression.member.text}\``
        : `\`….${expression.member.text}\``;
    case 'index':
      return 'a slice of channels';
    case 'pipe':
      return 'a view operation applied';
    case 'negate':
    case 'binary':
      return 'arithmetic';
    case 'parenthesized':
      return describeExpression(expression.inner);
    case 'missing':
      return 'nothing';
  }
}

/** An expression as it is written, cut off where it is long. */
export function textOf(module: Module, { span }: { readonly span: Span }): string {
  const text = module.source.text.slice(span.start, span.end).replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Whether an expression can only be a random variable: it is made of data or of what a model gives. */
export function isVariable(module: Module, expression: Expression): boolean {
  const variables: readonly (SymbolKind | undefined)[] = ['view', 'batch', 'model'];
  switch (expression.kind) {
    case 'parenthesized':
      return isVariable(module, expression.inner);
    case 'pipe':
      return true;
    case 'index':
    case 'member':
      return isVariable(module, expression.object);
    case 'call':
      return isVariable(module, expression.callee);
    case 'name':
      return expression.text === 'concat' || variables.includes(module.names.get(expression.text)?.kind);
    default:
      return false;
  }
}

/** The names that are called in a file. */
export function calledNames(part: unknown, found: string[] = []): string[] {
  if (Array.isArray(part)) {
    for (const item of part) calledNames(item, found);
  } else if (typeof part === 'object' && part !== null) {
    const node = part as Expression;
    if (node.kind === 'call' && node.callee.kind === 'name') found.push(node.callee.text);
    for (const value of Object.values(part)) calledNames(value, found);
  }
  return found;
}

const namingKinds: ReadonlySet<string> = new Set<SymbolKind>([
  'param',
  'dataset',
  'batch',
  'view',
  'model',
  'objective',
  'probe',
]);

export function isNaming(
  declaration: Declaration,
): declaration is Extract<Declaration, { kind: SymbolKind }> {
  return namingKinds.has(declaration.kind);
}

export function namesOf(declaration: Extract<Declaration, { kind: SymbolKind }>): readonly Name[] {
  if (declaration.kind === 'view') return declaration.names;
  return declaration.name === undefined ? [] : [declaration.name];
}
