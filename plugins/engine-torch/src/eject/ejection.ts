import type { HostTensor, HostTensors, Initializer, ProgramSpec } from '@infomin/plugin';

/** An input of a run: a number and what it grows by each round, a tensor to be stored, or numbers drawn at random, whole ones below a bound. */
export type EjectedInput =
  | { readonly kind: 'value'; readonly value: number; readonly eachRound?: number }
  | { readonly kind: 'stored'; readonly tensor: HostTensor }
  | { readonly kind: 'drawn'; readonly below: number };

/** One run of a program. */
export interface EjectedRun {
  /** One of the programs. */
  readonly spec: ProgramSpec;
  /** The step that keys its draws. */
  readonly step: number;
  readonly inputs: Readonly<Record<string, EjectedInput>>;
}

/** A part of a tensor of the state, and how it starts. */
export interface EjectedPart {
  readonly spec: { readonly shape: readonly number[]; readonly init: Initializer };
  readonly start: string;
  readonly name: string;
}

export interface Ejection {
  /** Of the file. */
  readonly name: string;
  readonly seed: number;
  readonly programs: readonly ProgramSpec[];
  readonly runs: readonly EjectedRun[];
  /** The first so many are a round, which `bench.py` times. */
  readonly runsARound: number;
  /** Steps of those, which key draws. */
  readonly stepsARound: number;
  /** What the tensors of the state are made of. */
  readonly parts: Readonly<Record<string, readonly EjectedPart[]>>;
  /** Their values at the start; without them the folder draws the same ones. */
  readonly state?: HostTensors | undefined;
  /** What the runs gave and left, on another engine; without it there is nothing to check. */
  readonly expected?: Expected;
}

export interface Expected {
  /** For people: `ONNX Runtime 1.30.0, CPU, 2 threads`. */
  readonly engine: string;
  /** Of each run. */
  readonly outputs: readonly HostTensors[];
  /** Of each tensor of the state after the last. */
  readonly rootMeanSquares: Readonly<Record<string, number>>;
}
