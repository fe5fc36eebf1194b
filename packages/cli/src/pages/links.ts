import { posix } from 'node:path';

/**
 * Links and pictures of a site that lead nowhere, as `page: target`.
 *
 * @param files the site's files by path; only HTML pages are read
 */
export function brokenLinks(files: ReadonlyMap<string, string>): string[] {
  const anchors = new Map<string, Set<string>>();
  const anchorsOf = (path: string): Set<string> => {
    const known = anchors.get(path);
    if (known) return known;
    const text = files.get(path) ?? '';
    const found = new Set([...text.matchAll(/\s(?:id|name)="([^"]*)"/g)].map((match) => match[1]!));
    anchors.set(path, found);
    return found;
  };
  const broken: string[] = [];
  for (const [page, text] of files) {
    if (!page.endsWith('.html')) continue;
    for (const target of new Set([...text.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => match[1]!))) {
      if (/^([a-z]+:|\/\/)/i.test(target)) continue;
      const [path = '', hash = ''] = target.replaceAll('&amp;', '&').split('#').map(decodeURIComponent);
      const at = path === '' ? page : posix.join(posix.dirname(page), path);
      const leads = files.has(at) && (hash === '' || anchorsOf(at).has(hash));
      if (!leads) broken.push(`${page}: ${target}`);
    }
  }
  return broken;
}
