import { objectiveMetrics, type ParameterDescription, paramTypeNames } from '@infomin/compiler';
import {
  type ColumnSignature,
  colorSpaces,
  formatType,
  rankOf,
  type Signature,
  type SplitSignature,
  typeKinds,
} from '@infomin/plugin';
import { type CompletionItem, CompletionItemKind, MarkupKind } from 'vscode-languageserver';
import { constructorLabel, formatParameter, parameterLine } from '../describe/constructors.js';

// What a proposal of each kind looks like. They are sorted: names and symbols, values and constructors, functions, parameters.

export const symbolItem = (member: string): CompletionItem => ({
  label: `.${member}`,
  filterText: `.${member}`,
  kind: CompletionItemKind.EnumMember,
  sortText: `0${member}`,
});

export const valueItem = (label: string): CompletionItem => ({
  label,
  kind: CompletionItemKind.Value,
  sortText: `1${label}`,
});

export const constructorItem = (plugin: string, signature: Signature): CompletionItem => ({
  label: signature.name,
  kind:
    signature.kind === 'view' || signature.kind === 'term'
      ? CompletionItemKind.Function
      : CompletionItemKind.Class,
  detail: constructorLabel(signature).label,
  labelDetails: { description: plugin },
  data: { page: `${plugin}/${signature.name}` },
  sortText: `1${signature.name}`,
});

export const functionItem = (label: string, doc: string): CompletionItem => ({
  label,
  kind: CompletionItemKind.Function,
  documentation: { kind: MarkupKind.Markdown, value: doc },
  sortText: `2${label}`,
});

export const seedItem: CompletionItem = {
  label: 'seed',
  kind: CompletionItemKind.Variable,
  detail: 'where all randomness comes from',
  sortText: '2seed',
};

/** In their order, those first that must be given. */
export const parameterItems = (parameters: readonly ParameterDescription[]): CompletionItem[] =>
  parameters.map((parameter, i) => ({
    label: `${parameter.name}:`,
    filterText: parameter.name,
    insertText: `${parameter.name}: `,
    kind: CompletionItemKind.Field,
    detail: formatParameter(parameter),
    documentation: { kind: MarkupKind.Markdown, value: parameterLine(parameter) },
    sortText: `${parameter.required ? '00' : '3'}${String(i).padStart(2, '0')}`,
  }));

export const keyItem = (name: string): CompletionItem => ({
  label: `${name}:`,
  filterText: name,
  insertText: `${name}: `,
  kind: CompletionItemKind.Property,
});

export const typeItems = (of: 'param' | 'view'): CompletionItem[] =>
  (of === 'param' ? paramTypeNames : typeKinds).map((label) => {
    const rank = of === 'view' ? rankOf[label as keyof typeof rankOf] : 0;
    return {
      label,
      kind: CompletionItemKind.TypeParameter,
      ...(rank > 0 ? { detail: `written with ${rank} ${rank === 1 ? 'size' : 'sizes'}` } : {}),
    };
  });

export const spaceItems: readonly CompletionItem[] = Object.keys(colorSpaces).map((label) => ({
  label,
  kind: CompletionItemKind.EnumMember,
}));

export const metricItems: readonly CompletionItem[] = objectiveMetrics.map((label) => ({
  label,
  kind: CompletionItemKind.Property,
  detail: 'metric',
}));

export const splitItem = (label: string, { doc, heldOut }: SplitSignature): CompletionItem => ({
  label,
  kind: CompletionItemKind.Property,
  detail: heldOut === undefined ? 'split' : `split, held out: ${heldOut}`,
  documentation: doc,
});

export const columnItem = (label: string, { type, doc }: ColumnSignature): CompletionItem => ({
  label,
  kind: CompletionItemKind.Field,
  detail: formatType(type),
  documentation: doc,
});
