import { type CheckResult, check, corePlugin, type Host, memoryHost } from '@infomin/compiler';
import { declaredNames, parse } from '@infomin/grammar';
import type { Plugin, Signature } from '@infomin/plugin';
import { examplePlugin, surroundings } from './surroundings.js';

/**
 * Checks the example of a constructor: a whole file, or some declarations of one, which may use the names of
 * {@link surroundings}. Gives its errors; warnings, such as what is left unused, are no matter here.
 *
 * @param plugins what the example may use, the constructor's own plugin among them
 */
export async function checkExample(
  plugin: Plugin,
  declared: Pick<Signature, 'name' | 'example'>,
  plugins: readonly Plugin[],
): Promise<Pick<CheckResult, 'diagnostics' | 'sources'>> {
  const example = declared.example?.trim();
  if (example === undefined) return { diagnostics: [], sources: new Map() };
  const all = [...plugins, examplePlugin];
  const file = `${plugin.name}/${declared.name}, its example`;
  const { diagnostics, sources } = await check(file, hostOf(file, completed(example, all), all));
  return { diagnostics: diagnostics.filter(({ severity }) => severity === 'error'), sources };
}

function hostOf(file: string, text: string, plugins: readonly Plugin[]): Host {
  return memoryHost({
    files: { [file]: text },
    plugins: Object.fromEntries(plugins.map((plugin) => [plugin.name, { default: plugin }])),
  });
}

/** The example first, so that places in it are its own; what it takes for granted behind it. */
function completed(example: string, plugins: readonly Plugin[]): string {
  const { declarations } = parse(example).file;
  const own = new Set(
    declarations
      .flatMap((each) => [...(each.kind === 'import' ? each.names : []), ...declaredNames(each)])
      .map(({ text }) => text),
  );
  const uses = declarations.flatMap((each) =>
    each.kind === 'use' && each.source.kind === 'string' ? [each.source.value] : [],
  );
  const used = plugins.map(({ name }) => name).filter((name) => name !== corePlugin && !uses.includes(name));
  const taken = new Set<string>();
  const take = (text: string) => {
    for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
      if (own.has(word) || taken.has(word) || !Object.hasOwn(surroundings, word)) continue;
      taken.add(word);
      take(surroundings[word]!);
    }
  };
  take(example);
  return [
    example,
    ...used.map((name) => `use "${name}"`),
    ...[...taken].map((name) => surroundings[name]!),
  ].join('\n');
}
