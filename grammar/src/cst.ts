/** The concrete tree, written from the grammar by cst.test.ts (vitest -u). */
// biome-ignore-all format: written by a program
import type { CstNode, IToken } from "chevrotain";

export interface FileCstNode extends CstNode {
  name: "file";
  children: FileCstChildren;
}

export type FileCstChildren = {
  declaration?: DeclarationCstNode[];
};

export interface DeclarationCstNode extends CstNode {
  name: "declaration";
  children: DeclarationCstChildren;
}

export type DeclarationCstChildren = {
  use?: UseCstNode[];
  import?: ImportCstNode[];
  param?: ParamCstNode[];
  dataset?: DatasetCstNode[];
  batch?: BatchCstNode[];
  view?: ViewCstNode[];
  model?: ModelCstNode[];
  objective?: ObjectiveCstNode[];
  train?: TrainCstNode[];
  probe?: ProbeCstNode[];
  sweep?: SweepCstNode[];
  report?: ReportCstNode[];
};

export interface UseCstNode extends CstNode {
  name: "use";
  children: UseCstChildren;
}

export type UseCstChildren = {
  Use: IToken[];
  string: StringCstNode[];
};

export interface ImportCstNode extends CstNode {
  name: "import";
  children: ImportCstChildren;
}

export type ImportCstChildren = {
  Import: IToken[];
  LCurly?: IToken[];
  names?: NamesCstNode[];
  RCurly?: IToken[];
  Identifier?: IToken[];
  From: IToken[];
  string: StringCstNode[];
};

export interface ParamCstNode extends CstNode {
  name: "param";
  children: ParamCstChildren;
}

export type ParamCstChildren = {
  Param: IToken[];
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface DatasetCstNode extends CstNode {
  name: "dataset";
  children: DatasetCstChildren;
}

export type DatasetCstChildren = {
  Dataset: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface BatchCstNode extends CstNode {
  name: "batch";
  children: BatchCstChildren;
}

export type BatchCstChildren = {
  Batch: IToken[];
  Identifier: IToken[];
  Tilde: IToken[];
  expression: ExpressionCstNode[];
};

export interface ViewCstNode extends CstNode {
  name: "view";
  children: ViewCstChildren;
}

export type ViewCstChildren = {
  View: IToken[];
  Identifier?: IToken[];
  count?: CountCstNode[];
  LParen?: IToken[];
  names?: NamesCstNode[];
  RParen?: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ModelCstNode extends CstNode {
  name: "model";
  children: ModelCstChildren;
}

export type ModelCstChildren = {
  Encoder?: IToken[];
  Generator?: IToken[];
  Head?: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ObjectiveCstNode extends CstNode {
  name: "objective";
  children: ObjectiveCstChildren;
}

export type ObjectiveCstChildren = {
  Objective: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  side?: SideCstNode[];
  Colon?: IToken[];
  expression: ExpressionCstNode[];
};

export interface TrainCstNode extends CstNode {
  name: "train";
  children: TrainCstChildren;
}

export type TrainCstChildren = {
  Train: IToken[];
  Identifier: (IToken)[];
  As?: IToken[];
  record: RecordCstNode[];
};

export interface ProbeCstNode extends CstNode {
  name: "probe";
  children: ProbeCstChildren;
}

export type ProbeCstChildren = {
  Probe: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface SweepCstNode extends CstNode {
  name: "sweep";
  children: SweepCstChildren;
}

export type SweepCstChildren = {
  Sweep: IToken[];
  Identifier?: IToken[];
  LParen?: IToken[];
  names?: NamesCstNode[];
  RParen?: IToken[];
  In: IToken[];
  expression: ExpressionCstNode[];
};

export interface ReportCstNode extends CstNode {
  name: "report";
  children: ReportCstChildren;
}

export type ReportCstChildren = {
  Report: IToken[];
  string: StringCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface NamesCstNode extends CstNode {
  name: "names";
  children: NamesCstChildren;
}

export type NamesCstChildren = {
  Identifier: (IToken)[];
  Comma?: (IToken)[];
};

export interface SideCstNode extends CstNode {
  name: "side";
  children: SideCstChildren;
}

export type SideCstChildren = {
  Min?: IToken[];
  Max?: IToken[];
  names: NamesCstNode[];
};

export interface TypeCstNode extends CstNode {
  name: "type";
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  Identifier: IToken[];
  LSquare?: IToken[];
  dimension?: (DimensionCstNode)[];
  Comma?: (IToken)[];
  RSquare?: IToken[];
  Dot?: IToken[];
  space?: SpaceCstNode[];
};

export interface SpaceCstNode extends CstNode {
  name: "space";
  children: SpaceCstChildren;
}

export type SpaceCstChildren = {
  Identifier?: IToken[];
  Question?: IToken[];
};

export interface CountCstNode extends CstNode {
  name: "count";
  children: CountCstChildren;
}

export type CountCstChildren = {
  LSquare: IToken[];
  Number?: IToken[];
  Identifier?: IToken[];
  RSquare: IToken[];
};

export interface DimensionCstNode extends CstNode {
  name: "dimension";
  children: DimensionCstChildren;
}

export type DimensionCstChildren = {
  Number?: IToken[];
  Question?: IToken[];
};

export interface StringCstNode extends CstNode {
  name: "string";
  children: StringCstChildren;
}

export type StringCstChildren = {
  String?: IToken[];
  OpenString?: IToken[];
};

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  opening?: IToken[];
  operand: (OperandCstNode)[];
  operator?: (IToken)[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  Minus?: IToken[];
  primary: PrimaryCstNode[];
  postfix?: (CallCstNode | IndexCstNode | MemberCstNode)[];
};

export interface PrimaryCstNode extends CstNode {
  name: "primary";
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  Identifier?: IToken[];
  number?: NumberCstNode[];
  symbol?: SymbolCstNode[];
  list?: ListCstNode[];
  string?: StringCstNode[];
  True?: IToken[];
  False?: IToken[];
  record?: RecordCstNode[];
  parenthesized?: ParenthesizedCstNode[];
};

export interface NumberCstNode extends CstNode {
  name: "number";
  children: NumberCstChildren;
}

export type NumberCstChildren = {
  Number: IToken[];
  Unit?: IToken[];
};

export interface CallCstNode extends CstNode {
  name: "call";
  children: CallCstChildren;
}

export type CallCstChildren = {
  LParen: IToken[];
  argument?: (ArgumentCstNode)[];
  Comma?: (IToken)[];
  Semicolon?: IToken[];
  RParen: IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: "argument";
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  Identifier?: IToken[];
  Colon?: IToken[];
  expression: ExpressionCstNode[];
};

export interface IndexCstNode extends CstNode {
  name: "index";
  children: IndexCstChildren;
}

export type IndexCstChildren = {
  LSquare: IToken[];
  expression: ExpressionCstNode[];
  RSquare: IToken[];
};

export interface MemberCstNode extends CstNode {
  name: "member";
  children: MemberCstChildren;
}

export type MemberCstChildren = {
  Dot: IToken[];
  Identifier: IToken[];
};

export interface SymbolCstNode extends CstNode {
  name: "symbol";
  children: SymbolCstChildren;
}

export type SymbolCstChildren = {
  Dot: IToken[];
  Identifier: IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  LSquare: IToken[];
  expression?: (ExpressionCstNode)[];
  Comma?: (IToken)[];
  RSquare: IToken[];
};

export interface RecordCstNode extends CstNode {
  name: "record";
  children: RecordCstChildren;
}

export type RecordCstChildren = {
  LCurly: IToken[];
  entry?: EntryCstNode[];
  RCurly: IToken[];
};

export interface EntryCstNode extends CstNode {
  name: "entry";
  children: EntryCstChildren;
}

export type EntryCstChildren = {
  Identifier: IToken[];
  Colon: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
};

export interface ParenthesizedCstNode extends CstNode {
  name: "parenthesized";
  children: ParenthesizedCstChildren;
}

export type ParenthesizedCstChildren = {
  LParen: IToken[];
  expression: (ExpressionCstNode)[];
  Comma?: IToken[];
  RParen: IToken[];
};
