import { parentPort } from 'node:worker_threads';
import { type RenderTask, render } from './render.js';

/** What the thread is sent and answers. */
export interface RenderCall {
  readonly id: number;
  readonly task: RenderTask;
}
export interface RenderAnswer {
  readonly id: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

parentPort?.on('message', ({ id, task }: RenderCall) => {
  const pixels = render(task);
  const answer: RenderAnswer = { id, pixels };
  parentPort?.postMessage(answer, [pixels.buffer]);
});
