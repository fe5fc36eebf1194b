import {
  applyPasses,
  type Check,
  type Core,
  type Graph,
  optimise,
  removeDead,
  shareCommon,
  verify,
} from '@infomin/tensor-program';
import type { Onnx, OnnxGraph } from '../dialect/onnx.js';
import type { ChooseWay } from '../lower/convolution.js';
import { lower, loweredOps } from '../lower/lower.js';
import { widenBroadcasts } from './broadcasts.js';
import { collapseReshapes } from './reshapes.js';

/** What is done to a graph of ONNX operators, in order. */
const passes = { widenBroadcasts, collapseReshapes, shareCommon, removeDead };

export interface Compiled {
  /** After the passes that every backend has. */
  readonly optimised: Graph<Core>;
  readonly lowered: OnnxGraph;
}

/** A traced graph as ONNX operators, in which convolutions go the way that is chosen for them. */
export function compile(
  traced: Graph<Core>,
  choose: ChooseWay = () => undefined,
  check: Check = verify,
): Compiled {
  const optimised = optimise(traced, loweredOps, check);
  const lowered = lower(optimised, choose);
  check(lowered, 'lowering');
  return { optimised, lowered: applyPasses<Onnx>(lowered, passes, check) };
}
