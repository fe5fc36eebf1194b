import { readFileSync } from 'node:fs';

/** The most memory this process and those that it started ever held, in bytes. */
export function peakMemory(): number {
  const own = peakOf('self');
  // Not Linux: what the system counts will do.
  if (own === undefined) return process.resourceUsage().maxRSS * 1024;
  return children().reduce((sum, pid) => sum + (peakOf(pid) ?? 0), own);
}

function peakOf(process: string): number | undefined {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

function children(): string[] {
  try {
    return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}
