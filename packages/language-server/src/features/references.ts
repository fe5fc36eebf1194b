import { reservedNames } from '@infomin/compiler';
import { keywords } from '@infomin/grammar';
import {
  ErrorCodes,
  type Location,
  type Range,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { SyntaxFile } from '../syntax/file.js';
import { keyKinds, looseKeysIn, type Occurrence } from '../syntax/occurrences.js';
import type { Target, Workspace } from '../workspace/workspace.js';
import { thingAt } from './cursor.js';

interface Place {
  readonly file: SyntaxFile;
  readonly occurrence: Occurrence;
}

/** Every place in the open files and folders that stands for the same declaration, itself included. */
export function placesOf(workspace: Workspace, target: Target): readonly Place[] {
  const name = target.declared.text;
  return workspace.allFiles().flatMap((file) => {
    // Imports have no other name than the declaration.
    if (file !== target.file && !file.text.includes(name)) return [];
    return file.occurrences
      .filter((occurrence) => occurrence.name === name && isMeant(occurrence, target))
      .filter((occurrence) => isSame(workspace.meant(file, occurrence), target))
      .map((occurrence) => ({ file, occurrence }));
  });
}

function isSame(meant: Target | undefined, { file, declared }: Target): boolean {
  return meant?.file.path === file.path && meant.declared.name.span.start === declared.name.span.start;
}

/** What is called is a constructor where no model has its name. */
function isMeant({ called, role, span }: Occurrence, { declared }: Target): boolean {
  if (role === 'declaration') return span.start === declared.name.span.start;
  return called !== true || declared.shape.kind === 'model';
}

/** The declaration of the name at a place. */
function targetAt(workspace: Workspace, file: SyntaxFile, offset: number): Target | undefined {
  const thing = thingAt(workspace, file, offset)?.thing;
  return thing?.is === 'symbol' ? thing.target : undefined;
}

export function references(
  workspace: Workspace,
  file: SyntaxFile,
  offset: number,
  includeDeclaration: boolean,
): Location[] {
  const target = targetAt(workspace, file, offset);
  if (target === undefined) return [];
  return placesOf(workspace, target)
    .filter(({ occurrence }) => includeDeclaration || occurrence.role !== 'declaration')
    .map((place) => place.file.location(place.occurrence.span));
}

/** The word to rename; throws where there is none. */
export function prepareRename(
  workspace: Workspace,
  file: SyntaxFile,
  offset: number,
): { range: Range; placeholder: string } {
  const found = thingAt(workspace, file, offset);
  if (found?.thing?.is === 'symbol') return { range: file.range(found.span), placeholder: found.thing.name };
  throw refusal(
    found?.thing?.is === 'constructor'
      ? `\`${found.thing.registered.signature.name}\` belongs to a plugin and cannot be renamed`
      : 'only names that a file declares can be renamed',
  );
}

/** Renames a declaration wherever it stands. Throws, in words for people, where that would change what a file means. */
export function rename(
  workspace: Workspace,
  file: SyntaxFile,
  offset: number,
  newName: string,
): WorkspaceEdit {
  const target = targetAt(workspace, file, offset);
  if (target === undefined) throw refusal('only names that a file declares can be renamed');
  const places = placesOf(workspace, target);
  const files = new Set(places.map((place) => place.file));
  const reason =
    target.declared.text === newName
      ? undefined
      : (refusalOf(workspace, newName, files) ?? keyedElsewhere(workspace, target, files));
  if (reason !== undefined) throw refusal(reason);
  const changes: Record<string, TextEdit[]> = {};
  for (const { file: changed, occurrence } of places) {
    const edit = { range: changed.range(occurrence.span), newText: newName };
    changes[changed.document.uri] = [...(changes[changed.document.uri] ?? []), edit];
  }
  return { changes };
}

const identifier = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function refusalOf(workspace: Workspace, name: string, files: Iterable<SyntaxFile>): string | undefined {
  if (!identifier.test(name))
    return `\`${name}\` is no name: a letter or \`_\`, then letters, digits and \`_\``;
  if (name === '_') return '`_` stands for a result without a name and cannot be a name';
  if (keywords.includes(name)) return `\`${name}\` is a keyword and cannot be a name`;
  if (reservedNames.has(name)) return `\`${name}\` means something in every file and cannot be a name`;
  for (const file of files) {
    const where = nameOf(file);
    if (file.occurrences.some((occurrence) => occurrence.name === name && occurrence.role !== 'reference')) {
      return `\`${name}\` is declared already in ${where}`;
    }
    const registered = workspace.registry(file.path).find(undefined, name);
    if (registered !== undefined)
      return `\`${name}\` is a constructor of \`${registered.plugin.name}\`, in use in ${where}`;
  }
  return undefined;
}

/** Why a name cannot be renamed that a record, written elsewhere than in its `train` block, may have as a key. */
function keyedElsewhere(
  workspace: Workspace,
  { declared }: Target,
  files: Iterable<SyntaxFile>,
): string | undefined {
  if (!keyKinds.has(declared.shape.kind)) return undefined;
  // A block takes records from its own file and from what that imports.
  const reached = new Set(files);
  for (const file of reached) {
    for (const { path } of workspace.importsOf(file)) {
      const other = workspace.file(path);
      if (other !== undefined) reached.add(other);
    }
    const keys = file.declarations.flatMap((declaration) => looseKeysIn(declaration));
    const key = keys.find(({ text }) => text === declared.text);
    if (key === undefined) continue;
    const where = `${nameOf(file)}:${file.range(key.span).start.line + 1}`;
    return `\`${declared.text}\` is a key of the record in ${where}, which may stand for it: write that record in its \`train\` block first, or rename by hand`;
  }
  return undefined;
}

const nameOf = ({ path }: SyntaxFile) => path.split(/[/\\]/).at(-1)!;

function refusal(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
