import type { CompileResult } from '@infomin/compiler';
import { exitCodes, UsageError } from './errors.js';
import { createHost } from './host.js';
import type { Session } from './session.js';

export interface CompilationOptions {
  /** `name=value`, as `--set` takes them. */
  readonly set: readonly string[];
  /** As `--seed` takes it. */
  readonly seed?: string | undefined;
  /** Whether the plan is to be run: implementations must be there, and every environment variable that it names. */
  readonly toRun?: boolean;
}

/**
 * Compiles a file and tells its diagnostics; `undefined`, and the exit code set, where there are errors.
 */
export async function compileFile(
  file: string,
  options: CompilationOptions,
  session: Session,
): Promise<Required<CompileResult> | undefined> {
  const { compile } = await import('@infomin/compiler');
  const host = createHost(session.io.env, options.toRun ? 'implementations' : 'signatures', session.trust);
  const seed = options.seed === undefined ? undefined : parseSeed(options.seed);
  const set = parseSettings(options.set);
  if (seed !== undefined && Object.hasOwn(set, 'seed'))
    throw new UsageError('both `--set` and `--seed` give the seed', 'Leave one of them out.');
  const result = await compile(file, host, {
    set,
    ...(seed === undefined ? {} : { seed }),
    strictEnv: options.toRun ?? false,
  });
  const { plan, program } = result;
  if (result.diagnostics.length > 0) {
    const { tellDiagnostics } = await import('./diagnostics.js');
    await tellDiagnostics(result, session);
  }
  if (plan && program) return { ...result, plan, program };
  if (session.json) session.document({ diagnostics: result.diagnostics });
  session.exitCode = exitCodes.failed;
  return undefined;
}

/** `--set a=1 --set b=.x` as a record. Throws {@link UsageError}. */
export function parseSettings(settings: readonly string[]): Record<string, string> {
  const parsed: Record<string, string> = {};
  for (const setting of settings) {
    const [, name, value] = /^\s*([\p{L}_][\p{L}\p{M}\p{N}_]*)\s*=(.+)$/su.exec(setting) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(
        `--set takes name=value, not \`${setting}\``,
        'For example --set distance=32 or --set shared=[.digit,.position].',
      );
    }
    if (Object.hasOwn(parsed, name)) throw new UsageError(`--set gives \`${name}\` twice`);
    parsed[name] = value.trim();
  }
  return parsed;
}

/** A whole number from 0 on, below 2^53. Throws {@link UsageError}. */
function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw new UsageError(`--seed takes a whole number from 0 on, not \`${text}\``);
  }
  return seed;
}
