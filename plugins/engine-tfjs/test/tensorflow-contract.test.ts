import { engineContract } from '@infomin/testing/engine-contract';
import { findTensorflow } from './found.js';

/** TensorFlow rounds places and quotients to float32, chooses among one type, and refuses segments beyond the last. */
const others = [
  'cropAndResize, bilinear, to the border and a little beyond',
  'cropAndResize, nearest, to the border and a little beyond',
  'mod and floorDiv of quotients that are rounded to whole numbers',
  'where of mixed types',
  'unsortedSegmentSum of places beyond the last',
];

const create = await findTensorflow();
if (create) engineContract(create, {}, others);
