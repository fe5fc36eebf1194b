import type { Picture } from '../training/gallery.js';
import { escapeHtml } from './escape.js';

/** Images lower than this many pixels of the screen are enlarged, by a whole number. */
const HEIGHT = 112;
/** Where a PNG holds its width: in its first chunk. */
const WIDTH_OFFSET = 16;

/** A picture with its title; those of images of one size are enlarged alike, however many lines they have. */
export function figureHtml(stage: string, { title, png, height }: Picture): string {
  const zoom = height === undefined ? 1 : Math.ceil(HEIGHT / height);
  const width = zoom * Buffer.from(png, 'base64').readUInt32BE(WIDTH_OFFSET);
  const text = escapeHtml(title);
  return (
    `<figure><figcaption>${escapeHtml(stage)}: ${text}</figcaption>` +
    `<img alt="${text}" width="${width}" src="data:image/png;base64,${png}"></figure>`
  );
}
