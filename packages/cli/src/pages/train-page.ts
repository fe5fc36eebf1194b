import { describeParameters } from '@infomin/compiler';
import { train } from '@infomin/plugin';
import { codeBlock } from './markdown.js';
import type { Page } from './page.js';
import { parameterTable } from './plugin-page.js';

/** The keys of `train` blocks, as `infomin plugins train` tells them. */
export function trainPage(path: string): Page {
  const parts = [
    '# Training',
    train.doc,
    parameterTable('key', describeParameters(train.parameters)),
    codeBlock('infomin', train.example),
  ];
  return { path, title: 'Training', group: 'Reference', markdown: `${parts.join('\n\n')}\n` };
}
