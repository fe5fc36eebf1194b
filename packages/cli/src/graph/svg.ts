import { toDot } from './dot.js';
import type { Drawing } from './drawing.js';

/** The drawing as an SVG document, laid out by Graphviz compiled to WebAssembly: no system package is needed. */
export async function toSvg(drawing: Drawing): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  return viz.renderString(toDot(drawing), { format: 'svg' });
}
