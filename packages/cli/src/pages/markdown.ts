import { highlight } from '@infomin/grammar/highlight';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';

/** A Markdown table; bars in cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A block of code, fenced by more backticks than stand in it. */
export function codeBlock(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

/** Where links and pictures may lead: pages of the site, the web, and letters. */
function isSafe(href: string): boolean {
  const start = /^[^/?#]*/.exec(href)![0];
  return /^(https?|mailto):/i.test(start) || !/[:&\p{Cc}]/u.test(start);
}

/**
 * Markdown as HTML: headings have GitHub's ids, infomin code its colours. HTML within it is text: doc comments may be
 * anybody's. So are links and pictures that lead elsewhere than to pages.
 *
 * @param resolve where a link leads on the site
 * @param html whether HTML within it is meant
 */
export function renderMarkdown(markdown: string, resolve: (href: string) => string, html = false): string {
  const marked = new Marked(gfmHeadingId(), {
    walkTokens(token) {
      if (token.type === 'link') token.href = resolve(token.href);
    },
    renderer: {
      html: ({ text }) => (html ? text : escaped(text)),
      link({ href, text, raw }) {
        return isSafe(href) ? false : escaped(text || raw);
      },
      image({ href, text }) {
        return isSafe(href) ? false : escaped(text);
      },
      code({ text, lang }) {
        return `<pre><code>${lang === 'infomin' ? colored(text) : escaped(text)}</code></pre>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

function colored(code: string): string {
  return highlight(code)
    .map(({ kind, text }) =>
      kind === 'plain' ? escaped(text) : `<span class="${kind}">${escaped(text)}</span>`,
    )
    .join('');
}

/** Text as HTML has it, also between quotation marks. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
