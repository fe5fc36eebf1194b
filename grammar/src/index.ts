/** The grammar of infomin: from a text to a tree and back. */
export type * from './ast.js';
export type { BatchDeclaration } from './declarations/batch.js';
export type { DatasetDeclaration } from './declarations/dataset.js';
export type { ImportDeclaration } from './declarations/import.js';
export type { Opener } from './declarations/kind.js';
export {
  type Declaration,
  declaredNames,
  describeDeclaration,
  isNaming,
  mentionedNames,
  type NamingDeclaration,
  openingWord,
} from './declarations/kinds.js';
export type { ModelDeclaration, ModelRole } from './declarations/model.js';
export type { ObjectiveDeclaration } from './declarations/objective.js';
export type { ParamDeclaration } from './declarations/param.js';
export type { ProbeDeclaration } from './declarations/probe.js';
export type { ReportDeclaration } from './declarations/report.js';
export type { SweepDeclaration } from './declarations/sweep.js';
export type { TrainDeclaration } from './declarations/train.js';
export type { UseDeclaration } from './declarations/use.js';
export type { ViewDeclaration } from './declarations/view.js';
export type { ParseResult, SourceFile } from './file.js';
export { declarationKeywords, keywords, literalKeywords, openerByText } from './keywords.js';
export { type LineMap, lineMap, type Position } from './lines.js';
export { nearest } from './nearest.js';
export { type NextToken, type NextTokens, nextTokens } from './next-tokens.js';
export { parse } from './parse.js';
export { format, print, printExpression } from './print.js';
export {
  fillHoles,
  type HolesIn,
  type ProblemCode,
  problemMessages,
  problemText,
  type SyntaxProblem,
} from './problems.js';
export {
  bare,
  childrenOf,
  isArgument,
  isEntry,
  isRecipe,
  isSide,
  isWord,
  literalKinds,
  pathAt,
  pathTo,
  type TreeNode,
  walk,
} from './walk.js';
