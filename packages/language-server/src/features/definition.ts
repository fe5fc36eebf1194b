import type { Location } from 'vscode-languageserver';
import type { SyntaxFile } from '../syntax/file.js';
import type { PluginSources } from '../workspace/plugin-sources.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Thing, thingAt } from './cursor.js';

/** Where what stands at a place is declared: in this file, in another, in a plugin. */
export function definition(
  workspace: Workspace,
  sources: PluginSources,
  file: SyntaxFile,
  offset: number,
): Location | undefined {
  const thing = thingAt(workspace, file, offset)?.thing;
  return thing === undefined ? undefined : locationOf(workspace, sources, file, thing);
}

function locationOf(
  workspace: Workspace,
  sources: PluginSources,
  file: SyntaxFile,
  thing: Thing,
): Location | undefined {
  switch (thing.is) {
    case 'symbol':
      return thing.target.file.location(thing.target.declared.name.span);
    case 'constructor':
      return sources.constructorAt(thing.registered, file.path);
    case 'parameter':
      return thing.registered && sources.constructorAt(thing.registered, file.path);
    case 'column':
    case 'split':
      return datasetConstructor(
        workspace,
        sources,
        file,
        thing.is === 'column' ? thing.batch : thing.dataset,
      );
    case 'plugin': {
      const plugin = workspace.registry(file.path).plugins.find(({ name }) => name === thing.name);
      return plugin && sources.pluginAt(plugin, file.path);
    }
    case 'file': {
      const path = workspace.host.resolve(file.path, thing.name);
      return workspace.file(path)?.location({ start: 0, end: 0 }) ?? undefined;
    }
    default:
      return undefined;
  }
}

/** The constructor of the dataset that a name stands for or is drawn from: it declares columns and splits. */
function datasetConstructor(
  workspace: Workspace,
  sources: PluginSources,
  file: SyntaxFile,
  name: string,
): Location | undefined {
  const target = workspace.find(file, name);
  if (target === undefined) return undefined;
  const declaration = target.declared.shape;
  if (declaration.kind === 'batch') {
    const source = declaration.source.kind === 'member' ? declaration.source.object : declaration.source;
    return source.kind === 'name'
      ? datasetConstructor(workspace, sources, target.file, source.text)
      : undefined;
  }
  if (declaration.kind !== 'dataset' || declaration.value.kind !== 'call') return undefined;
  const { callee } = declaration.value;
  const registered =
    callee.kind === 'name' ? workspace.registry(target.file.path).find('dataset', callee.text) : undefined;
  return registered && sources.constructorAt(registered, target.file.path);
}
