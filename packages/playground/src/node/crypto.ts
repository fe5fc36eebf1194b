import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

const algorithms = { sha1, sha256 };

/** What infomin uses of Node's `createHash`; a page has no hash that answers at once. */
export function createHash(algorithm: keyof typeof algorithms) {
  const hash = algorithms[algorithm].create();
  return {
    update(data: string | Uint8Array) {
      hash.update(typeof data === 'string' ? new TextEncoder().encode(data) : data);
      return this;
    },
    digest(as: 'hex' | 'base64'): string {
      const bytes = [...hash.digest()];
      if (as === 'hex') return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return btoa(String.fromCharCode(...bytes));
    },
  };
}

export const randomUUID = () => crypto.randomUUID();
