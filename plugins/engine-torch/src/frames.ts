import type { DType } from '@infomin/tensor-program';

/** A tensor in a frame. */
export interface Sent {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

const padding = (size: number) => (8 - (size % 8)) % 8;

/** A header and tensors as the pieces of a frame; see `worker.py`. The tensors' memory is not copied. */
export function encode(header: object, tensors: readonly Sent[]): Uint8Array[] {
  const specs = tensors.map(({ name, dtype, shape }) => [name, dtype, shape]);
  const text = Buffer.from(JSON.stringify({ ...header, tensors: specs }));
  const pieces: Uint8Array[] = [];
  let body = 0;
  for (const { data } of tensors) {
    const size = data.byteLength;
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, size), new Uint8Array(padding(size)));
    body += size + padding(size);
  }
  const head = Buffer.alloc(8);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(body, 4);
  return [head, text, ...pieces];
}

/** Bytes that a tensor takes in a frame. */
export function frameBytes(size: number): number {
  return size + padding(size);
}

/** Puts frames together from the pieces in which they come. */
export class FrameReader {
  private readonly head = Buffer.alloc(8);
  /** What is being filled: the lengths, then header and body. */
  private target: Uint8Array = this.head;
  private filled = 0;

  constructor(private readonly take: (frame: Frame) => void) {}

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const count = Math.min(chunk.length - at, this.target.length - this.filled);
      this.target.set(chunk.subarray(at, at + count), this.filled);
      at += count;
      this.filled += count;
      if (this.filled === this.target.length) this.complete();
    }
  }

  private complete(): void {
    this.filled = 0;
    const length = this.head.readUInt32LE(0);
    if (this.target === this.head) {
      // The body stands on a multiple of 8 bytes, as typed arrays need it.
      const memory = new ArrayBuffer(frameBytes(length) + this.head.readUInt32LE(4));
      this.offset = padding(length);
      this.target = new Uint8Array(memory, this.offset);
      return;
    }
    const text = Buffer.from(this.target.buffer, this.offset, length).toString();
    const body = new Uint8Array(this.target.buffer, this.offset + length);
    this.target = this.head;
    this.take({ header: JSON.parse(text) as Frame['header'], body });
  }

  private offset = 0;
}
