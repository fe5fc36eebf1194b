/** What numbers and strings mean, and what may be wrong in them. */
import type { Complaint } from './problems.js';

type Report = (complaint: Complaint, start: number, end: number) => void;

const wellFormed = /^\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+(?:_\d+)*)?$/;

/** Reads `10_000`, `0.1`, `1e-3`. A number that cannot be read is reported and counts as 0. */
export function readNumber(raw: string, start: number, report: Report): { value: number; integer: boolean } {
  const integer = /^[\d_]*$/.test(raw);
  if (!wellFormed.test(raw)) {
    report({ code: 'bad-number', holes: { number: raw } }, start, start + raw.length);
    return { value: 0, integer };
  }
  const value = Number(raw.replaceAll('_', ''));
  if (!Number.isFinite(value) || (integer && !Number.isSafeInteger(value))) {
    report({ code: 'number-too-large', holes: { number: raw } }, start, start + raw.length);
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
