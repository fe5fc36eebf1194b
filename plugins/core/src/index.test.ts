import { expect, it } from 'vitest';
import plugin from './index.js';

it('every constructor has its documentation, an example that names it, and code', async () => {
  for (const signature of plugin.constructors) {
    expect(signature.doc.length, signature.name).toBeGreaterThan(40);
    expect(signature.example, signature.name).toContain(`${signature.name}(`);
    expect((await signature.implementation()).default, signature.name).toBeTypeOf('object');
    for (const [name, parameter] of Object.entries(signature.parameters.shape)) {
      expect(parameter.description, `${signature.name}.${name}`).toBeTypeOf('string');
    }
  }
  const names = plugin.constructors.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
