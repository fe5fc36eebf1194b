import {
  type ColumnData,
  type HostImage,
  type HostTensor,
  type RaggedImages,
  UserError,
} from '@infomin/plugin';

export function isRagged(data: ColumnData): data is RaggedImages {
  return 'images' in data;
}

/** The rows of a column of images, one by one. */
export function imagesOf(data: ColumnData, column: string): readonly HostImage[] {
  if (isRagged(data)) return data.images;
  const [rows, height, width, channels] = data.shape;
  if (data.dtype !== 'uint8' || data.shape.length !== 4) {
    throw new Error(`column "${column}" is not one of 8-bit images`);
  }
  const size = height! * width! * channels!;
  return Array.from({ length: rows! }, (_, row) => ({
    height: height!,
    width: width!,
    channels: channels!,
    data: (data.data as Uint8Array).subarray(row * size, (row + 1) * size),
  }));
}

/** Images of one size as one tensor, `[N, H, W, C]`. */
export function stacked(images: readonly HostImage[], what: string): HostTensor {
  const first = images[0];
  if (!first) throw new Error(`${what}: no images to stack`);
  const { height, width, channels } = first;
  const size = height * width * channels;
  const data = new Uint8Array(images.length * size);
  images.forEach((image, row) => {
    if (image.height !== height || image.width !== width || image.channels !== channels) {
      throw new UserError(
        `${what}: images of ${width}×${height}×${channels} and ${image.width}×${image.height}×${image.channels} meet in one batch`,
        'Put a view operation that fixes the size, such as Resize or RandomResizedCrop, before anything else.',
      );
    }
    data.set(image.data, row * size);
  });
  return { dtype: 'uint8', shape: [images.length, height, width, channels], data };
}
