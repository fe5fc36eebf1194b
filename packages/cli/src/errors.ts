import { visible } from '@infomin/plan';
import type { UserError } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import type { Style } from './terminal/style.js';
import { versions } from './versions.js';

export { UsageError } from '@infomin/plugin';

/** Whether a command line cannot be meant; by a field, since the runtime may bring its own copy of `UsageError`. */
export const isUsage = (error: UserError & { readonly usage?: unknown }) => error.usage === true;

/** Whether an error is a user's to mend; by name, since a plugin may bring its own copy of {@link UserError}. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}

/**
 * How the program ends. `failed`: the file has errors or the run failed; `readerGone`: who reads standard output closed
 * it before all was written, told as shells tell SIGPIPE.
 */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
  readerGone: 141,
} as const;

/** A user's error as people read it: what is wrong, then what to do. */
export function formatUserError(error: UserError, style: Style): string {
  const text = `${style('red', 'error:')} ${visible(error.message)}\n`;
  return error.suggestion ? `${text}  ${style('cyan', 'help:')} ${visible(error.suggestion)}\n` : text;
}

/** The screen of a fault in infomin itself. */
export function formatInternalError(error: unknown, args: readonly string[], style: Style): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [
    `${style('red', 'internal error:')} ${visible(message)}`,
    '',
    'This is a fault in infomin or in a plugin, not in your file.',
    `  versions: ${versions()}`,
    `  command:  infomin ${visible(args.map(quoted).join(' '))}`,
    '',
    'Run the same command with --debug to see where it happened. A report that holds that output, the two',
    'lines above and the .infomin file is all it takes to reproduce it.',
  ];
  return `${lines.join('\n')}\n`;
}

export function formatStack(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause = error instanceof Error && error.cause ? `\ncaused by: ${formatStack(error.cause)}` : '';
  return `${stack}${cause}\n`;
}
