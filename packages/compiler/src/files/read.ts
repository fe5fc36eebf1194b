import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { type Host, maxSourceBytes } from '../host/host.js';
import { type Location, Source } from '../text/source.js';

/**
 * The text of a file; `undefined` where it cannot be read, which is told.
 *
 * @param from where it is imported
 */
export function readSource(
  host: Host,
  diagnostics: Diagnostics,
  path: string,
  from?: Location,
): Source | undefined {
  // A message would quote it.
  if (from !== undefined && !path.endsWith('.infomin')) {
    diagnostics.add('IM2109', from, { path });
    return undefined;
  }
  const bytes = host.readFile(path);
  const start: Location = { source: new Source(path, ''), span: { start: 0, end: 0 } };
  if (bytes === undefined) {
    const suggestion = host.whyUnreadable?.(path);
    if (from === undefined) diagnostics.add('IM1008', start, { path }, { suggestion });
    else diagnostics.add('IM2104', from, { path }, { suggestion });
    return undefined;
  }
  if (bytes.length > maxSourceBytes) {
    diagnostics.add('IM1010', start, { path, limit: maxSourceBytes / 1024 / 1024 });
    return undefined;
  }
  const text = decodeUtf8(bytes);
  if (typeof text === 'number') {
    const good = new TextDecoder().decode(bytes.subarray(0, text));
    const at: Location = { source: new Source(path, good), span: { start: good.length, end: good.length } };
    const byte = `0x${bytes[text]!.toString(16).toUpperCase().padStart(2, '0')}`;
    diagnostics.add('IM1009', at, { path, byte }, { suggestion: howToSave(bytes) });
    return undefined;
  }
  return new Source(path, text);
}

/** UTF-16 opens with its byte order mark, in either order. */
function howToSave([first, second]: Uint8Array): string {
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isUtf16 ? 'it is UTF-16: save it as UTF-8' : 'save the file as UTF-8';
}

/** The text, or the offset of the first byte that is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | number {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    let good = 0;
    let bad = bytes.length;
    while (good + 1 < bad) {
      const middle = (good + bad) >> 1;
      if (isUtf8Start(bytes.subarray(0, middle))) good = middle;
      else bad = middle;
    }
    return good;
  }
}

/** Whether bytes are UTF-8, be it with a character cut off at the end. */
function isUtf8Start(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
