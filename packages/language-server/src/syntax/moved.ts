import type { Span } from '@infomin/grammar';

/** A node with all spans moved by an offset. */
export function moved<T>(part: T, by: number): T {
  if (by === 0 || typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((item: unknown) => moved(item, by)) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(part)) {
    copy[key] =
      key === 'span'
        ? { start: (value as Span).start + by, end: (value as Span).end + by }
        : moved(value, by);
  }
  return copy as T;
}
