/** Writes what the editor loads into a folder. */
export function buildExtension(folder: string): Promise<void>;
