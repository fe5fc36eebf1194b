/** Keeps the values used last, up to a number of bytes; a value asked for twice at once is loaded once. */
export class Cache<T> {
  private readonly entries = new Map<string, { value: Promise<T>; bytes: number }>();
  private bytes = 0;

  constructor(
    private readonly budget: number,
    private readonly bytesOf: (value: T) => number,
  ) {}

  get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known) {
      // A Map keeps the order of insertion: put back at its end, the entry is the one used last.
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.value;
    }
    const entry = { value: load(), bytes: 0 };
    this.entries.set(key, entry);
    entry.value.then(
      (value) => {
        if (this.entries.get(key) !== entry) return;
        entry.bytes = this.bytesOf(value);
        this.bytes += entry.bytes;
        this.shrink();
      },
      () => this.entries.delete(key),
    );
    return entry.value;
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  private shrink(): void {
    for (const [key, { bytes }] of this.entries) {
      if (this.bytes <= this.budget) return;
      if (bytes === 0) continue;
      this.entries.delete(key);
      this.bytes -= bytes;
    }
  }
}
