/** Pages in Markdown and sites made of them, for `infomin docs` and for whoever builds a larger manual. */

export { Session } from '../session.js';
export { processIo } from '../terminal/io.js';
export { cataloguePage } from './catalogue-page.js';
export { brokenLinks } from './links.js';
export { codeBlock } from './markdown.js';
export { htmlPath, type Page } from './page.js';
export { referencePages } from './reference.js';
export { renderSite } from './site.js';
export { syntaxPage } from './syntax-page.js';
export { writeFiles } from './write.js';
