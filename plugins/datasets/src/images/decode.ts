import { type HostImage, UserError } from '@infomin/plugin';
import sharp from 'sharp';
import { formatOf, formats } from './format.js';

/** Of an image file as it is, before it is scaled: 10,000 × 10,000. */
const maxPixels = 1e8;
const maxBytes = 256 * 2 ** 20;
const maxSeconds = 30;

/** What to do about an image that cannot be read. */
export const imageAdvice = 'Replace or remove the file.';

/**
 * Decodes an image file to RGB, `[height, width, 3]`; with `size`, scaled and cut about the centre to that square.
 * Throws {@link UserError} that says `where` it lies if it is no image, is damaged, or is larger than an image may be. Only PNG
 * has check sums: what was changed in other files and still can be decoded is not noticed.
 */
export async function decodeImage(file: Uint8Array, where: string, size?: number): Promise<HostImage> {
  const format = formatOf(file);
  // What decodes other formats, SVG among them, may compute for ever or read other files.
  if (format === undefined) {
    throw new UserError(`${where} cannot be decoded: it is no image of ${formats.join(', ')}`, imageAdvice);
  }
  if (file.length > maxBytes) {
    throw new UserError(
      `${where} is too large: an image file may have ${maxBytes / 2 ** 20} MB`,
      imageAdvice,
    );
  }
  // A damaged JPEG is decoded with a warning; of TIFF, a tag that nobody knows is worth one.
  const failOn = format === 'JPEG' ? 'warning' : 'error';
  try {
    if (format === 'TIFF') await checkSamples(file, where);
    let pipeline = sharp(file, { failOn, limitInputPixels: maxPixels })
      .timeout({ seconds: maxSeconds })
      .autoOrient();
    if (size !== undefined) pipeline = pipeline.resize(size, size, { fit: 'cover' });
    const { data, info } = await pipeline
      .flatten({ background: 'black' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    return { height: info.height, width: info.width, channels: 3, data };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (/pixel limit/.test(reason)) {
      throw new UserError(
        `${where} is too large: an image may have ${maxPixels / 1e6} million pixels`,
        imageAdvice,
      );
    }
    if (/timeout/i.test(reason)) {
      throw new UserError(`${where} takes too long: an image is given ${maxSeconds} seconds`, imageAdvice);
    }
    throw new UserError(
      `${where} cannot be decoded: ${reason.trim().split('\n')[0]}`,
      'Replace or remove the file; it may be damaged or of another format than its name says.',
    );
  }
}

/** What is not of 8 or 16 bits without a sign, decodes to other numbers. */
async function checkSamples(file: Uint8Array, where: string): Promise<void> {
  const { depth } = await sharp(file, { limitInputPixels: maxPixels }).metadata();
  if (depth === 'uchar' || depth === 'ushort') return;
  throw new UserError(
    `${where} cannot be read: its samples are ${depth}, not of 8 or 16 bits`,
    'Convert it to 8 or 16 bits, or use Npy for an array of numbers.',
  );
}
