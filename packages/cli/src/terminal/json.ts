import { visible } from '@infomin/plan';

/** A value as JSON for people and programs: what would act on a terminal stands as an escape, which means the same. */
export function jsonText(value: unknown): string {
  return visible(JSON.stringify(value, undefined, 2)).replaceAll(
    /\\u\{([0-9a-f]+)\}/g,
    (_, code: string) => `\\u${code.padStart(4, '0')}`,
  );
}
