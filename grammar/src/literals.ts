/** What numbers and strings mean, and what may be wrong in them. */
import type { Complaint } from './problems.js';

type Report = (complaint: Complaint, start: number, end: number) => void;

const wellFormed = /^\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+(?:_\d+)*)?$/;

const units: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
]);

/** The number that is meant by one that is written otherwise: `24px`, `50k`, `1__000`, `.5`. */
function meantBy(raw: string): string {
  const plain = raw.replaceAll('_', '');
  if (/^0[xbo]/i.test(plain) && Number.isSafeInteger(Number(plain))) return String(Number(plain));
  const [all, number = ''] = /^(\d*(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(plain) ?? [''];
  const unit = units.get(plain.slice(all.length));
  return unit === undefined ? number.replace(/^\./, '0.') : String(Number(number) * unit);
}

/** Reads `10_000`, `0.1`, `1e-3`. A number that is written otherwise is reported and read as what is meant. */
export function readNumber(raw: string, start: number, report: Report): { value: number; integer: boolean } {
  if (!wellFormed.test(raw)) {
    const fix = meantBy(raw);
    const complaint = raw.startsWith('.')
      ? ({ code: 'decimal-without-zero', holes: { number: fix } } as const)
      : ({ code: 'bad-number', holes: { number: raw }, suggestion: `write \`${fix}\`` } as const);
    report({ ...complaint, fix }, start, start + raw.length);
    return readNumber(fix, start, () => {});
  }
  const integer = /^[\d_]*$/.test(raw);
  const value = Number(raw.replaceAll('_', ''));
  if (!Number.isFinite(value) || (integer && !Number.isSafeInteger(value))) {
    const nearest = Number.isFinite(value) ? value.toExponential().replace('+', '') : undefined;
    const kind = nearest === undefined ? 'a number' : 'a whole number';
    const suggestion = nearest && `write \`${nearest}\`, which is the nearest number there is`;
    report(
      { code: 'number-too-large', holes: { number: raw, kind }, suggestion, fix: nearest },
      start,
      start + raw.length,
    );
    return { value: integer ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE, integer };
  }
  return { value, integer };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '"': '"',
  '\\': '\\',
  "'": "'",
  '/': '/',
};

const escapes = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([\s\S]?))/g;

/** Resolves the escapes of a string's inside; `start` is the offset of its first character. */
export function readString(inside: string, start: number, report: Report): string {
  if (!inside.includes('\\')) return inside;
  return inside.replace(escapes, (all, braced?: string, plain?: string, simple?: string, offset?: number) => {
    const hex = braced ?? plain;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    const known = simple === undefined ? undefined : simpleEscapes[simple];
    if (known !== undefined) return known;
    const at = start + (offset ?? 0);
    report({ code: 'bad-escape', holes: { escape: all } }, at, at + all.length);
    return simple ?? all.slice(1);
  });
}

/** A string as the language writes it. */
export function quote(value: string): string {
  // Control characters and lone surrogates cannot be seen, or cannot be stored, as they are.
  const escaped = value.replace(/["\\\p{Cc}\p{Cs}]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
