// ONNX Runtime as WebAssembly, in the place of the engine's one module that loads it. It has no telemetry.
import { env, type InferenceSession as Session, Tensor, InferenceSession as Web } from 'onnxruntime-web/wasm';

env.wasm.wasmPaths = new URL('./', import.meta.url).href;
env.wasm.numThreads = 1;

export type InferenceSession = Pick<Session, 'run' | 'release'>;

export const InferenceSession = {
  /** A session that fills the tensors it is given for outputs, as Node's does: the web's leaves them as they were. */
  async create(bytes: Uint8Array, options: Session.SessionOptions): Promise<InferenceSession> {
    const session = await Web.create(bytes, options);
    return {
      release: () => session.release(),
      async run(feeds: Session.FeedsType, into: Record<string, Tensor | null>) {
        const results = await session.run(feeds, Object.keys(into));
        for (const [name, given] of Object.entries(into)) {
          if (given) (given.data as Float32Array).set(results[name]!.data as Float32Array);
        }
        return results;
      },
    } as InferenceSession;
  },
};

export { Tensor };
export const { web: version } = env.versions as { web: string };
