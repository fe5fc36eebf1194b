import { childrenOf, isRecipe, type NameExpression, type TreeNode } from '@infomin/grammar';
import type { DeclaredSymbol, Module } from '../files/module.js';
import type { Trial } from './trial.js';

/**
 * What the value of an expression hangs on, itself or through what it names, each with the name in the expression that leads
 * to it. A recipe is read only where it is applied.
 */
export function readsOf(
  trial: Trial,
  module: Module,
  expression: TreeNode,
): ReadonlyMap<DeclaredSymbol, NameExpression> {
  const found = new Map<DeclaredSymbol, NameExpression>();
  const ahead: { node: TreeNode; within: Module; by?: NameExpression }[] = [
    { node: expression, within: module },
  ];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { node, within, by } = next;
    if ('kind' in node && node.kind === 'pipe' && isRecipe(node)) continue;
    if ('kind' in node && node.kind === 'name') {
      const symbol = node.text === 'seed' ? trial.session.root.seed : within.names.get(node.text);
      if (symbol === undefined || found.has(symbol)) continue;
      found.set(symbol, by ?? node);
      const { declaration } = symbol;
      const isSet = symbol.kind === 'param' && trial.settings.has(symbol);
      if (declaration !== undefined && !isSet)
        ahead.push({ node: declaration, within: symbol.module, by: by ?? node });
    } else {
      for (const child of childrenOf(node).reverse()) ahead.push({ node: child, within, ...(by && { by }) });
    }
  }
  return found;
}
