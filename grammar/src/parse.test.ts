import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from './parse.js';

const programs = new URL('../test/programs/', import.meta.url);

describe('the programs of the language page', () => {
  const files = readdirSync(programs).filter((name) => name.endsWith('.infomin'));

  test('are all here', () => expect(files.length).toBeGreaterThanOrEqual(4));

  test.each(files)('%s', (name) => {
    const result = parse(readFileSync(new URL(name, programs), 'utf8'));
    expect(result.problems).toEqual([]);
    expect(result.file.declarations.length).toBeGreaterThan(5);
  });
});
