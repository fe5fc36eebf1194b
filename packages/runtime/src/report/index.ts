/** What pages are made of, for those that show several runs. */
export { type Course, trainingCurves } from './curves.js';
export { documentHtml, section } from './document.js';
export { escapeHtml } from './escape.js';
export { settingOf } from './setting.js';
