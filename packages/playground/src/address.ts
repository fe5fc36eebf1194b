/** What a link to the page holds, after its `#`. */
export interface Shared {
  readonly text: string;
  /** Values that sliders were set to. */
  readonly set: Readonly<Record<string, string>>;
  /** The sample that the text began as. */
  readonly sample: string;
}

/** As `#sample=…&text=…&set=…`: the text deflated, and left out where it is the sample's own. */
export async function toHash({ text, set, sample }: Shared, own: string | undefined): Promise<string> {
  const hash = new URLSearchParams({ sample });
  if (text !== own) hash.set('text', await deflated(text));
  for (const [name, value] of Object.entries(set)) hash.append('set', `${name}=${value}`);
  return `#${hash}`;
}

/** `undefined` parts are left to the sample. */
export async function fromHash(hash: string): Promise<Partial<Shared>> {
  const read = new URLSearchParams(hash.slice(1));
  const text = read.get('text');
  const sample = read.get('sample');
  const set = Object.fromEntries(
    read.getAll('set').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return {
    ...(sample !== null && { sample }),
    ...(text !== null && { text: await inflated(text).catch(() => undefined) }),
    set,
  } as Partial<Shared>;
}

async function deflated(text: string): Promise<string> {
  const bytes = await through(new Blob([text]), new CompressionStream('deflate-raw'));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function inflated(base64: string): Promise<string> {
  const letters = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(new Blob([bytes]), new DecompressionStream('deflate-raw')));
}

async function through(blob: Blob, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}
