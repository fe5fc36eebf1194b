import type { HostImage } from '@infomin/plugin';

/** Keeps the images used last, up to a number of bytes; an image asked for twice at once is loaded once. */
export class ImageCache {
  private readonly entries = new Map<string, { image: Promise<HostImage>; bytes: number }>();
  private bytes = 0;

  constructor(
    private readonly budget: number,
    private readonly load: (path: string) => Promise<HostImage>,
  ) {}

  get(path: string): Promise<HostImage> {
    const known = this.entries.get(path);
    if (known) {
      // A Map keeps the order of insertion: put back at its end, the entry is the one used last.
      this.entries.delete(path);
      this.entries.set(path, known);
      return known.image;
    }
    const entry = { image: this.load(path), bytes: 0 };
    this.entries.set(path, entry);
    entry.image.then(
      (image) => {
        if (this.entries.get(path) !== entry) return;
        entry.bytes = image.data.length;
        this.bytes += entry.bytes;
        this.shrink();
      },
      () => this.entries.delete(path),
    );
    return entry.image;
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  private shrink(): void {
    for (const [path, { bytes }] of this.entries) {
      if (this.bytes <= this.budget) return;
      if (bytes === 0) continue;
      this.entries.delete(path);
      this.bytes -= bytes;
    }
  }
}
