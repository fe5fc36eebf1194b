import { join } from 'node:path';
import { count } from '../diagnostics.js';
import { UsageError } from '../errors.js';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin clean [STORE]`: what a store of stages holds for nobody. */
export const clean: AddCommand = (program, session) => {
  program
    .command('clean')
    .summary('remove stages that no run needs from a store')
    .description(
      'Removes from a store what no run needs that has used it, and lists it. Runs lose nothing: what they trained is in their own folders too. Stages of runs that are under way stay.',
    )
    .argument('[store]', 'a folder (default: what INFOMIN_STORE names, or runs/.stages)')
    .option('--dry-run', 'list what would go, remove nothing')
    .option('--older-than <days>', 'also what runs need, if none has used it for so many days')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples([
        ['infomin clean --dry-run', 'what nobody needs, and its size'],
        ['infomin clean --older-than 30', 'and what was not used this month'],
      ]),
    )
    .action(async (given: string | undefined, flags: { dryRun?: boolean; olderThan?: string }) => {
      const { cleanStore } = await import('@infomin/runtime');
      const { stageStore } = await import('../results/stage-store.js');
      const { formatTable } = await import('../terminal/table.js');
      const folder = given ?? stageStore(session.io, undefined) ?? join('runs', '.stages');
      const days = flags.olderThan === undefined ? undefined : parseDays(flags.olderThan);
      const dryRun = flags.dryRun ?? false;
      const { removed, left } = await cleanStore(folder, { days, dryRun });
      if (session.json) return session.document({ folder, dryRun, removed, left });
      const rows = removed.map(({ key, stage, bytes, used, runs }) => [
        session.out('bold', stage ?? 'damaged'),
        key.slice(0, 12),
        formatSize(bytes),
        `used ${used.toISOString().slice(0, 10)}`,
        runs.length === 0 ? 'no run needs it' : `for ${runs.join(', ')}`,
      ]);
      const total = (stages: typeof removed) =>
        `${count(stages.length, 'stage')} (${formatSize(stages.reduce((sum, { bytes }) => sum + bytes, 0))})`;
      if (rows.length > 0) session.print(formatTable(rows));
      session.print(
        `${total(removed)} ${dryRun ? 'would go' : 'removed'} from ${folder}, ${total(left)} ${left.length === 1 ? 'stays' : 'stay'}`,
      );
    });
};

function parseDays(text: string): number {
  if (/^\d{1,5}(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`--older-than takes a number of days, not \`${text}\``);
}

/** `1.2 MB` */
function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
