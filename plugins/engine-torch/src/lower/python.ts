import type { DType } from '@infomin/tensor-program';

/** A number as Python writes it; one of float32 never looks like a whole number. */
export function literal(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'False' : 'True';
  if (dtype !== 'float32') return String(Math.trunc(value));
  if (Number.isNaN(value)) return 'math.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'math.inf' : '-math.inf';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

export function truth(value: boolean): string {
  return value ? 'True' : 'False';
}

/** `(1, 2)`, `(1,)`, `()` */
export function tuple(items: readonly (number | string)[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

const types = {
  float32: 'torch.float32',
  int32: 'torch.int32',
  int64: 'torch.int64',
  bool: 'torch.bool',
  uint8: 'torch.uint8',
} as const;

export function pythonType(dtype: DType): string {
  return types[dtype];
}

/** A name made of any text: `nce/max` is `nce_max`. */
export function identifier(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/\W+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(name) ? name : `v_${name}`;
}
