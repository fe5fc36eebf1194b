import {
  describeDeclaration,
  type Expression,
  isRecipe,
  type ModelRole,
  openerByText,
  type Span,
} from '@infomin/grammar';
import type { Location } from '../text/source.js';
import { builtInFunctions, isBuiltInFunction } from './functions.js';
import type { DeclaredSymbol, Module, SymbolKind, SymbolOf } from './module.js';

/** What messages call a declaration: `an encoder`, `a view`. */
export function describeSymbol({ declaration }: DeclaredSymbol): string {
  if (declaration?.kind === 'view' && isRecipe(declaration.value)) return 'a recipe';
  return declaration === undefined ? 'a parameter' : describeDeclaration(declaration);
}

/** `describeSymbol` without its article: `encoder`, `view`. */
export function kindInWords(symbol: DeclaredSymbol): string {
  return describeSymbol(symbol).replace(/^an? /, '');
}

/** What messages call a model of a role: `an encoder`. */
export function describeRole(role: ModelRole): string {
  return openerByText.get(role)?.thing ?? role;
}

/** Names no declaration may take: they mean something in expressions. */
export const reservedNames: ReadonlySet<string> = new Set(['seed', 'env', ...Object.keys(builtInFunctions)]);

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
    case 'duration':
      return 'a length of training';
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
    case 'input':
    case 'pipe':
      return isRecipe(expression) ? 'a recipe' : 'a view operation applied';
    case 'tuple':
      return 'a tuple';
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
      return !isRecipe(expression);
    case 'index':
    case 'member':
      return isVariable(module, expression.object);
    case 'call':
      return isVariable(module, expression.callee);
    case 'name':
      return (
        isBuiltInFunction(expression.text) || variables.includes(module.names.get(expression.text)?.kind)
      );
    default:
      return false;
  }
}

/** What to say where the results of a file stand among what is computed. */
export const onlyInReports =
  'results of another file stand in reports; what it declares is imported in braces, `import { … }`';

/** The file whose results an expression takes, `raw` of `raw.nce.mi`. */
export function importedIn(module: Module, expression: Expression): SymbolOf<'import'> | undefined {
  if (expression.kind === 'member') return importedIn(module, expression.object);
  const symbol = expression.kind === 'name' ? module.names.get(expression.text) : undefined;
  return symbol?.kind === 'import' ? symbol : undefined;
}
