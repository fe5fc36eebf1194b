/** Writes the page into a folder, which is emptied before. */
export function buildPlayground(out: string): Promise<void>;
