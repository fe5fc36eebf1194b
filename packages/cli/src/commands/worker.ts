import { UsageError } from '../errors.js';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin worker redis://host`: runs trials that wait in a queue. */
export const worker: AddCommand = (program, session) => {
  program
    .command('worker')
    .summary('run trials that wait in a queue')
    .description(
      'Takes trials that `infomin run FILE --on redis://host` put into a queue, one after another, until it is told to end. It runs only those whose plugins are installed here.',
    )
    .argument('<server>', 'redis://host:port, or rediss:// for TLS')
    .option('--jobs <number>', 'trials at a time', '1')
    .option(
      '--store <dir>',
      'where weights and checkpoints of trials are kept (default: ~/.cache/infomin/worker)',
    )
    .option('--python <path>', 'the Python interpreter of engine torch')
    .addHelpText('after', examples([['infomin worker redis://queue.lab:6379 --jobs 2', '']]))
    .action(async (server: string, { jobs, ...flags }: { jobs: string; store?: string; python?: string }) => {
      if (!/^[1-9]\d{0,2}$/.test(jobs))
        throw new UsageError(`--jobs takes a whole number from 1 on, not \`${jobs}\``);
      const { runWorker } = await import('../executors/worker.js');
      await runWorker(server, { ...flags, jobs: Number(jobs) }, session);
    });
};
