import { type EnvValue, environmentOf, withoutSecrets } from '@infomin/plan';
import { type Logger, UserError } from '@infomin/plugin';

/** What `env("NAME")` of a plan is in this process. Throws {@link UserError} where the variable is not set. */
export function textOf({ $env: name, default: byDefault }: EnvValue): string {
  const text = process.env[name] ?? byDefault;
  if (text !== undefined) return text;
  throw new UserError(`the environment variable ${name} is not set`, `Set it: export ${name}=…`);
}

/** Takes what variables hold that a part of a plan reads out of texts: they go into files and logs. */
export function hidingOf(part: unknown): (text: string) => string {
  const variables = environmentOf(part).flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return (text) => withoutSecrets(text, variables);
}

export function hidingLogger(log: Logger, part: unknown): Logger {
  const hide = hidingOf(part);
  return {
    info: (text) => log.info(hide(text)),
    warn: (text) => log.warn(hide(text)),
    debug: (text) => log.debug(hide(text)),
  };
}
