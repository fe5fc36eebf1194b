export const isMainThread = true;
export const parentPort = null;
/** Threads of Node; a page does without. */
export class Worker {
  constructor() {
    throw new Error('a page has no threads of Node');
  }
}
