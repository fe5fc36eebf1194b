/** The one lexer and the one parser, made when this module is loaded. */
import { createLexer } from './lexer.js';
import { InfominParser } from './parser.js';

export const lexer = createLexer();
export const parser: InfominParser = new InfominParser();
