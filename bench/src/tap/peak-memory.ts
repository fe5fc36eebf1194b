import { readFileSync } from 'node:fs';

/** The most memory this process ever held, in bytes. */
export function peakMemory(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // Not Linux: what the system counts will do.
  }
  return process.resourceUsage().maxRSS * 1024;
}
