import type { ConstructorKind, Plugin, Signature, Signatures } from '@infomin/plugin';

/** A constructor with the plugin it comes from. */
export interface RegisteredConstructor<K extends ConstructorKind = ConstructorKind> {
  /** `@infomin/plugin-vision/RandomCrop` */
  readonly id: string;
  readonly plugin: Plugin;
  readonly signature: Signatures[K];
}

/** The plugins of a file and the constructors they bring. */
export class PluginRegistry {
  private readonly constructors = new Map<string, RegisteredConstructor>();
  private readonly byName = new Map<string, RegisteredConstructor[]>();

  constructor(
    /** In the order in which files use them. */
    readonly plugins: readonly Plugin[],
  ) {
    for (const plugin of plugins) {
      for (const signature of plugin.constructors) {
        const registered = { id: constructorId(plugin, signature), plugin, signature };
        this.constructors.set(registered.id, registered);
        this.byName.set(signature.name, [...(this.byName.get(signature.name) ?? []), registered]);
      }
    }
  }

  /** The constructor of this id, `undefined` where no plugin has it. */
  byId(id: string): RegisteredConstructor | undefined {
    return this.constructors.get(id);
  }

  /** The first constructor of this name and kind (any kind: `undefined`). */
  find<K extends ConstructorKind>(kind: K | undefined, name: string): RegisteredConstructor<K> | undefined {
    return this.all(kind, name)[0];
  }

  /** All constructors of this name and kind (any kind: `undefined`), in the order of the plugins. */
  all<K extends ConstructorKind>(kind: K | undefined, name: string): RegisteredConstructor<K>[] {
    const named = this.byName.get(name) ?? [];
    return named.filter(
      (found): found is RegisteredConstructor<K> => kind === undefined || found.signature.kind === kind,
    );
  }

  /** Names of all constructors of some kinds. */
  names(kinds: readonly ConstructorKind[]): string[] {
    const found = [...this.constructors.values()].filter(({ signature }) => kinds.includes(signature.kind));
    return [...new Set(found.map(({ signature }) => signature.name))];
  }
}

/** `@infomin/plugin-vision/RandomCrop` */
export function constructorId(plugin: Plugin, signature: Signature): string {
  return `${plugin.name}/${signature.name}`;
}

const required: Readonly<Record<ConstructorKind, readonly string[]>> = {
  dataset: ['describe'],
  view: ['infer'],
  model: ['infer', 'state'],
  term: ['accepts'],
  memory: ['state'],
  optimizer: [],
  schedule: [],
  stopping: [],
  sampling: ['sample'],
  probe: ['infer'],
  report: [],
  engine: ['availability'],
};

/** The plugin a module exports, or what is wrong with it, in words for its author. */
export function pluginOf(module: unknown, name: string): Plugin | { readonly reason: string } {
  const plugin = isObject(module) && 'default' in module ? module.default : module;
  if (!isObject(plugin)) return { reason: 'its default export is not what `definePlugin` gives' };
  for (const key of ['name', 'version', 'doc']) {
    if (typeof plugin[key] !== 'string') return { reason: `its default export has no text \`${key}\`` };
  }
  // A plugin used by its path goes under the name it gives itself.
  if (plugin.name !== name && !/^\.{0,2}\//.test(name)) {
    return { reason: `it calls itself \`${plugin.name}\`` };
  }
  if (!Array.isArray(plugin.constructors)) return { reason: 'it has no list of `constructors`' };
  const seen = new Set<string>();
  for (const registered of plugin.constructors as unknown[]) {
    const reason = defectOf(registered);
    if (reason !== undefined) return { reason };
    const { name } = registered as Signature;
    if (seen.has(name)) return { reason: `it has two constructors named \`${name}\`` };
    seen.add(name);
  }
  return plugin as unknown as Plugin;
}

function defectOf(registered: unknown): string | undefined {
  if (!isObject(registered) || typeof registered.name !== 'string')
    return 'one of its constructors has no name';
  const { name, kind, doc, parameters } = registered;
  if (kind !== 'engine' && !/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name))
    return `a file cannot write the name \`${name}\``;
  if (typeof kind !== 'string' || !Object.hasOwn(required, kind)) {
    return `constructor \`${name}\` is of no known kind: \`${String(kind)}\``;
  }
  if (typeof doc !== 'string') return `\`${name}\` has no text \`doc\``;
  if (!isObject(parameters) || !isObject(parameters._zod)) {
    return `the \`parameters\` of \`${name}\` are no zod object`;
  }
  const loaded = kind === 'sampling' ? [] : ['implementation'];
  for (const method of [...required[kind as ConstructorKind], ...loaded]) {
    if (typeof registered[method] !== 'function') return `\`${name}\` has no function \`${method}\``;
  }
  if ((kind === 'term' || kind === 'probe') && !Array.isArray(registered.operands)) {
    return `\`${name}\` has no list of \`operands\``;
  }
  if (kind === 'optimizer' && !('lr' in Object(parameters.shape)))
    return `\`${name}\` has no parameter \`lr\`, the learning rate`;
  if (kind === 'model' && !Array.isArray(registered.roles)) return `\`${name}\` has no list of \`roles\``;
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
