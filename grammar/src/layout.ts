/**
 * The layout of a text as data: pieces that stand on one line where they fit and break where they do not
 * (Wadler, "A prettier printer", 2003). Trailing comments wait for the end of their line.
 */

export type Layout = string | Composite;

type Composite =
  | { readonly kind: 'all'; readonly parts: readonly Layout[]; readonly hard: boolean }
  /** On one line if it fits and holds no hard line. */
  | { readonly kind: 'group'; readonly body: Layout; readonly hard: boolean }
  | { readonly kind: 'indent'; readonly body: Layout; readonly hard: boolean }
  /** A line end if the group around it breaks, else `flat`. */
  | { readonly kind: 'line'; readonly flat: string; readonly hard: boolean }
  /** Text that depends on whether the group around it breaks. */
  | { readonly kind: 'choice'; readonly flat: string; readonly broken: string; readonly hard: boolean }
  | { readonly kind: 'newline'; readonly blank: boolean; readonly hard: boolean }
  /** Stands behind whatever else is on its line, and breaks the groups around it. */
  | { readonly kind: 'trailing'; readonly text: string; readonly hard: boolean };

/** A line of the result: its code and the comments behind it. */
export interface LaidLine {
  readonly code: string;
  readonly trailing: string;
}

const isHard = (part: Layout): boolean => typeof part !== 'string' && part.hard;

export const all = (...parts: readonly Layout[]): Layout => sequence(parts);
/** `all` of any number of pieces; arguments of a call are limited. */
export const sequence = (parts: readonly Layout[]): Layout => ({
  kind: 'all',
  parts,
  hard: parts.some(isHard),
});
export const group = (body: Layout): Layout => ({ kind: 'group', body, hard: isHard(body) });
export const indent = (body: Layout): Layout => ({ kind: 'indent', body, hard: isHard(body) });
export const trailing = (text: string): Layout => ({ kind: 'trailing', text, hard: true });
export const choice = (flat: string, broken: string): Layout => ({
  kind: 'choice',
  flat,
  broken,
  hard: false,
});
/** A space, or a line end. */
export const line: Layout = { kind: 'line', flat: ' ', hard: false };
/** Nothing, or a line end. */
export const softline: Layout = { kind: 'line', flat: '', hard: false };
export const newline: Layout = { kind: 'newline', blank: false, hard: true };
export const blankLine: Layout = { kind: 'newline', blank: true, hard: true };

interface Task {
  readonly indent: number;
  readonly broken: boolean;
  readonly part: Layout;
}

/** Lays pieces out in lines of at most `width` characters, where they can be broken. */
export function layOut(root: Layout, width: number): LaidLine[] {
  const lines: LaidLine[] = [];
  let code = '';
  let comments: string[] = [];
  const endLine = (indentation: number, blank: boolean): void => {
    // A line comment ends its line, so whatever comes behind one gets a line of its own.
    let behind: string[] = [];
    for (const comment of comments) {
      behind.push(comment);
      if (!comment.startsWith('//')) continue;
      lines.push({ code: code.trimEnd(), trailing: behind.join(' ') });
      code = ' '.repeat(indentation);
      behind = [];
    }
    if (behind.length > 0 || comments.length === 0) {
      lines.push({ code: code.trimEnd(), trailing: behind.join(' ') });
    }
    if (blank) lines.push({ code: '', trailing: '' });
    code = ' '.repeat(indentation);
    comments = [];
  };

  const tasks: Task[] = [{ indent: 0, broken: true, part: root }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { indent: indentation, broken, part } = task;
    if (typeof part === 'string') {
      code += part;
      continue;
    }
    switch (part.kind) {
      case 'all':
        for (let i = part.parts.length - 1; i >= 0; i--) {
          tasks.push({ indent: indentation, broken, part: part.parts[i] as Layout });
        }
        break;
      case 'indent':
        tasks.push({ indent: indentation + 2, broken, part: part.body });
        break;
      case 'group': {
        const flat = { indent: indentation, broken: false, part: part.body };
        const fitting = !part.hard && fits(flat, tasks, width - code.length);
        tasks.push(fitting ? flat : { ...flat, broken: true });
        break;
      }
      case 'line':
        if (broken) endLine(indentation, false);
        else code += part.flat;
        break;
      case 'choice':
        code += broken ? part.broken : part.flat;
        break;
      case 'newline':
        endLine(indentation, part.blank);
        break;
      case 'trailing':
        comments.push(part.text);
        break;
    }
  }
  endLine(0, false);
  return lines;
}

/** Whether a piece, and what follows it up to the next place a line may end, fits into the space that is left. */
function fits(first: Task, rest: readonly Task[], space: number): boolean {
  const tasks = [first];
  let next = rest.length;
  let left = space;
  while (left >= 0) {
    const task = tasks.pop() ?? rest[--next];
    if (task === undefined) return true;
    const { part, broken, indent: indentation } = task;
    if (typeof part === 'string') {
      left -= part.length;
      continue;
    }
    switch (part.kind) {
      case 'all':
        for (let i = part.parts.length - 1; i >= 0; i--) {
          tasks.push({ indent: indentation, broken, part: part.parts[i] as Layout });
        }
        break;
      case 'group':
        tasks.push({ indent: indentation, broken, part: part.body });
        break;
      case 'indent':
        tasks.push({ indent: indentation, broken, part: part.body });
        break;
      case 'line':
        if (broken) return true;
        left -= part.flat.length;
        break;
      case 'choice':
        left -= (broken ? part.broken : part.flat).length;
        break;
      case 'newline':
        return true;
      case 'trailing':
        break;
    }
  }
  return false;
}
