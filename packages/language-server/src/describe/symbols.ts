import { isRecipe } from '@infomin/grammar';
import { formatType } from '@infomin/plugin';
import type { SyntaxFile } from '../syntax/file.js';
import type { Target, Workspace } from '../workspace/workspace.js';
import { codeBlock } from './constructors.js';

const maxHead = 200;

/** A declaration in Markdown: its text, its type, its documentation. */
export function symbolPage(workspace: Workspace, user: SyntaxFile, name: string, target: Target): string {
  const { file, declared } = target;
  const { declaration } = declared;
  const head = headOf(file.text.slice(declaration.span.start, declaration.span.end));
  const type = typeOf(workspace, user, name, target);
  const parts = [
    codeBlock(head),
    ...(type === undefined ? [] : [codeBlock(`${name}: ${type}`)]),
    ...(declaration.doc === undefined ? [] : [declaration.doc]),
    ...details(workspace, user, name, target),
    ...(file.path === user.path ? [] : [`*declared in \`${file.path.split(/[/\\]/).at(-1)}\`*`]),
  ];
  return parts.join('\n\n');
}

function headOf(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  const head = lines.length > 6 ? [...lines.slice(0, 6), '…'].join('\n') : text;
  return head.length > maxHead * 3 ? `${head.slice(0, maxHead * 3)}…` : head;
}

/** The type of what a name of a file stands for, as its last check has it. */
export function typeOf(
  workspace: Workspace,
  user: SyntaxFile,
  name: string,
  { declared }: Target,
): string | undefined {
  if (declared.shape.kind === 'objective') return 'Scalar';
  return workspace.lastAnalysis(user.path)?.typeOf(name);
}

/** Names by which the results of a file tell what it trains. */
export function resultNames({ declarations }: SyntaxFile): ReadonlySet<string> {
  return new Set(
    declarations.flatMap((declaration) =>
      declaration.kind === 'train' ? ((declaration.as ?? declaration.objective)?.text ?? []) : [],
    ),
  );
}

/** What reports may name of a file's results. */
function resultsIn(workspace: Workspace, other: SyntaxFile): string[] {
  const names = [...workspace.names(other)];
  const probes = names.flatMap(([name, { declared }]) => (declared.shape.kind === 'probe' ? [name] : []));
  const list = (all: readonly string[]) => all.map((name) => `\`${name}\``).join(', ');
  const trained = [...resultNames(other)];
  return [
    'For reports: what trials of that file came to, as it is now, in a run beside this one.',
    ...(probes.length > 0 ? [`Probes: ${list(probes)}`] : []),
    ...(trained.length > 0 ? [`Trained, with metrics such as \`mi\`: ${list(trained)}`] : []),
  ];
}

function details(workspace: Workspace, user: SyntaxFile, name: string, target: Target): string[] {
  const { declared } = target;
  const { shape } = declared;
  const other = workspace.resultsOf(target);
  if (other !== undefined) return resultsIn(workspace, other);
  if (shape.kind === 'view' && shape.draws !== undefined) {
    const count = shape.draws.kind === 'number' ? shape.draws.value : 'Several';
    return [`${count} draws: what is made of \`${name}\` is made of each.`];
  }
  if (declared.shape.kind !== 'dataset' && declared.shape.kind !== 'batch') return [];
  const dataset = datasetBehind(workspace, user, name);
  if (dataset === undefined) return [];
  const columns = Object.entries(dataset.columns).map(
    ([column, { type, doc }]) => `* \`${column}: ${formatType(type)}\`: ${doc}`,
  );
  const splits = Object.keys(dataset.splits).map((split) => `\`${split}\``);
  return [`Splits: ${splits.join(', ')}`, ['Columns:', ...columns].join('\n')];
}

/** Columns and splits of a dataset, or of that which a batch is drawn from. */
export function datasetBehind(workspace: Workspace, user: SyntaxFile, name: string) {
  const target = workspace.find(user, name);
  if (target?.declared.shape.kind === 'dataset') {
    return (
      workspace.lastAnalysis(user.path)?.dataset(name) ??
      workspace.lastAnalysis(target.file.path)?.dataset(target.declared.text)
    );
  }
  if (target?.declared.shape.kind !== 'batch') return undefined;
  const { source } = target.declared.shape;
  const from = source.kind === 'member' ? source.object : source;
  if (from.kind !== 'name') return undefined;
  return datasetIn(workspace, user, target, from.text);
}

/** A dataset that another file may declare: the last check of the user's file knows the descriptions of both. */
function datasetIn(workspace: Workspace, user: SyntaxFile, target: Target, name: string) {
  const program = workspace.lastAnalysis(user.path)?.result.program;
  const source = workspace.find(target.file, name);
  for (const [symbol, description] of program?.datasets ?? []) {
    if (symbol.name === source?.declared.text && symbol.module.source.path === source.file.path)
      return description;
  }
  return workspace.lastAnalysis(target.file.path)?.dataset(name);
}

/** Whether a name is a recipe's: it stands behind `|>`, not where random variables do. */
export function isRecipeName({ declared }: Target): boolean {
  const { shape } = declared;
  return (shape.kind === 'view' || shape.kind === 'param') && isRecipe(shape.value);
}

/** The split that a batch is drawn from. */
export function splitOf({ declared }: Target): string | undefined {
  const declaration = declared.shape;
  return declaration.kind === 'batch' && declaration.source.kind === 'member'
    ? declaration.source.member.text
    : undefined;
}
