import { type HostImage, UserError } from '@infomin/plugin';
import sharp from 'sharp';

/**
 * Decodes an image file to RGB, `[height, width, 3]`; with `size`, scaled and cut about the centre to that square.
 * Throws {@link UserError} with the path where the file is no image or is damaged.
 */
export async function decodeImage(path: string, size?: number): Promise<HostImage> {
  try {
    let pipeline = sharp(path, { failOn: 'error' }).autoOrient();
    if (size !== undefined) pipeline = pipeline.resize(size, size, { fit: 'cover' });
    const { data, info } = await pipeline
      .flatten({ background: 'black' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`);
    return { height: info.height, width: info.width, channels: 3, data };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${path} cannot be decoded: ${reason}`,
      'Replace or remove the file; it may be damaged or of another format than its name says.',
    );
  }
}
