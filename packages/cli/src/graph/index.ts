/** The picture of a plan, for whoever shows it elsewhere. */
export { drawPlan } from './drawing.js';
export { asGiven } from './given.js';
export { toSvg } from './svg.js';
