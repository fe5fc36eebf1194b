import { generateCstDts } from 'chevrotain';
import { expect, test } from 'vitest';
import { parser } from './grammar.js';

test('the types of the concrete tree are those of the grammar (`npx vitest run grammar -u` writes them)', async () => {
  const types = generateCstDts(parser.getGAstProductions(), {
    includeVisitorInterface: false,
  }).replace('ICstVisitor, ', '');
  const header =
    '/** The concrete tree, written from the grammar by cst.test.ts (vitest -u). */\n// biome-ignore-all format: written by a program\n';
  await expect(header + types).toMatchFileSnapshot('cst.ts');
});
