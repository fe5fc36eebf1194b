/** The looks of the pages: the reader's own fonts and choice of light or dark; nothing is fetched from elsewhere. */
export const styleSheet = `:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #16181d);
  --raised: light-dark(#f5f6f8, #1f232b);
  --ink: light-dark(#1d2129, #dfe3ea);
  --faint: light-dark(#5c6573, #98a2b3);
  --line: light-dark(#dde1e7, #333944);
  --accent: light-dark(#1b5fb8, #7fb2f5);
  --keyword: light-dark(#8a2a8f, #d99be0);
  --constructor: light-dark(#1b5fb8, #7fb2f5);
  --literal: light-dark(#9a4a00, #f0ad6b);
  --string: light-dark(#24713a, #86cf97);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 16px/1.6 system-ui, sans-serif;
  display: grid;
  grid-template-columns: 16rem minmax(0, 1fr);
}
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
nav {
  position: sticky;
  top: 0;
  align-self: start;
  height: 100vh;
  overflow-y: auto;
  padding: 1.5rem 1rem 2rem 1.5rem;
  background: var(--raised);
  border-right: 1px solid var(--line);
  font-size: 0.9rem;
}
nav h2 {
  margin: 1.4rem 0 0.3rem;
  border: 0;
  color: var(--faint);
  font-size: 0.75rem;
  letter-spacing: 0.06em;
  text-transform: uppercase;
}
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { overflow-wrap: anywhere; }
nav a { display: block; padding: 0.15rem 0; color: inherit; text-decoration: none; }
nav a:hover { color: var(--accent); }
nav a[aria-current] { color: var(--accent); font-weight: 600; }
.site { margin: 0; font-size: 1.15rem; font-weight: 700; }
.site a { color: inherit; text-decoration: none; }
.bar { display: none; }
main { width: 100%; max-width: 60rem; padding: 1.5rem 3rem 5rem; }
h1, h2, h3 { line-height: 1.25; scroll-margin-top: 1rem; }
h1 { margin: 0.5rem 0 1.2rem; font-size: 1.9rem; overflow-wrap: anywhere; }
h2 { margin: 2.6rem 0 0.8rem; padding-bottom: 0.3rem; border-bottom: 1px solid var(--line); font-size: 1.35rem; }
h3 { margin: 1.8rem 0 0.6rem; font-size: 1.08rem; }
code { font: 0.88em/1.5 ui-monospace, monospace; }
:not(pre) > code { padding: 0.1em 0.3em; border-radius: 4px; background: var(--raised); overflow-wrap: break-word; }
pre {
  padding: 0.9rem 1.1rem;
  overflow-x: auto;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--raised);
}
table { display: block; width: fit-content; max-width: 100%; margin: 1rem 0; overflow-x: auto; border-collapse: collapse; }
th, td { padding: 0.4rem 0.8rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
td:first-child code { white-space: nowrap; }
th { background: var(--raised); font-weight: 600; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--faint); }
img { max-width: 100%; border: 1px solid var(--line); border-radius: 6px; background: #ffffff; }
/* A graph may be wider than lines of text are. */
p:has(> a > img) { width: max-content; max-width: calc(100vw - 22rem); overflow-x: auto; }
a > img { display: block; max-width: max(100%, 80rem); }
@media (prefers-color-scheme: dark) {
  a > img { filter: invert(0.9) hue-rotate(180deg); }
}
.keyword { color: var(--keyword); }
.constructor { color: var(--constructor); }
.number, .symbol { color: var(--literal); }
.string { color: var(--string); }
.comment { color: var(--faint); font-style: italic; }
.doc { color: var(--faint); }
.diagram { overflow-x: auto; }
@media (max-width: 50rem) {
  body { display: flex; flex-direction: column; }
  .bar { display: flex; justify-content: space-between; align-items: baseline; margin-bottom: 1rem; }
  nav { position: static; height: auto; order: 1; border-right: 0; border-top: 1px solid var(--line); }
  nav a { padding: 0.35rem 0; }
  main { padding: 1rem 1.2rem 3rem; }
  p:has(> a > img) { max-width: 100%; }
  th, td { padding: 0.3rem 0.6rem; }
  td:last-child:not(:first-child) { min-width: 12rem; }
}
@media print {
  body { display: block; }
  nav, .bar { display: none; }
}
`;
