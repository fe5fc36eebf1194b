import { extname } from 'node:path';

/** What images may be. */
export const formats = ['JPEG', 'PNG', 'WebP', 'AVIF', 'TIFF', 'GIF'] as const;

/** The format of an image by what its file begins with, whatever its name; `undefined`: none of {@link formats}. */
export function formatOf(file: Uint8Array): (typeof formats)[number] | undefined {
  const start = Buffer.from(file.subarray(0, 32)).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (/^RIFF.{4}WEBP/s.test(start)) return 'WebP';
  if (/^.{4}ftyp(avif|avis|mif1|msf1)/s.test(start)) return 'AVIF';
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) return 'TIFF';
  if (/^GIF8[79]a/.test(start)) return 'GIF';
  return undefined;
}

/** What names of images end in, in upper or lower case. */
export const imageExtensions = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff', '.gif'];

export function isImageName(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}
