import { posix } from 'node:path';

/** A page of the reference, in Markdown. */
export interface Page {
  /** Where it stands, slashes between: `plugins/plugin-vision.md`. Pages link to one another by these. */
  readonly path: string;
  readonly title: string;
  /** Its heading in the navigation; pages without one are reached by links only. */
  readonly group?: string;
  readonly markdown: string;
  /** Whether HTML in it is meant; in what is anybody's, as doc comments are, it is text. */
  readonly html?: true;
  /** Files beside it, pictures, by name. */
  readonly assets?: Readonly<Record<string, string>>;
}

/** Where the site has a page: `plugins/plugin-vision.html`; the `README.md` of a folder is its `index.html`. */
export function htmlPath(path: string): string {
  if (posix.basename(path) === 'README.md') return posix.join(posix.dirname(path), 'index.html');
  return path.endsWith('.md') ? path.replace(/\.md$/, '.html') : `${path}.html`;
}

/** The way from one page to a place of the site. */
export function wayTo(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}
