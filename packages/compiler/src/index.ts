/** The compiler of infomin: from a text to diagnostics and the typed plan. */
export { objectiveMetrics } from './arguments.js';
export { bind } from './bind.js';
export type { Code } from './catalogue/messages.js';
export { type CheckResult, type CompileOptions, type CompileResult, check, compile } from './compile.js';
export type { Diagnostic, RelatedPlace, Severity } from './diagnostics.js';
export { formatValue, paramTypeNames } from './evaluate.js';
export { type CatalogueEntry, catalogue, explain, formatExplanation } from './explain.js';
export type { Circumstances } from './explanations/explanation.js';
export { type FormatOptions, formatDiagnostic } from './format.js';
export { canonicalJson, contentHash } from './hash.js';
export type { Host, PluginImport } from './host.js';
export { type MemoryHostOptions, memoryHost } from './memory-host.js';
export { corePlugin, type Module } from './modules.js';
export { type DeclaredSymbol, describeSymbol, type SymbolKind } from './names.js';
export { type BundledPlugin, type NodeHostOptions, nodeHost } from './node-host.js';
export * from './plan.js';
export { type LoadedPlugins, loadPlugins } from './plugins.js';
export type { Program } from './program.js';
export { constructorId, PluginRegistry, type RegisteredConstructor } from './registry.js';
export {
  describeParameters,
  type Expectation,
  formatExpectation,
  formatKind,
  type Limits,
  type ParameterDescription,
} from './schema.js';
export { type Location, Source } from './source.js';
export { type TrainKey, trainKeys } from './training.js';
