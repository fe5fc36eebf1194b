import { UsageError } from '../errors.js';

/** Words as a shell splits them, quotes taken off; nothing is expanded. Throws {@link UsageError} at an open quote. */
export function words(text: string): string[] {
  const found = text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g);
  const all = Array.from(found, ([word]) => word);
  if (all.join('').length !== text.replace(/'[^']*'|"[^"]*"|\s/g, (part) => part.trim()).length)
    throw new UsageError(`a quote is not closed in \`${text}\``);
  return all.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, a, b) => a ?? b));
}
