/**
 * Interleaves the planes of one image into `[height, width, 3]`. In the source, plane c begins at `from + c·H·W`; its
 * pixels lie row after row (CIFAR-10) or, with `columnMajor`, column after column (STL-10).
 */
export function interleavePlanes(
  source: Uint8Array,
  from: number,
  height: number,
  width: number,
  columnMajor: boolean,
  out: Uint8Array,
  at: number,
): void {
  const plane = height * width;
  const stepX = columnMajor ? height : 1;
  const stepY = columnMajor ? 1 : width;
  for (let y = 0; y < height; y++) {
    let pixel = from + y * stepY;
    let target = at + y * width * 3;
    for (let x = 0; x < width; x++) {
      out[target] = source[pixel]!;
      out[target + 1] = source[pixel + plane]!;
      out[target + 2] = source[pixel + 2 * plane]!;
      pixel += stepX;
      target += 3;
    }
  }
}
