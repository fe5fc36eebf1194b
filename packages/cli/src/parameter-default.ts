import type { Expectation, ParameterDescription } from '@infomin/compiler';

/** A parameter's default as a file would write it (`.nvp`, `0.08..1`); `undefined` where it has none. */
export function formatDefault(parameter: ParameterDescription): string | undefined {
  const { required, default: value, expectation } = parameter;
  return required || value === undefined || value === null ? undefined : written(value, expectation);
}

function written(value: unknown, expected: Expectation): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value === 'string') return expectsSymbol(expected) ? `.${value}` : JSON.stringify(value);
  if (Array.isArray(value)) {
    const item: Expectation = expected.is === 'list' ? expected.item : { is: 'any' };
    return `[${value.map((each) => written(each, item)).join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value);
  if ('from' in value && 'to' in value && fields.length === 2) {
    return `${written(value.from, { is: 'any' })}..${written(value.to, { is: 'any' })}`;
  }
  return `{ ${fields.map(([key, each]) => `${key}: ${written(each, { is: 'any' })}`).join(', ')} }`;
}

function expectsSymbol(expected: Expectation): boolean {
  return expected.is === 'union' ? expected.options.some(expectsSymbol) : expected.is === 'symbol';
}
