/** Functions that every file has, by name; no declaration may take one of these names. */
export const builtInFunctions = {
  concat: { doc: 'Joins vectors of one batch.', operands: ['a', 'b', '…'] },
  stop: {
    doc: 'A random variable as a constant: its values are the same, but no gradient passes through it (stop-gradient).',
    operands: ['x'],
  },
} as const satisfies Record<string, { readonly doc: string; readonly operands: readonly string[] }>;

export type BuiltInFunction = keyof typeof builtInFunctions;

export function isBuiltInFunction(name: string): name is BuiltInFunction {
  return Object.hasOwn(builtInFunctions, name);
}
