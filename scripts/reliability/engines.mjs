// What runs compute on, so that they give the same numbers each time.

/** By engine, the arguments of its constructor. PyTorch's sums round differently on another number of threads. */
export const engineArgs = { torch: { device: 'cpu', threads: 1, deterministic: true } };

const flags = { onnx: ['--no-tune'], torch: ['--device', 'cpu', '--deterministic'] };

/** The engine of all runs, which the processes that the harness starts are told by their environment. */
export const engineOfRuns = () => process.env.RELIABILITY_ENGINE ?? 'onnx';

export const engineFlags = () => ['--engine', engineOfRuns(), ...(flags[engineOfRuns()] ?? [])];
