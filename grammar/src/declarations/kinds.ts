/** Every kind of declaration, in the order in which pages show them. */
import type { Expression, Name } from '../ast.js';
import { type BatchDeclaration, batch } from './batch.js';
import { type DatasetDeclaration, dataset } from './dataset.js';
import { type ImportDeclaration, importing } from './import.js';
import type { DeclarationKind } from './kind.js';
import { type ModelDeclaration, model } from './model.js';
import { type ObjectiveDeclaration, objective } from './objective.js';
import { type ParamDeclaration, param } from './param.js';
import { type ProbeDeclaration, probe } from './probe.js';
import { type ReportDeclaration, report } from './report.js';
import { type SweepDeclaration, sweep } from './sweep.js';
import { type TrainDeclaration, train } from './train.js';
import { type UseDeclaration, use } from './use.js';
import { type ViewDeclaration, view } from './view.js';

export type Declaration =
  | UseDeclaration
  | ImportDeclaration
  | ParamDeclaration
  | DatasetDeclaration
  | BatchDeclaration
  | ViewDeclaration
  | ModelDeclaration
  | ObjectiveDeclaration
  | TrainDeclaration
  | ProbeDeclaration
  | SweepDeclaration
  | ReportDeclaration;

export const declarationKinds: {
  readonly [K in Declaration['kind']]: DeclarationKind<Extract<Declaration, { kind: K }>>;
} = {
  use,
  import: importing,
  param,
  dataset,
  batch,
  view,
  model,
  objective,
  train,
  probe,
  sweep,
  report,
};

/** A declaration that may give names. */
export type NamingDeclaration = Extract<
  Declaration,
  | { readonly name: Name | undefined }
  | { readonly names: readonly Name[]; readonly value: Expression }
  | { readonly as: Name | undefined }
>;

/** What the grammar knows of a declaration's kind. */
export function kindOf<D extends Declaration>(declaration: D): DeclarationKind<D> {
  return declarationKinds[declaration.kind] as unknown as DeclarationKind<D>;
}

export function isNaming(declaration: Declaration): declaration is NamingDeclaration {
  return kindOf(declaration).declared !== undefined;
}

/** The names that a declaration gives. */
export function declaredNames(declaration: Declaration): readonly Name[] {
  return kindOf(declaration).declared?.(declaration) ?? [];
}

/** The names that a declaration uses outside its expressions. */
export function mentionedNames(declaration: Declaration): readonly Name[] {
  return kindOf(declaration).mentioned?.(declaration) ?? [];
}

/** The word that opens a declaration: `view`, `encoder`. */
export function openingWord(declaration: Declaration): string {
  const kind = kindOf(declaration);
  return kind.word?.(declaration) ?? kind.kind;
}

/** What messages call a declaration: `a view`, `an encoder`. */
export function describeDeclaration(declaration: Declaration): string {
  const { openers, thing } = kindOf(declaration);
  const word = openingWord(declaration);
  return openers.find(({ token }) => token.LABEL === `\`${word}\``)?.thing ?? thing ?? `a \`${word}\``;
}
