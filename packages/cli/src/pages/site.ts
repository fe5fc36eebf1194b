import { posix } from 'node:path';
import { escaped, renderMarkdown } from './markdown.js';
import { htmlPath, type Page, wayTo } from './page.js';
import { styleSheet } from './style.js';

const stylePath = 'style.css';

/** Files of a static site by path: an HTML page for each page, their pictures, the style sheet. */
export function renderSite(pages: readonly Page[], siteName: string): Map<string, string> {
  const files = new Map([[stylePath, styleSheet]]);
  const known = new Set(pages.map(({ path }) => path));
  for (const page of pages) {
    const at = htmlPath(page.path);
    const body = renderMarkdown(page.markdown, (href) => onSite(href, page, known), page.html);
    files.set(at, frame(at, page.title, body, navigation(pages, at), siteName));
    for (const [path, content] of assetsOf(page)) files.set(path, content);
  }
  return files;
}

/** The pictures of a page by path. */
export function assetsOf({ path, assets = {} }: Page): [path: string, content: string][] {
  return Object.entries(assets).map(([name, content]) => [posix.join(posix.dirname(path), name), content]);
}

/** A link between pages, by their Markdown paths, as a link between their HTML pages. */
function onSite(href: string, page: Page, known: ReadonlySet<string>): string {
  if (/^([a-z]+:|#)/.test(href)) return href;
  const [target = '', hash] = href.split('#');
  const path = posix.join(posix.dirname(page.path), target);
  const found = [path, posix.join(path, 'README.md')].find((each) => known.has(each));
  const way = found === undefined ? target : wayTo(htmlPath(page.path), htmlPath(found));
  return hash === undefined ? way : `${way}#${hash}`;
}

function navigation(pages: readonly Page[], at: string): string {
  const groups = new Map<string, Page[]>();
  for (const page of pages) {
    if (page.group !== undefined) groups.set(page.group, [...(groups.get(page.group) ?? []), page]);
  }
  const sections = [...groups].map(([group, members]) => {
    const items = members.map(({ path, title }) => {
      const to = htmlPath(path);
      const current = to === at ? ' aria-current="page"' : '';
      return `<li><a href="${escaped(wayTo(at, to))}"${current}>${breakable(title)}</a></li>`;
    });
    return `<h2>${escaped(group)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
  });
  return sections.join('\n');
}

/** A title that may break after a slash: names of files are long. */
function breakable(title: string): string {
  return escaped(title).replaceAll('/', '/<wbr>');
}

function frame(at: string, title: string, body: string, nav: string, siteName: string): string {
  const home = `<p class="site"><a href="${wayTo(at, 'index.html')}">${escaped(siteName)}</a></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title === siteName ? title : `${title} · ${siteName}`)}</title>
<link rel="stylesheet" href="${wayTo(at, stylePath)}">
</head>
<body>
<nav id="all-pages" aria-label="Pages">
${home}
${nav}
</nav>
<main>
<div class="bar">${home}<a href="#all-pages">All pages</a></div>
${body}</main>
</body>
</html>
`;
}
