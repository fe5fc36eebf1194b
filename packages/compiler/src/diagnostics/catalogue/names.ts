import { error } from './message.js';

/** IM20xx: names. */
export const nameMessages = {
  IM2001: error('nothing is named `{name}`'),
  IM2002: error('`{name}` is declared twice'),
  IM2003: error('no plugin in use has a constructor {names}'),
  IM2004: error('`{name}` is {actual}; here stands {expected}'),
  IM2005: error('`{name}` is a word of the language and cannot be declared'),
  IM2006: error('`{name}` is {actual}; here stands {expected}'),
  IM2007: error('several plugins have a constructor `{name}`: {plugins}'),
  IM2008: error('`{name}` is made of itself: {path}'),
  IM2009: error('`{dataset}` has no column `{column}`'),
  IM2010: error('`{dataset}` has no split `{split}`'),
  IM2011: error('column `{column}` of `{dataset}` is not in split `{split}`'),
  IM2012: error('--set names `{name}`, which is no parameter of this file'),
  IM2013: error('`{name}` has no members'),
} as const;

/** IM21xx: plugins and imports. */
export const importMessages = {
  IM2101: error('plugin `{plugin}` is not installed'),
  IM2102: error('package `{plugin}` is not an infomin plugin: {reason}'),
  IM2103: error('plugin `{plugin}` failed while it was loaded: {reason}'),
  IM2104: error('there is no file `{path}` to import from'),
  IM2105: error('the files import each other in a circle: {path}'),
  IM2106: error('`{file}` declares no `{name}`'),
  IM2107: error('plugin `{plugin}` has a defect: `{constructor}` {reason}'),
  IM2108: error('plugin `{plugin}` is code that nobody has allowed to run yet: {path}'),
  IM2109: error('`{path}` cannot be imported: it is no .infomin file'),
  IM2110: error('`{path}`, whose results are imported, has a mistake: {message}'),
} as const;
