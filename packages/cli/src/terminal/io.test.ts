import { expect, it, vi } from 'vitest';
import { processIo } from './io.js';

it('takes a terminal that does not know its width for one of 80 columns', () => {
  for (const columns of [0, undefined]) {
    vi.spyOn(process, 'stderr', 'get').mockReturnValue({ columns, on() {} } as never);
    expect(processIo().stderr.columns).toBe(80);
  }
  vi.restoreAllMocks();
});
