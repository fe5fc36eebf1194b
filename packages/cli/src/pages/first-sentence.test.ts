import { expect, test } from 'vitest';
import { firstSentence } from './first-sentence.js';

test.each([
  ['Makes views. Takes images.', 'Makes views'],
  ['A bound of van den Oord et al. 2018, eq. 2. Then more.', 'A bound of van den Oord et al. 2018, eq. 2'],
  ['As Chen et al. (2020) and Grill et al. Have it. More.', 'As Chen et al. (2020) and Grill et al. Have it'],
  ['Two things: one and\nthe other. More.', 'Two things: one and the other'],
  ['Drops `p` of 0.5 of them, e.g. half. `x` stays.', 'Drops `p` of 0.5 of them, e.g. half'],
  ['What it takes:\n\n* this. And that.', 'What it takes'],
  ['No stop', 'No stop'],
  ['', ''],
])('%j', (doc, sentence) => expect(firstSentence(doc)).toBe(sentence));
