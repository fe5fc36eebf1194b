import { STYLE } from './style.js';

/** A page of one file, without scripts; `title` and `parts` are HTML. */
export function documentHtml(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}
</style></head>
<body>
<h1>${title}</h1>
${parts.filter(Boolean).join('\n')}
</body>
</html>
`;
}

/** A section under its heading; nothing where it has no content. */
export function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${title}</h2>\n${content}\n</section>`;
}
