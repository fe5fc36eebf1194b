import { formatDiagnostic } from '@infomin/compiler';
import { expect } from 'vitest';
import { marked } from '../marked.js';
import { type Bench, type Given, testedFile } from './bench.js';

/** Warnings that every excerpt of an experiment gives: declared, and not used or trained. */
const unused: readonly string[] = ['IM9002', 'IM9003', 'IM9004', 'IM9005'];

/** Expects exactly the diagnostics that are marked in a source, each at its mark. */
export async function expectDiagnostics(bench: Bench, source: string, given: Given): Promise<void> {
  const { text, marks } = marked(source);
  const { diagnostics, sources } = await bench.compile(text, given);
  const expected = marks.filter((mark) => mark.code !== undefined);
  const codes = new Set(expected.map(({ code }) => code));
  const told = diagnostics.filter(({ code }) => codes.has(code) || !unused.includes(code));
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = (place: { line: number; column: number }) => starts[place.line - 1]! + place.column - 1;
  const shown = (code: string, start: number, end: number) =>
    `${code} at ${start}..${end}: ${text.slice(start, end)}`;
  const actual = told.map(({ code, file, start, end }) =>
    file === testedFile ? shown(code, offset(start), offset(end)) : `${code} in ${file}`,
  );
  const wanted = expected.map(({ code, start, end }) => shown(code!, start, end));
  const formatted = told.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n');
  expect(actual.sort(), formatted || 'no diagnostics').toEqual(wanted.sort());
}
