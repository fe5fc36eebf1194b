/** The compiler of infomin: from a text to diagnostics and the typed plan. */
export { objectiveMetrics } from './arguments/names.js';
export {
  type CheckResult,
  type CompileOptions,
  type CompileResult,
  check,
  checkSyntax,
  compile,
} from './compile/compile.js';
export type { Reads } from './compile/reads.js';
export { declarationKinds } from './declarations/kinds.js';
export { paramTypeNames } from './declarations/params.js';
export type { Code } from './diagnostics/catalogue/messages.js';
export type { Diagnostic, RelatedPlace, Severity } from './diagnostics/diagnostics.js';
export { type CatalogueEntry, catalogue, explain, formatExplanation } from './diagnostics/explain.js';
export type { Circumstances } from './diagnostics/explanations/explanation.js';
export { type FormatOptions, formatDiagnostic } from './diagnostics/format.js';
export { type BuiltInFunction, builtInFunctions, isBuiltInFunction } from './files/functions.js';
export type { DeclaredSymbol, Module, SymbolKind, SymbolOf } from './files/module.js';
export { kindInWords, reservedNames } from './files/names.js';
export type { Program } from './files/program.js';
export { type Host, maxSourceBytes, type PluginImport } from './host/host.js';
export { type MemoryHostOptions, memoryHost } from './host/memory-host.js';
export { type NodeHostOptions, nodeHost } from './host/node-host.js';
export { type StrangePlugin, type Trust, TrustFile, trustPath } from './host/trust-file.js';
export { bind } from './plugins/bind.js';
export { corePlugin, type LoadedPlugins, loadPlugins } from './plugins/load.js';
export { constructorId, PluginRegistry, type RegisteredConstructor } from './plugins/registry.js';
export {
  describeParameters,
  type Expectation,
  fieldOf,
  formatExpectation,
  formatKind,
  keysOf,
  type Limits,
  optionOf,
  type ParameterDescription,
} from './plugins/schema.js';
export { asWritten, formatDefault } from './plugins/written.js';
export { type Location, Source } from './text/source.js';
