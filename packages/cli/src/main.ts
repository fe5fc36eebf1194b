import { CommanderError } from 'commander';
import {
  exitCodes,
  formatInternalError,
  formatStack,
  formatUserError,
  isUsage,
  isUserError,
} from './errors.js';
import { createProgram } from './program.js';
import { Session } from './session.js';
import type { Io } from './terminal/io.js';

/**
 * Runs one command line, `args` without the program's name. Gives the exit code; every error has been told by then.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const session = new Session(io, args);
  try {
    await createProgram(session).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done;
      if (session.json) session.document({ error: { message: error.message.replace(/^error: /, '') } });
      return exitCodes.usage;
    }
    return tellError(await known(error), session);
  }
}

/** What a system call or the memory refused, in words of it; the rest is as it is. */
async function known(error: unknown): Promise<unknown> {
  if (isUserError(error)) return error;
  const { machineFault } = await import('@infomin/runtime/refusal');
  return machineFault(error);
}

/** Tells an error of a user, or a fault; gives the exit code. */
export function tellError(error: unknown, session: Session): number {
  const { io } = session;
  if (isUserError(error)) {
    io.stderr.write(formatUserError(error, session.err));
    if (session.debug) io.stderr.write(`\n${formatStack(error)}`);
    if (session.json) {
      session.document({ error: { message: error.message, suggestion: error.suggestion } });
    }
    return isUsage(error) ? exitCodes.usage : exitCodes.failed;
  }
  io.stderr.write(formatInternalError(error, session.args, session.err));
  if (session.debug) io.stderr.write(`\n${formatStack(error)}`);
  if (session.json) {
    session.document({ error: { message: error instanceof Error ? error.message : String(error) } });
  }
  return exitCodes.failed;
}
