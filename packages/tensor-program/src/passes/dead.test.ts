import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { verify } from '../ir/verify.js';
import { graphOf, opsOf } from '../testing/index.js';
import { removeDead } from './dead.js';

test('nodes that no output needs go, those that one needs stay in order', () => {
  const graph = graphOf([3], (x) => {
    tf.exp(tf.sin(x));
    return tf.cos(tf.neg(x));
  });
  expect(opsOf(graph)).toEqual(['Sin', 'Exp', 'Neg', 'Cos']);
  const alive = removeDead(graph);
  verify(alive, 'the pass');
  expect(opsOf(alive)).toEqual(['Neg', 'Cos']);
});

test('one needed result keeps a node of several', () => {
  const graph = removeDead(graphOf([4], (x) => tf.split(x, 2)[1]!));
  expect(opsOf(graph)).toEqual(['SplitV']);
});
