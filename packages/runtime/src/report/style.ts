/**
 * The look of a report, in the light and in the dark as its reader's system is set. Charts are drawn on white: in the
 * dark they are inverted, which turns white into the paper's colour, and their hues turned back.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #222; --faint: #555; --paper: #fff; --line: #ddd; --shade: #f4f4f4; --alarm: #b00020 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e4e4; --faint: #a8a8a8; --paper: #161616; --line: #3c3c3c; --shade: #242424; --alarm: #ff8a95 }
  svg { filter: invert(.914) hue-rotate(180deg) }
  .points { fill: #222 }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 100rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper) }
p { max-width: 50rem } h1 { font-size: 1.6rem; overflow-wrap: anywhere } h2 { font-size: 1.2rem; margin-top: 2.2rem } h3 { font-size: 1rem }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { word-break: keep-all } small { color: var(--faint) } th small { font-weight: normal; white-space: nowrap }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 38rem), 1fr)); gap: .4rem 2rem; align-items: start }
.parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 2rem; align-items: start } .parts h3 { margin: .8rem 0 0 }
.figures .scroll > svg { width: 100%; min-width: 36rem; max-width: 62rem }
@media (min-width: 72rem) { .report { display: flow-root } .report > svg { float: left; margin-right: 2rem } }
details { margin: .5rem 0 } summary { cursor: pointer; font-weight: 600 } .front { max-width: 75rem }
.points { fill: #888; fill-opacity: 0 } .points circle:hover { fill-opacity: .45 }
.scroll { overflow-x: auto } .scroll td, .scroll tbody th { white-space: nowrap }
.trials { font-size: .92em } .trials th, .trials td { padding: .25rem .5rem }
.settings th { white-space: nowrap } .settings td { overflow-wrap: anywhere }
svg { display: block; max-width: max(100%, 40rem); height: auto }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; max-width: 47rem } .legend span { display: flex; align-items: center; gap: .4rem } .legend svg { flex: none; height: 3px }
figure { margin: .6rem 0 } figcaption { color: var(--faint); font-size: .85rem }
img { display: block; image-rendering: pixelated; max-width: 100%; height: auto }
pre, code { background: var(--shade); font-size: .85em } pre { padding: .8rem; overflow: auto }
.failed, .collapsed { color: var(--alarm) }
@media print {
  :root { --ink: #000; --faint: #444; --paper: #fff; --line: #bbb; --shade: #f4f4f4; --alarm: #900 }
  svg { filter: none } body { margin: 0; max-width: none; font-size: 11px } .scroll { overflow: visible }
  .scroll td, .scroll tbody th, th small { white-space: normal } th { overflow-wrap: anywhere } .trials { font-size: .8em } .trials th, .trials td { padding: .15rem .2rem }
  h2, h3 { break-after: avoid } figure, tr, img { break-inside: avoid } pre { white-space: pre-wrap }
  .figures { display: block } .figures .scroll > svg, svg { min-width: 0; max-width: 100% } img { print-color-adjust: exact }
}`;
