import { expect, it } from 'vitest';
import { crc32c } from './crc32c.js';
import { tfRecord, tfRecords } from './tf-record.js';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

it('has the checksums of RFC 3720, B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

it('reads the records that it wrote, up to one that is cut short or changed', () => {
  const file = Buffer.concat(['one', '', 'three'].map((text) => tfRecord(bytes(text))));
  const texts = (part: Uint8Array) => tfRecords(part).map((data) => Buffer.from(data).toString());
  expect(texts(file)).toEqual(['one', '', 'three']);
  for (let length = 0; length < file.length; length++)
    expect(['', 'one', 'one,']).toContain(texts(file.subarray(0, length)).join());
  for (let place = 19; place < file.length; place++) {
    const changed = Buffer.from(file);
    changed[place]! ^= 4;
    expect(texts(changed)[0]).toBe('one');
    expect(texts(changed).length).toBeLessThan(3);
  }
});
