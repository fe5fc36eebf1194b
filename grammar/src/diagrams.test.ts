import { expect, test } from 'vitest';
import { syntaxDiagramPage, syntaxDiagrams } from './diagrams.js';
import { keywords } from './keywords.js';

test('every rule has a diagram, every link a target', () => {
  const page = syntaxDiagramPage();
  const targets = new Set([...page.matchAll(/id="(\w+)"/g)].map(([, id]) => id));
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
  expect(targets).toContain('objective');
  expect(links.length).toBeGreaterThan(40);
  for (const link of links) expect(targets).toContain(link?.slice(1));
});

test('every keyword is drawn', () => {
  const all = syntaxDiagrams()
    .map(({ svg }) => svg)
    .join('');
  for (const keyword of keywords) expect(all).toContain(`>${keyword}</text>`);
});

test('the page needs nothing from elsewhere', () => {
  expect(syntaxDiagramPage()).not.toMatch(/<script|https?:|@import|<link/);
});

test.each([
  ['entry', ['name', ':', 'expression', ',']],
  ['number', ['number', 'epochs', 'steps']],
])('the diagram of %s', (name, words) => {
  const diagram = syntaxDiagrams().find(({ rule }) => rule === name);
  expect([...(diagram?.svg ?? '').matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual(words);
});
